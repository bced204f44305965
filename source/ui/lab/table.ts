import type {LabShape} from '../../load/lab/events.js';
import type {CellResult} from '../../load/lab/results.js';
import {formatTime, pad, wrap} from '../format.js';
import {plain, toned, type Line, type Segment} from '../line.js';
import {countOf} from '../storm/words.js';
import type {Glyphs} from '../theme.js';
import {columns, type Column} from './columns.js';
import {cellTitles} from './titles.js';

/** In front of each row, for the sign of the one that the verdict names, of the one under way, or of the one that is looked at. */
const margin = 1;
/** Titles are cut only where there is no room for them beside the columns that stay, and no further than this. */
const leastTitle = 16;
/** Below this width even the speed is shown without its spread. */
const narrow = 56;

/** The last column tells how much money is wrong only where it has so many cells more: columns from `lesser` on don't take them. */
const amountRoom = 5;
const lesser = 4;

/** A table as it is to be drawn: which columns, each how wide, and with its spread or without. */
type Layout = {readonly shown: ReadonlyArray<{readonly column: Column; readonly isSpread: boolean; readonly cells: number}>; readonly titleWidth: number; readonly width: number};

const laidOut = (column: Column, isSpread: boolean, {plusMinus}: Glyphs): Layout['shown'][number] => {
	const hasSpread = isSpread && column.spreadWidth > column.width;
	return {column, isSpread: hasSpread, cells: hasSpread ? column.spreadWidth + plusMinus.length - 1 : column.width};
};

const widthOf = (shown: Layout['shown']): number => {
	let width = 0;
	for (const {cells} of shown) {
		width += 1 + cells;
	}

	return width;
};

/** Every column with its spread where there is room for that; otherwise only the first one, and as many columns as fit. */
const layOut = (width: number, longest: number, glyphs: Glyphs): Layout => {
	const all = columns.map(column => laidOut(column, true, glyphs));
	if (margin + longest + widthOf(all) + amountRoom <= width) {
		return {shown: all, titleWidth: longest, width};
	}

	let shown = columns.map((column, index) => laidOut(column, width >= narrow && index === 0, glyphs));
	const isTooWide = () => margin + longest + widthOf(shown) + (shown.some(({column}) => column.giveWay >= lesser) ? amountRoom : 0) > width;
	while (isTooWide()) {
		const [first] = shown.filter(({column}) => column.giveWay > 0).toSorted((a, b) => b.column.giveWay - a.column.giveWay);
		if (!first) {
			break;
		}

		shown = shown.filter(each => each !== first);
	}

	return {shown, titleWidth: Math.max(leastTitle, Math.min(longest, width - margin - widthOf(shown))), width};
};

/** What the lab is, in one line: `100 accounts (1 hot) · 16 clients · 5 rounds of 700ms`. */
export const labWords = ({accounts, hot, clients, rounds, duration}: Pick<LabShape, 'accounts' | 'hot' | 'clients' | 'rounds' | 'duration'>, {dot}: Pick<Glyphs, 'dot'>): string => [
	`${countOf(accounts, 'account', 'accounts')}${hot === 'all' ? '' : ` (${hot} hot)`}`,
	countOf(clients, 'client', 'clients'),
	`${countOf(rounds, 'round', 'rounds')} of ${formatTime(duration)}`,
].join(` ${dot} `);

/** Where it was measured, so that it can be measured again. */
export const placeWords = ({seed, machine, server}: Pick<LabShape, 'seed' | 'machine' | 'server'>, {dot}: Pick<Glyphs, 'dot'>): string => [
	`seed ${seed}`,
	`${server.engine} ${server.version}${server.isEmbedded ? ' embedded' : ''}`,
	`${countOf(machine.cores, 'core', 'cores')}, ${machine.cpu}`,
	machine.system,
	`Node ${machine.node}`,
].join(` ${dot} `);

/** What stands out in a table. Cells by their names, columns by their titles. */
export type TableOptions = {
	readonly width: number;
	readonly glyphs: Glyphs;
	/** The cell that the verdict names first. */
	readonly marked?: string | undefined;
	/** The cell that is under way. */
	readonly running?: string | undefined;
	/** Where somebody looks. */
	readonly chosen?: {readonly cell: string; readonly column: string} | undefined;
};

/** The columns' titles. A sign stands before the one that somebody looks at: a colour alone would tell nothing. */
const headlineOf = ({shown, titleWidth}: Layout, {glyphs, chosen}: TableOptions): Line => [
	toned('dim', `${' '.repeat(margin)}${pad('cure', titleWidth)}`),
	...shown.map(({column: {title, shortTitle}, cells}, index) => {
		const text = cells < title.length ? shortTitle : title;
		const space = index === shown.length - 1 ? 0 : Math.max(0, cells - text.length);
		return title === chosen?.column ? toned('accent', `${' '.repeat(space)}${glyphs.focus}${text}`) : toned('dim', `${' '.repeat(space + 1)}${text}`);
	}),
];

/** What stands in front of a row: at most one thing. */
const signOf = (cell: string, {glyphs, marked, running, chosen}: TableOptions): Segment => {
	if (cell === chosen?.cell || (cell === marked && !chosen)) {
		return toned('accent', pad(glyphs.focus, margin));
	}

	return cell === running ? toned('waiting', pad(glyphs.waiting, margin)) : plain(' '.repeat(margin));
};

const figureCells = (result: CellResult, {shown, titleWidth, width}: Layout, {glyphs}: TableOptions): Line => {
	const last = shown.at(-1);
	const room = width - margin - titleWidth - widthOf(shown) + (last?.cells ?? 0);
	return shown.flatMap(each => {
		const {column, isSpread, cells} = each;
		const {text, tone = 'plain'} = column.show(result, {glyphs, isSpread, room});
		// The last one goes on as far as it needs to.
		return [plain(' '), toned(tone, each === last ? text : pad(text, cells, 'right'))];
	});
};

/** The table, with a row for each cell; one that has not run yet is there without figures. */
export const tableLines = ({cells}: Pick<LabShape, 'cells'>, results: readonly CellResult[], options: TableOptions): Line[] => {
	const {width, glyphs, marked, chosen} = options;
	const titles = cellTitles(cells);
	const layout = layOut(width, Math.max(...titles.values().map(title => title.length), leastTitle), glyphs);
	const {shown: [first], titleWidth} = layout;
	return [headlineOf(layout, options), ...cells.map((cell): Line => {
		const result = results.find(each => each.cell.name === cell.name);
		const title = pad(titles.get(cell.name) ?? cell.title, titleWidth);
		const isStrong = cell.name === marked || cell.name === chosen?.cell;
		return [
			signOf(cell.name, options),
			isStrong ? toned('strong', title) : plain(title),
			...(result && result.rounds > 0
				? figureCells(result, layout, options)
				: [toned('dim', ` ${pad(glyphs.unused, first?.cells ?? 1, 'right')}`)]),
		];
	})];
};

/** What each column says, in a sentence each. */
export const explanationLines = (width: number): Line[] => columns.flatMap(({title, explanation}) => wrap(explanation, width - 15)
	.map((text, index) => [toned('dim', `  ${pad(index === 0 ? title : '', 12)} `), toned('dim', text)]));
