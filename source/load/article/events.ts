import type {HeldEvent} from '../hold.js';
import type {Machine} from '../lab/machine.js';
import type {OutageEvent} from '../outage-events.js';

/** What the experiment was asked to be. */
export type ArticleShape = {
	readonly policies: readonly string[];
	readonly clients: readonly number[];
	readonly rounds: number;
	readonly limit: number;
	readonly seed: number;
	readonly machine: Machine;
	readonly server: {readonly engine: string; readonly version: string; readonly isEmbedded: boolean};
};

/** One run: all clients make their update. */
export type ArticleRun = {
	readonly policy: string;
	readonly clients: number;
	readonly round: number;
	/** Of all clients together. */
	readonly attempts: number;
	/** Until the last one had made its update, in ms. */
	readonly elapsed: number;
	/** It took longer than it may, and was ended. */
	readonly isOver: boolean;
	/** Every update that was reported as made is in the row, and no other. */
	readonly isKept: boolean;
};

/** The mean of the runs; without figures where one of them took too long. */
export type ArticleResult = {
	readonly policy: string;
	readonly clients: number;
	readonly attempts?: number;
	readonly elapsed?: number;
	/** One of the runs took too long; without figures and not over, it was not asked again. */
	readonly isOver: boolean;
};

/** What the experiment tells of itself; `at` is milliseconds since 1970. `lab-held`: it rests before its next run, until somebody lets it go on. */
export type ArticleEvent = HeldEvent | OutageEvent | {readonly at: number} & (
	/** Its tables are there, and nothing has been measured. */
	| ArticleShape & {readonly type: 'article-started'}
	/** So many clients are about to begin. */
	| {readonly type: 'article-run-started'; readonly policy: string; readonly clients: number; readonly round: number}
	/** All clients of a run have come to an end. */
	| ArticleRun & {readonly type: 'article-run'}
	/** All runs are over, its tables are gone. */
	| {readonly type: 'article-ended'; readonly results: readonly ArticleResult[]; readonly isKept: boolean}
);
