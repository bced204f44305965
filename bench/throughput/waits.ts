import type {BackoffPolicy} from '../../source/transactions/policies/policy.js';

/** How everybody waits who waits with full jitter, in ms: short, since the server is near. */
export const waits = {base: 1, cap: 100} as const;

/** `ours` waits between attempts as all that is written by hand here does, too. In ms. */
export const fullJitterDelay = (failures: number): number => Math.random() * Math.min(waits.cap, waits.base * (2 ** failures));

/**
As the tutorials have it: in Python `(2 ** retry) * 0.1 * (random.random() + 0.5)` seconds.

Source: CockroachDB documentation, "Build a Python App with CockroachDB and psycopg2" and its sibling for asyncpg.
*/
export const tutorialWaits: BackoffPolicy = {
	name: 'tutorial',
	title: 'the tutorial\'s formula',
	delay: ({failures}, random) => (2 ** failures) * 100 * (random() + 0.5),
};
