import type {ArticleResult} from '../../load/article/events.js';
import {isGivenUp, type ArticleOutcome} from '../../load/article/outcome.js';
import {simulated, type Simulated} from '../../load/article/simulator.js';
import {formatTime, pad} from '../format.js';
import {plain, toned, type Line} from '../line.js';
import {formatCount, policyTitle} from '../storm/words.js';
import type {Glyphs} from '../theme.js';

/** What the simulator says of the same. */
const simulatedFor = ({policy, clients}: ArticleResult): Simulated | undefined => simulated.find(each => each.policy === policy && each.clients === clients);

/** A column of the article's table. */
type ArticleColumn = {
	/** Of all columns the only one of that name. */
	readonly name: string;
	readonly title: string;
	readonly width: number;
	/** One sentence. */
	readonly explanation: string;
	/** The simulator's, which go first where there is no room for all. */
	readonly isSimulated: boolean;
	/** It is measured: before that, there is nothing to show. */
	readonly isFigure: boolean;
	show(result: ArticleResult, limit: number): string;
};

const shown = (figure: number | undefined): string => figure === undefined ? '–' : formatCount(figure);

const given = {isSimulated: false, isFigure: false} as const;
const measured = {isSimulated: false, isFigure: true} as const;
const computed = {isSimulated: true, isFigure: false, title: 'simulator', width: 11} as const;

/** From the left to the right. The first two say what a row is, and stand at the left. */
export const articleColumns: readonly ArticleColumn[] = [
	{
		...given, name: 'clients', title: 'clients', width: 8,
		explanation: 'So many clients want to update the same row at the same moment, once each.',
		show: ({clients}) => String(clients),
	},
	{
		...given, name: 'policy', title: 'policy', width: 22,
		explanation: 'How long a client that was refused waits before it begins anew; base 5 ms, cap 2 s.',
		show: ({policy}) => policyTitle(policy),
	},
	{
		...measured, name: 'attempts', title: 'attempts', width: 9,
		explanation: 'Attempts of all clients together, until each has made its one update: the mean of the runs.',
		show: ({attempts}) => shown(attempts),
	},
	{
		...computed, name: 'attempts, simulator',
		explanation: 'What the article\'s own simulator counts for the same: the mean of 100 runs.',
		show: result => shown(simulatedFor(result)?.calls),
	},
	{
		...measured, name: 'ms', title: 'ms', width: 11,
		explanation: 'Until the last client had made its update, in ms; a policy that took too long is not asked again with more clients.',
		show: ({elapsed, isOver}, limit) => isOver ? `over ${formatTime(limit)}` : shown(elapsed),
	},
	{
		...computed, name: 'ms, simulator',
		explanation: 'How long the simulator\'s clients take for the same, in its own ms: the mean of 100 runs.',
		show: result => shown(simulatedFor(result)?.elapsed),
	},
];

/** What stands out in the table. Rows count from 0, columns by their names. */
export type ArticleTableOptions = {
	readonly width: number;
	readonly glyphs: Glyphs;
	/** The row that is under way. */
	readonly running?: number | undefined;
	/** Where somebody looks. */
	readonly chosen?: {readonly row: number; readonly column: string} | undefined;
};

const widthOf = (shownColumns: readonly ArticleColumn[]): number => {
	let width = 0;
	for (const column of shownColumns) {
		width += column.width;
	}

	return width;
};

/** As many columns as there is room for: the simulator's go first, and then the last one. */
const fitting = (width: number): readonly ArticleColumn[] => {
	const own = articleColumns.filter(({isSimulated}) => !isSimulated);
	return [articleColumns, own].find(each => widthOf(each) <= width) ?? own.slice(0, -1);
};

const cell = ({name, width, isSimulated}: ArticleColumn, text: string, isPlain: boolean) => {
	const padded = name === 'policy' ? `  ${pad(text, width - 2)}` : pad(text, width, 'right');
	return isSimulated || !isPlain ? toned('dim', padded) : plain(padded);
};

const headlineOf = (columns: readonly ArticleColumn[], {glyphs, chosen}: ArticleTableOptions): Line => columns.map(column => {
	const {name, title} = column;
	const {text, ...rest} = cell(column, title, false);
	return name === chosen?.column ? toned('accent', `${text.slice(0, text.indexOf(title) - 1)}${glyphs.focus}${text.slice(text.indexOf(title))}`) : {text, ...rest};
});

/** The table: here, and in the simulator. Nobody sees more than once how many clients a group of rows has, but for the row that stands out. */
export const articleLines = (outcome: ArticleOutcome, options: ArticleTableOptions): Line[] => {
	const {shape: {limit, policies}, results} = outcome;
	const {width, glyphs, running, chosen} = options;
	const columns = fitting(width);
	return [headlineOf(columns, options), ...results.map((result, row): Line => {
		const isChosen = row === chosen?.row;
		const isToCome = result.attempts === undefined && !isGivenUp(outcome, result.policy, result.clients);
		const [first, ...others] = columns.map(column => {
			const isFirst = column.name !== 'clients' || row % policies.length === 0 || isChosen;
			const text = isToCome && column.isFigure ? glyphs.unused : column.show(result, limit);
			return cell(column, isFirst ? text : '', true);
		});
		if (!isChosen && row !== running) {
			return [...(first ? [first] : []), ...others];
		}

		const sign = isChosen ? toned('accent', glyphs.focus) : toned('waiting', glyphs.waiting);
		return [sign, ...(first ? [{...first, text: first.text.slice(1)}] : []), ...others];
	})];
};
