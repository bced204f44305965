import type {LabShape} from '../../load/lab/events.js';
import type {CellResult} from '../../load/lab/results.js';
import {formatTime, pad, wrap} from '../format.js';
import {plain, toned, type Line} from '../line.js';
import {countOf} from '../storm/words.js';
import type {Glyphs} from '../theme.js';
import {columns, type Column} from './columns.js';
import {cellTitles} from './titles.js';

/** The narrowest that the first column may get, in cells. */
const leastTitle = 28;
/** In front of each row, for the sign of the one that the verdict names. */
const margin = 1;

const widthOf = (shown: readonly Column[]): number => {
	let width = 0;
	for (const column of shown) {
		width += column.width + 1;
	}

	return width;
};

/** Those that there is room for beside titles of this width. */
const fitting = (width: number, titleWidth: number): Column[] => {
	let shown = [...columns];
	while (margin + Math.min(titleWidth, leastTitle + 6) + widthOf(shown) > width) {
		const [first] = shown.filter(({giveWay}) => giveWay > 0).toSorted((a, b) => b.giveWay - a.giveWay);
		if (!first) {
			break;
		}

		shown = shown.filter(each => each !== first);
	}

	return shown;
};

/** What the lab is, in one line: `100 accounts (1 hot) · 16 clients · 5 rounds of 700ms`. */
export const labWords = ({accounts, hot, clients, rounds, duration}: LabShape, {dot}: Pick<Glyphs, 'dot'>): string => [
	`${countOf(accounts, 'account', 'accounts')}${hot === 'all' ? '' : ` (${hot} hot)`}`,
	countOf(clients, 'client', 'clients'),
	`${countOf(rounds, 'round', 'rounds')} of ${formatTime(duration)}`,
].join(` ${dot} `);

/** Where it was measured, so that it can be measured again. */
export const placeWords = ({seed, machine, server}: LabShape, {dot}: Pick<Glyphs, 'dot'>): string => [
	`seed ${seed}`,
	`${server.engine} ${server.version}${server.isEmbedded ? ' embedded' : ''}`,
	`${countOf(machine.cores, 'core', 'cores')}, ${machine.cpu}`,
	machine.system,
	`Node ${machine.node}`,
].join(` ${dot} `);

/**
The table, with a row for each cell; one that has not run yet is there without figures.

@param marked - The cell that the verdict names first.
*/
export const tableLines = (shape: LabShape, results: readonly CellResult[], {width, glyphs, marked}: {
	readonly width: number;
	readonly glyphs: Glyphs;
	readonly marked?: string | undefined;
}): Line[] => {
	const titles = cellTitles(shape.cells);
	const longest = Math.max(leastTitle, ...titles.values().map(title => title.length));
	const shown = fitting(width, longest);
	const titleWidth = Math.max(leastTitle, Math.min(longest, width - margin - widthOf(shown)));
	const head: Line = [
		toned('dim', `${' '.repeat(margin)}${pad('cure', titleWidth)}${shown.map(({title, width: cells}) => ` ${title === 'money' ? title : pad(title, cells, 'right')}`).join('')}`),
	];
	return [head, ...shape.cells.map((cell): Line => {
		const result = results.find(each => each.cell.name === cell.name);
		const title = plain(pad(titles.get(cell.name) ?? cell.title, titleWidth));
		const isMarked = cell.name === marked;
		return [
			isMarked ? toned('accent', pad(glyphs.focus, margin)) : plain(' '.repeat(margin)),
			isMarked ? {...title, tone: 'strong'} : title,
			...(result && result.rounds > 0
				? shown.flatMap(({title: name, width: cells, show}) => {
					const {text, tone = 'plain'} = show(result, glyphs);
					return [plain(' '), toned(tone, name === 'money' ? text : pad(text, cells, 'right'))];
				})
				: [toned('dim', ` ${pad(glyphs.unused, shown[0]?.width ?? 1, 'right')}`)]),
		];
	})];
};

/** What each column says, in a sentence each. */
export const explanationLines = (width: number): Line[] => columns.flatMap(({title, explanation}) => wrap(explanation, width - 15)
	.map((text, index) => [toned('dim', `  ${pad(index === 0 ? title : '', 12)} `), toned('dim', text)]));
