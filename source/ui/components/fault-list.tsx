import {faults} from '../../bank/faults.js';
import type {Model} from '../../store/model.js';
import {cut, pad} from '../format.js';
import {plain, toned, type Line} from '../line.js';
import type {Glyphs} from '../theme.js';
import {Panel} from './panel.js';
import {Lines} from './text-line.js';

/** From this many cells on, what a fault does stands beside its name. */
const oneLine = 72;
const titleWidth = Math.max(...faults.map(({title}) => title.length)) + 2;

/** What can be made to go wrong with the next transfer. */
export function FaultList({model, width, height, glyphs}: {
	readonly model: Model;
	readonly width: number;
	readonly height: number;
	readonly glyphs: Glyphs;
}) {
	const inside = width - 4;
	const lines = faults.flatMap((fault, index): Line[] => {
		if (model.connection.type === 'connected' && model.connection.server.refusedFaults.has(fault.name)) {
			return [];
		}

		const isArmed = model.making.faults.includes(fault);
		const title: Line = [
			toned('accent', `${index + 1} `),
			toned(isArmed ? 'waiting' : 'dim', `${isArmed ? glyphs.focus : ' '} `),
			{text: pad(cut(fault.title, inside - 4), inside < oneLine ? 0 : titleWidth), tone: isArmed ? 'waiting' : 'plain'},
		];
		return inside < oneLine
			? [title, [plain(' '.repeat(4)), toned('dim', cut(fault.help, inside - 4))]]
			: [[...title, toned('dim', cut(fault.help, inside - titleWidth - 4))]];
	});
	const told: Line[] = [[plain(cut('For real, with the next transfer you send, each once, in this order:', inside))], []];
	return (
		<Panel title='Faults' note={[toned('dim', 'a number arms it, esc closes')]} width={width} height={height} glyphs={glyphs} isFocused>
			<Lines lines={[...told, ...lines].slice(0, height - 2)}/>
		</Panel>
	);
}
