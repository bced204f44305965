import type {LabResult} from '../../load/lab/lab-result.js';
import type {CellResult} from '../../load/lab/results.js';
import type {Spread} from '../../load/lab/spread.js';
import type {Bar, Chart, Report, ReportTone} from '../../load/report/document.js';
import {printable} from '../printable.js';
import type {Glyphs, Tone} from '../theme.js';
import {columns} from './columns.js';
import {labWords, placeWords} from './table.js';
import {cellTitles} from './titles.js';
import {markedCell, verdictOf} from './verdict.js';

/** How a report tells what a terminal tells by colours. */
const tones: Readonly<Partial<Record<Tone, ReportTone>>> = {failed: 'bad', committed: 'good', strong: 'strong'};

const figures: ReadonlyArray<readonly [name: string, of: (result: CellResult) => Spread]> = [
	['transfers_per_second', ({perSecond}) => perSecond],
	['attempts_per_transfer', ({attempts}) => attempts],
	['p50_ms', ({p50}) => p50],
	['p99_ms', ({p99}) => p99],
	['jain', ({jain}) => jain],
	['starved_clients', ({starved}) => starved],
	['wasted_share', ({wasted}) => wasted],
];

/** What a cell is, and what became of its money. */
const identity = ['cure', 'policy', 'base', 'cap', 'isolation', 'inForce'] as const;
const moneyColumns = ['money_right', 'made_cents', 'lost_cents', 'astray_cents'];

/** The lab's results as figures for programs: each with its median, least and most. */
const dataOf = (results: readonly CellResult[]): Report['data'] => ({
	columns: [...identity, 'rounds', ...figures.flatMap(([name]) => [name, `${name}_least`, `${name}_most`]), ...moneyColumns],
	rows: results.map(result => {
		const {cell, rounds, money: {isRight, ...cents}} = result;
		const values = figures.flatMap(([, of]) => {
			const {median, least, most} = of(result);
			return [median, least, most];
		});
		return [...identity.map(name => cell[name]), rounds, ...values, String(isRight), Number(cents.made), Number(cents.lost), Number(cents.astray)];
	}),
});

const barWords = 'The bar is the median of the rounds, the line goes from the least to the most.';

/** A lab as a report. */
export const labReport = (lab: LabResult, glyphs: Glyphs): Report => {
	const {shape, results, findings} = lab;
	const titles = cellTitles(shape.cells);
	const marked = markedCell(findings);
	const titleOf = ({cell: {name, title}}: CellResult) => printable(titles.get(name) ?? title);
	const toneOf = ({cell: {name}, money}: CellResult): Bar['tone'] => {
		if (!money.isRight) {
			return 'bad';
		}

		return name === marked ? 'marked' : 'plain';
	};

	const bars = (title: string, unit: string, explanation: string, of: (result: CellResult) => Spread): Chart => ({
		type: 'bars', title, unit, explanation, bars: results.map(result => {
			const {median, least, most} = of(result);
			return {label: titleOf(result), value: median, least, most, tone: toneOf(result)};
		}),
	});

	return {
		title: 'Which cure, here?',
		lead: `The same storm of transfers under each way of meeting conflicts: ${labWords(shape, glyphs)}. `
			+ 'In each round every one of them ran once, in an order of the round\'s own; what stands here is the median.',
		verdict: verdictOf(lab).map(({text, tone}) => ({text: printable(text), tone: tones[tone] ?? 'plain'})),
		tables: [{
			title: 'The figures',
			columns: ['cure', ...columns.map(({title}) => title)],
			rows: results.map(result => [
				{text: titleOf(result), ...(result.cell.name === marked && {tone: 'strong' as const})},
				...columns.map(({show}) => {
					const {text, tone = 'plain'} = show(result, {glyphs, isSpread: true});
					return {text, tone: tones[tone] ?? 'plain'};
				}),
			]),
		}],
		charts: [
			bars('Speed', 'transfers that committed, a second', `${barWords} Red: its money is wrong. Green: the one that the verdict names.`, ({perSecond}) => perSecond),
			bars('Fairness', 'Jain\'s index', 'At 1 all clients got the same done; at 1/n one of n got everything.', ({jain}) => jain),
			bars('Waiting', '99 of 100 transfers were done within so many ms', 'All attempts and waits are in it: what is fast on average may keep some waiting for long.', ({p99}) => p99),
		],
		terms: [['cure', 'How conflicts are met, and, where that makes a difference here, how those wait that were refused.'], ...columns.map(({title, explanation}) => [title, explanation] as const), ...new Map(shape.cells.map(({title, explanation}) => [printable(title), printable(explanation)]))],
		facts: [['measured on', printable(placeWords(shape, glyphs))], ['each run', 'fresh accounts, one storm, an audit of every account against the ledger']],
		data: dataOf(results),
	};
};
