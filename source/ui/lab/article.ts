import type {ArticleResult, ArticleShape} from '../../load/article/events.js';
import {isEndedEarly, mostMeasured, type ArticleOutcome} from '../../load/article/outcome.js';
import {simulated, type Simulated} from '../../load/article/simulator.js';
import type {Chart, Report} from '../../load/report/document.js';
import {exponential} from '../../transactions/policies/exponential.js';
import {formatTime} from '../format.js';
import {policySentence} from '../policy-words.js';
import {printable} from '../printable.js';
import {countOf, formatCount, policyTitle} from '../storm/words.js';
import type {Glyphs} from '../theme.js';
import {articleColumns} from './article-table.js';
import {repeatedNote, type Sentence} from './verdict.js';

/** What the experiment is, in one line. */
export const articleWords = ({clients, rounds, limit}: Pick<ArticleShape, 'clients' | 'rounds' | 'limit'>, {dot}: Pick<Glyphs, 'dot'>): string =>
	`one row ${dot} ${clients.join(', ')} clients, one update each ${dot} ${countOf(rounds, 'run', 'runs')} ${dot} at most ${formatTime(limit)} a run`;

/** How often one figure holds the other, as people say it. */
const times = (more: number, less: number): string => `${(more / less).toFixed(1)} times`;

/**
What the figures say, and why they aren't the simulator's.

@param isUnderWay - More runs are to come: what is missing isn't told.
*/
export const articleVerdict = (outcome: ArticleOutcome, isUnderWay = false): Sentence[] => {
	const {results, isKept, repeated} = outcome;
	const measured = results.filter((result): result is ArticleResult & {readonly attempts: number; readonly elapsed: number} => result.attempts !== undefined && result.elapsed !== undefined);
	const most = mostMeasured(outcome);
	const last = measured.filter(({clients}) => clients === most);
	const [fewest] = last.toSorted((a, b) => a.attempts - b.attempts);
	const [quickest] = last.toSorted((a, b) => a.elapsed - b.elapsed);
	const without = last.find(({policy}) => policy === 'none');
	const slow = [...new Set(results.filter(({isOver}) => isOver).map(({policy}) => policyTitle(policy)))];
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

	if (isEndedEarly(outcome) && !isUnderWay) {
		const measuredWords = most === undefined ? 'not even the first number of clients was measured with every policy' : `every policy was measured with up to ${most} clients`;
		sentences.push({tone: 'waiting', text: `It was ended early: ${measuredWords}.`});
	}

	if (slow.length > 0) {
		const why = slow.includes(exponential.title) ? ' Without jitter, those who collided once wait for the same time, and collide again.' : '';
		sentences.push({tone: 'plain', text: `Too slow to wait for: ${slow.join(', ')}.${why}`});
	}

	return [
		...sentences,
		...repeatedNote(repeated),
		{tone: 'plain', text: 'The simulator counts calls over a network whose messages take about 10 ms each, four of them a try, and refuses a loser at once. '
			+ 'Here two pauses of 10 ms stand for the network, and a loser first waits for the winner\'s lock, until that has committed: '
			+ 'all who waited are refused together, and without backoff begin anew in step. The machine\'s own work comes on top.'},
	];
};

const solid = 'Solid: measured here. Dashed: the simulator. The upright axis is logarithmic.';

const curves = ({title, yTitle, explanation}: Pick<Chart, 'title' | 'explanation'> & {readonly yTitle: string}, {results, shape}: ArticleOutcome, read: {
	here(result: ArticleResult): number | undefined;
	there(model: Simulated): number;
}): Chart => ({
	type: 'curves', title, xTitle: 'clients', yTitle, isLogarithmic: true,
	explanation,
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
			columns: articleColumns.map(({name}) => name),
			rows: results.map(result => articleColumns.map(({show}) => ({text: show(result, shape.limit)}))),
		}],
		charts: [
			curves({title: 'Attempts', yTitle: 'attempts', explanation: `How many attempts all clients take together, the more of them there are: what lies above the others throws more work away. ${solid}`}, outcome, {here: ({attempts}) => attempts, there: ({calls}) => calls}),
			curves({title: 'Time', yTitle: 'ms until all are done', explanation: `How long it takes until the last client is done, the more of them there are. ${solid}`}, outcome, {here: ({elapsed}) => elapsed, there: ({elapsed}) => elapsed}),
		],
		terms: [
			...articleColumns.map(({name, explanation}) => [name, explanation] as const),
			...shape.policies.map(name => [policyTitle(name), policySentence(name)] as const),
			['simulator', '"Exponential Backoff And Jitter", AWS Architecture Blog, 2015: aws-samples/aws-arch-backoff-simulator.'],
		],
		facts: [['measured on', printable(place)]],
		data: {
			columns: ['clients', 'policy', 'attempts', 'simulated_calls', 'elapsed_ms', 'simulated_ms'],
			rows: results.map(result => {
				const model = simulated.find(each => each.policy === result.policy && each.clients === result.clients);
				return [result.clients, result.policy, result.attempts ?? NaN, model?.calls ?? NaN, result.elapsed ?? NaN, model?.elapsed ?? NaN];
			}),
		},
	};
};
