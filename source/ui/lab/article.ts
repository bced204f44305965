import type {ArticleOutcome, ArticleResult, ArticleShape} from '../../load/article/run-article.js';
import {simulated, type Simulated} from '../../load/article/simulator.js';
import type {Chart, Report} from '../../load/report/document.js';
import {exponential} from '../../transactions/policies/exponential.js';
import {formatTime, pad} from '../format.js';
import {plain, toned, type Line} from '../line.js';
import {printable} from '../printable.js';
import {countOf, formatCount, policyTitle} from '../storm/words.js';
import type {Glyphs} from '../theme.js';
import type {Sentence} from './verdict.js';

/** What the simulator says of the same. */
const simulatedFor = ({policy, clients}: ArticleResult): Simulated | undefined => simulated.find(each => each.policy === policy && each.clients === clients);

const headings = ['clients', 'policy', 'attempts', 'simulator', 'ms', 'simulator'] as const;

/** The cells of a row: clients, policy, attempts and ms, each beside the simulator's. */
const cellsOf = (result: ArticleResult, limit: number): string[] => {
	const {policy, clients, attempts, elapsed, isOver} = result;
	const model = simulatedFor(result);
	const shown = (figure: number | undefined) => figure === undefined ? '–' : formatCount(figure);
	return [String(clients), policyTitle(policy), shown(attempts), shown(model?.calls), isOver ? `over ${formatTime(limit)}` : shown(elapsed), shown(model?.elapsed)];
};

/** What the experiment is, in one line. */
export const articleWords = ({clients, rounds, limit}: ArticleShape, {dot}: Pick<Glyphs, 'dot'>): string =>
	`one row ${dot} ${clients.join(', ')} clients, one update each ${dot} ${countOf(rounds, 'run', 'runs')} ${dot} at most ${formatTime(limit)} a run`;

/** The table: here, and in the simulator. */
export const articleLines = ({shape: {limit, policies}, results}: ArticleOutcome): Line[] => {
	const row = ([clients = '', policy = '', attempts = '', calls = '', elapsed = '', simulatedElapsed = '']: readonly string[], isFirst: boolean): Line => [
		plain(` ${pad(isFirst ? clients : '', 8, 'right')}  ${pad(policy, 20)}${pad(attempts, 9, 'right')}`),
		toned('dim', pad(calls, 11, 'right')),
		plain(pad(elapsed, 11, 'right')),
		toned('dim', pad(simulatedElapsed, 11, 'right')),
	];
	return [
		row(headings, true).map(({text}) => toned('dim', text)),
		...results.map((result, index) => row(cellsOf(result, limit), index % policies.length === 0)),
	];
};

/** How often one figure holds the other, as people say it. */
const times = (more: number, less: number): string => `${(more / less).toFixed(1)} times`;

/** What the figures say, and why they aren't the simulator's. */
export const articleVerdict = ({results, isKept}: ArticleOutcome): Sentence[] => {
	const measured = results.filter((result): result is ArticleResult & {readonly attempts: number; readonly elapsed: number} => result.attempts !== undefined && result.elapsed !== undefined);
	const most = Math.max(...measured.map(({clients}) => clients));
	const last = measured.filter(({clients}) => clients === most);
	const [fewest] = last.toSorted((a, b) => a.attempts - b.attempts);
	const [quickest] = last.toSorted((a, b) => a.elapsed - b.elapsed);
	const without = last.find(({policy}) => policy === 'none');
	const slow = [...new Set(results.filter(({attempts}) => attempts === undefined).map(({policy}) => policyTitle(policy)))];
	const sentences: Sentence[] = [isKept
		? {tone: 'committed', text: 'Every update that was reported as made is in the row, once.'}
		: {tone: 'failed', text: 'The row does not hold the updates that were reported as made: this is a bug, here or in the server. Please report it.'}];
	if (fewest && quickest) {
		const first = `${policyTitle(fewest.policy)} takes the fewest attempts (${formatCount(fewest.attempts)})`;
		sentences.push({tone: 'strong', text: `With ${most} clients, ${first}, and ${policyTitle(quickest.policy)} is done first (${formatCount(quickest.elapsed)} ms).`});
	}

	if (fewest && without && quickest === without && fewest !== without) {
		const price = `${times(without.attempts, fewest.attempts)} the attempts`;
		sentences.push({tone: 'plain', text: `No backoff wins by the clock at ${price}: here nobody pays for work that is thrown away. Elsewhere it is the server's.`});
	}

	if (slow.length > 0) {
		const why = slow.includes(exponential.title) ? ' Without jitter, those who collided once wait for the same time, and collide again.' : '';
		sentences.push({tone: 'plain', text: `Too slow to wait for: ${slow.join(', ')}.${why}`});
	}

	return [
		...sentences,
		{tone: 'plain', text: 'The simulator counts calls over a network whose messages take about 10 ms each, four of them a try, and refuses a loser at once. '
			+ 'Here two pauses of 10 ms stand for the network, and a loser first waits for the winner\'s lock, until that has committed: '
			+ 'all who waited are refused together, and without backoff begin anew in step. The machine\'s own work comes on top.'},
	];
};

