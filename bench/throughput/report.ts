import type {Summary} from '../measure.js';
import type {Contender} from './contender.js';
import type {Place, Results} from './results.js';
import type {Verdict} from './targets.js';

export type Report = {
	readonly machine: string;
	readonly rounds: number;
	readonly seconds: number;
	readonly contenders: readonly Contender[];
	readonly results: Results;
	readonly verdicts: readonly Verdict[];
};

/** What each stage is, in a heading. */
export const stageTitles: Readonly<Record<string, string>> = {
	hot: 'Hot: all from one account to one other',
	spread: 'Spread over 1,000 accounts',
	million: 'Spread over 1,000,000 accounts',
};

const number = new Intl.NumberFormat('en-US', {maximumFractionDigits: 0});

/** `12,345 (11,900–12,800)`. */
const rateWords = ({lower, median, upper}: Summary): string =>
	`${number.format(median)} (${number.format(lower)}–${number.format(upper)})`;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The cells of one contender in one place: its rate, the ratio to C's, and the fairness. */
const cells = ({results, contenders}: Report, place: Place, contender: Contender): string[] => {
	const rate = results.rate(place, contender);
	const jain = results.jain(place, contender);
	const c = contenders.find(({kind}) => kind === 'c');
	const ratio = c && results.ratio(place, contender, {to: c});
	return [rate ? rateWords(rate) : '–', ratio ? ratio.median.toFixed(2) : '–', jain ? jain.median.toFixed(2) : '–'];
};

const table = (report: Report, stage: string, clients: readonly number[], title = stageTitles[stage] ?? stage): string[] => {
	const {contenders, results} = report;
	const present = contenders.filter(each => clients.some(count => results.rate({stage, clients: count}, each)));
	if (present.length === 0) {
		return [];
	}

	const heads = clients.flatMap(count => [`${number.format(count)} ${count === 1 ? 'client' : 'clients'}`, '× pgbench', 'Jain']);
	return [
		`### ${title}`,
		'',
		row(['', ...heads]),
		row(['---', ...heads.map(() => '---:')]),
		...present.map(each => row([each.title, ...clients.flatMap(count => cells(report, {stage, clients: count}, each))])),
		'',
	];
};

/** Whether a figure is what it should be, in a word. */
export const verdictWord = ({value, target}: Verdict): string => value >= target ? 'met' : '**not met**';

const verdictTable = ({verdicts}: Report): string[] => [
	row(['', 'accounts', 'clients', 'by', 'is', 'at least', '']),
	row(['---', '---', '---:', '---', '---:', '---:', '---']),
	...verdicts.map(verdict => {
		const {what, place, who, value, target} = verdict;
		return row([what, place.stage, number.format(place.clients), who, value.toFixed(2), String(target), verdictWord(verdict)]);
	}),
	'',
];

/** The whole report in Markdown. */
export const markdown = (report: Report): string => [
	'# Transfers a second',
	'',
	`${report.machine}. The embedded PostgreSQL, over its socket.`,
	'',
	`${report.rounds} rounds of ${report.seconds} s for each cell, everybody in turn; transfers a second as median (quartiles) of the rounds, the ratio to pgbench as the median of each round's own,`
	+ ' and Jain\'s index of fairness over the clients: 1 when all made as many transfers. A transfer reads the balance, debits, credits, writes its ledger row and commits, serializable, and is'
	+ ' tried again until it is made. After each cell all balances were compared with the ledger. Written by `npm run bench -- throughput`.',
	'',
	...table(report, 'hot', [1, 16, 64]),
	...table(report, 'spread', [1, 16, 64]),
	...table(report, 'spread', [1000], '1,000 clients on 1,000 accounts'),
	...table(report, 'million', [64]),
	'## What they should be',
	'',
	...verdictTable(report),
].join('\n');

/** A verdict as a line on a terminal. */
export const verdictLine = (verdict: Verdict): string => {
	const {what, place: {stage, clients}, who, value, target} = verdict;
	return `${value >= target ? 'met' : 'NOT MET'}: ${stage}, ${number.format(clients)} clients: ${what}: ${value.toFixed(2)} (${who}), at least ${target}`;
};
