import type {ArticleResult, ArticleRun, ArticleShape} from './events.js';

export type ArticleOutcome = {
	readonly shape: ArticleShape;
	readonly results: readonly ArticleResult[];
	readonly isKept: boolean;
	/** So many runs don't count, because the server was lost in them, and were played again. */
	readonly repeated: number;
};

const meanOf = (runs: readonly ArticleRun[], figure: (run: ArticleRun) => number): number => {
	let sum = 0;
	for (const run of runs) {
		sum += figure(run);
	}

	return sum / runs.length;
};

/** What the runs of one policy with so many clients come to. */
const resultOf = (policy: string, clients: number, runs: readonly ArticleRun[]): ArticleResult => runs.length === 0 || runs.some(({isOver}) => isOver)
	? {policy, clients, isOver: runs.length > 0}
	: {policy, clients, isOver: false, attempts: meanOf(runs, ({attempts}) => attempts), elapsed: meanOf(runs, ({elapsed}) => elapsed)};

/** The policies that took too long in one of their runs, with so many clients or with fewer: they are not asked any more. */
export const isGivenUp = ({results}: Pick<ArticleOutcome, 'results'>, policy: string, clients: number): boolean =>
	results.some(result => result.policy === policy && result.isOver && result.clients <= clients);

/** The greatest number of clients with which every policy was measured, or given up; undefined before that. */
export const mostMeasured = (outcome: ArticleOutcome): number | undefined => outcome.shape.clients.findLast(count =>
	outcome.results.every(({clients, policy, attempts}) => clients !== count || attempts !== undefined || isGivenUp(outcome, policy, count)));

/** Whether somebody ended it before all was measured. */
export const isEndedEarly = (outcome: ArticleOutcome): boolean =>
	outcome.results.some(({policy, clients, attempts}) => attempts === undefined && !isGivenUp(outcome, policy, clients));

/** What all runs so far come to. */
export const articleOutcome = (shape: ArticleShape, runs: readonly ArticleRun[], repeated = 0): ArticleOutcome => ({
	shape,
	results: shape.clients.flatMap(count => shape.policies.map(name => resultOf(name, count, runs.filter(run => run.policy === name && run.clients === count)))),
	isKept: runs.every(run => run.isKept),
	repeated,
});
