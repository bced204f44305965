import type {CellRun, CellShape} from './events.js';
import {spreadOf, type Spread} from './spread.js';

/** What became of the money in all rounds together, in cents. */
export type MoneyResult = {
	/** Every audit of it was right. */
	readonly isRight: boolean;
	/** Made out of nothing in some rounds, and gone in others. */
	readonly made: bigint;
	readonly lost: bigint;
	/** What accounts had too much and too little, added up. */
	readonly astray: bigint;
	/** How many transfers were reported as made and were not in the ledger. */
	readonly missing: number;
	/** How many were reported as not made, and were. */
	readonly denied: number;
	readonly unknown: number;
};

/** What a cell came to over the rounds. Times in ms. */
export type CellResult = {
	readonly cell: CellShape;
	readonly rounds: number;
	/** Transfers that committed, a second. */
	readonly perSecond: Spread;
	/** Attempts for each transfer that committed. */
	readonly attempts: Spread;
	readonly p50: Spread;
	readonly p99: Spread;
	/** Jain's index of the clients' commits. */
	readonly jain: Spread;
	/** Clients that committed nothing. */
	readonly starved: Spread;
	/** The share of the attempts that came to nothing. */
	readonly wasted: Spread;
	readonly money: MoneyResult;
};

const attemptsOf = ({attempts, committed}: CellRun): number => committed === 0 ? attempts : attempts / committed;

const wastedOf = ({attempts, failures}: CellRun): number => {
	let failed = 0;
	for (const {count} of failures) {
		failed += count;
	}

	return attempts === 0 ? 0 : Math.min(1, failed / attempts);
};

const moneyOf = (runs: readonly CellRun[]): MoneyResult => {
	const sums = {made: 0n, lost: 0n, astray: 0n, missing: 0, denied: 0, unknown: 0};
	for (const {money: {net, astray, lost, denied, unknown}} of runs) {
		sums.made += net > 0n ? net : 0n;
		sums.lost += net < 0n ? -net : 0n;
		sums.astray += astray;
		sums.missing += lost;
		sums.denied += denied;
		sums.unknown += unknown;
	}

	return {isRight: runs.every(({money}) => money.conserved), ...sums};
};

/** What a cell's runs come to. */
export const resultOf = (cell: CellShape, runs: readonly CellRun[]): CellResult => {
	const over = (figure: (run: CellRun) => number): Spread => spreadOf(runs.map(run => figure(run)));
	return {
		cell,
		rounds: runs.length,
		perSecond: over(({perSecond}) => perSecond),
		attempts: over(attemptsOf),
		p50: over(({latency}) => latency.p50),
		p99: over(({latency}) => latency.p99),
		jain: over(({jain}) => jain),
		starved: over(({starved}) => starved),
		wasted: over(wastedOf),
		money: moneyOf(runs),
	};
};
