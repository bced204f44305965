import type {CellRun, CellShape} from '../../../source/load/lab/events.js';
import type {CellResult} from '../../../source/load/lab/results.js';
import {spreadOf} from '../../../source/load/lab/spread.js';

/** A cell as it is told: the plain transfer with full jitter, unless told otherwise. */
export const shape = (name: string, parts: Partial<CellShape> = {}): CellShape => ({
	name, cure: 'read-then-write', title: name, explanation: `What ${name} does.`, isOneEach: true, policy: 'full', policyTitle: 'full jitter', base: 10, cap: 1000,
	isolation: 'serializable', inForce: 'serializable', mayLose: false, ...parts,
});

/** What a cell came to: right and fair, unless told otherwise. Each figure by its values over the rounds. */
export const result = (name: string, perSecond: readonly number[], {jain = [1], money, starved = [0], ...parts}: {
	readonly jain?: readonly number[];
	readonly starved?: readonly number[];
	readonly money?: Partial<CellResult['money']>;
} & Partial<CellShape> = {}): CellResult => ({
	cell: shape(name, parts),
	rounds: perSecond.length,
	perSecond: spreadOf(perSecond),
	attempts: spreadOf([1]),
	p50: spreadOf([2]),
	p99: spreadOf([20]),
	jain: spreadOf(jain),
	starved: spreadOf(starved),
	wasted: spreadOf([0]),
	money: {isRight: true, made: 0n, lost: 0n, astray: 0n, missing: 0, denied: 0, unknown: 0, ...money},
});

/** One run of a cell, in which nothing happened, unless told otherwise. */
export const run = (parts: Partial<CellRun> = {}): CellRun => ({
	round: 1, cell: 'a', elapsed: 1000, transfers: 0, committed: 0, refused: 0, exhausted: 0, failed: 0, unknown: 0, attempts: 0, retries: 0, backoff: 0, perSecond: 0,
	latency: {p50: 0, p95: 0, p99: 0, max: 0}, jain: 1, starved: 0, failures: [],
	money: {conserved: true, net: 0n, astray: 0n, lost: 0, denied: 0, unknown: 0},
	...parts,
});