const curves = (title: string, yTitle: string, {results, shape}: ArticleOutcome, read: {
	here(result: ArticleResult): number | undefined;
	there(model: Simulated): number;
}): Chart => ({
	type: 'curves', title, xTitle: 'clients', yTitle, isLogarithmic: true,
	explanation: 'Solid: measured here. Dashed: the simulator. The upright axis is logarithmic.',
	curves: shape.policies.flatMap(policy => {
		const own = results.filter(result => result.policy === policy);
		const name = policyTitle(policy);
		return [
			{name, isComputed: false, points: own.flatMap(result => {
				const value = read.here(result);
				return value === undefined ? [] : [[result.clients, value] as const];
			})},
			{name, isComputed: true, points: simulated.filter(model => model.policy === policy && shape.clients.includes(model.clients)).map(model => [model.clients, read.there(model)] as const)},
		];
	}),
});

/** The experiment as a report. */
export const articleReport = (outcome: ArticleOutcome, place: string): Report => {
	const {shape, results} = outcome;
	return {
		title: 'Exponential backoff and jitter, measured',
		lead: 'So many clients each update the same row once, optimistically: read, pause for 10 ms, write, pause for 10 ms, commit; '
			+ 'refused, they wait as the policy says (base 5 ms, cap 2 s) and begin anew.',
		verdict: articleVerdict(outcome).map(({text, tone}) => ({text, tone: tone === 'failed' ? 'bad' : (tone === 'strong' ? 'strong' : 'plain')})),
		tables: [{
			title: 'The figures',
			columns: ['clients', 'policy', 'attempts', 'attempts, simulator', 'ms', 'ms, simulator'],
			rows: results.map(result => cellsOf(result, shape.limit).map(text => ({text}))),
		}],
		charts: [
			curves('Attempts', 'attempts', outcome, {here: ({attempts}) => attempts, there: ({calls}) => calls}),
			curves('Time', 'ms until all are done', outcome, {here: ({elapsed}) => elapsed, there: ({elapsed}) => elapsed}),
		],
		terms: [
			['attempts', 'Of all clients together, until each has made its one update: the mean of the runs.'],
			['ms', 'Until the last client had made its update.'],
			['simulator', '"Exponential Backoff And Jitter", AWS Architecture Blog, 2015: aws-samples/aws-arch-backoff-simulator, the mean of 100 runs.'],
		],
		facts: [['measured on', printable(place)]],
		data: {
			columns: ['clients', 'policy', 'attempts', 'simulated_calls', 'elapsed_ms', 'simulated_ms'],
			rows: results.map(result => {
				const model = simulatedFor(result);
				return [result.clients, result.policy, result.attempts ?? NaN, model?.calls ?? NaN, result.elapsed ?? NaN, model?.elapsed ?? NaN];
			}),
		},
	};
};
