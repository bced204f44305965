import type {ServerSession} from '../../database/sessions/sessions.js';
import type {Model} from '../../store/model.js';
import {cut, formatMs, pad, wrap} from '../format.js';
import {plain, toned, type Line} from '../line.js';
import {printable} from '../printable.js';
import type {Glyphs} from '../theme.js';
import {Panel} from './panel.js';
import {Lines} from './text-line.js';

const ownerWidth = 12;
const idWidth = 9;
const stateWidth = 30;

/** Ids are long on some engines; what tells them apart is at the end of the time in them. */
const shortId = (id: string): string => /^[\da-f]{32}$/v.test(id) ? id.slice(8, 16) : id;

/** What accounts cost in retries, each with the server's reasons. */
const accountLines = ({contended, accounts}: Model, width: number): Line[] => {
	const lines = [...Map.groupBy(contended, ({account}) => account)].map(([account, counts]): Line => {
		const owner = accounts.find(({id}) => id === account)?.owner ?? account.slice(0, 8);
		const reasons = counts.map(({reason, count}) => `${count}× ${reason}`).join(', ');
		return [plain(`  ${pad(owner, ownerWidth)}`), toned('failed', cut(printable(reasons), width - ownerWidth - 2))];
	});
	return lines.length === 0 ? [[toned('dim', '  none so far: r adds rivals')]] : lines;
};

const stateWords = ({state, since, waitsFor}: ServerSession): string => {
	const time = since === undefined ? '' : ` ${formatMs(since)}`;
	return waitsFor.length === 0 ? `${state ?? 'hidden'}${time}` : `waits for ${waitsFor.map(id => shortId(id)).join(', ')}${time}`;
};

const sessionLine = (session: ServerSession, width: number): Line => {
	const {id, node, waitsFor, statement, program} = session;
	const name = `${pad(shortId(id), idWidth)}${node === undefined ? '' : pad(`node ${node}`, idWidth)}`;
	const said = (statement ?? program).replaceAll(/\s+/gv, ' ');
	return [
		plain(`  ${name}`),
		toned(waitsFor.length > 0 ? 'waiting' : 'plain', pad(stateWords(session), stateWidth)),
		toned('dim', cut(printable(said), Math.max(0, width - name.length - stateWidth - 2))),
	];
};

const sessionLines = ({sessions: told}: Model, width: number, glyphs: Glyphs): Line[] => {
	if (!told) {
		return [[toned('dim', `  asking ${glyphs.more}`)]];
	}

	const {sessions, notes} = told;
	const idle = sessions.filter(({state, waitsFor}) => state === 'idle' && waitsFor.length === 0);
	const busy = sessions.filter(session => !idle.includes(session)).toSorted((one, other) => other.waitsFor.length - one.waitsFor.length);
	const rest = idle.length === 0 ? 'none is idle' : `${idle.length} idle`;
	return [
		...busy.map(session => sessionLine(session, width)),
		[toned('dim', `  ${busy.length === 0 && notes.length === 0 ? 'nobody waits for anybody; ' : ''}${rest}`)],
		...notes.flatMap(note => wrap(printable(note), width - 2).map((line): Line => [plain('  '), toned('waiting', line)])),
	];
};

/** What stands in the way just now, and what did: by account from our own events, by session from the server. */
export function Contention({model, width, height, glyphs}: {
	readonly model: Model;
	readonly width: number;
	readonly height: number;
	readonly glyphs: Glyphs;
}) {
	const inside = width - 4;
	const lines: Line[] = [
		[toned('strong', 'Attempts that had to be made again, by account')],
		...accountLines(model, inside),
		[],
		[toned('strong', 'Sessions of the bank\'s programs, as the server tells of them')],
		...sessionLines(model, inside, glyphs),
	];
	const rows = height - 2;
	const shown = lines.length > rows ? [...lines.slice(0, rows - 1), [toned('dim', glyphs.more)]] : lines;
	return (
		<Panel title='Who waits for whom' note={[toned('dim', 'esc closes')]} width={width} height={height} glyphs={glyphs} isFocused>
			<Lines lines={shown}/>
		</Panel>
	);
}
