import type {Model} from '../../store/model.js';
import {wrap} from '../format.js';
import {plain, toned, type Line} from '../line.js';
import {explainAttempt} from '../explain.js';
import type {Glyphs} from '../theme.js';
import {Panel} from './panel.js';
import {Lines} from './text-line.js';

/** One attempt in plain words. */
export function Explanation({model, width, height, glyphs}: {
	readonly model: Model;
	readonly width: number;
	readonly height: number;
	readonly glyphs: Glyphs;
}) {
	const {run, explained = 0, accounts, connection} = model;
	const owner = (id: string) => accounts.find(account => account.id === id)?.owner ?? id.slice(0, 8);
	const paragraphs = run ? explainAttempt(run, explained, {engine: connection.type === 'connected' ? connection.server.engine : undefined, owner}) : [];
	const lines = paragraphs.flatMap((text, place): Line[] => [...(place === 0 ? [] : [[]]), ...wrap(text, width - 4).map(line => [plain(line)])]);
	const rows = height - 2;
	const shown = lines.length > rows ? [...lines.slice(0, rows - 1), [toned('dim', glyphs.more)]] : lines;
	return (
		<Panel
			title={`Attempt ${explained + 1} of ${run?.attempts.length ?? 0}`}
			note={[toned('dim', `${glyphs.arrows} others, esc closes`)]}
			width={width}
			height={height}
			glyphs={glyphs}
			isFocused
		>
			<Lines lines={shown}/>
		</Panel>
	);
}
