import type {IsolationLevel} from '../../transactions/isolation.js';
import type {HeldEvent} from '../hold.js';
import type {OutageEvent} from '../outage-events.js';
import type {StormFigures} from '../statistics.js';
import type {Finding} from './findings.js';
import type {Machine} from './machine.js';
import type {CellResult} from './results.js';

/** What a cell is, as it is told. Times in ms. */
export type CellShape = {
	readonly name: string;
	readonly cure: string;
	readonly title: string;
	readonly explanation: string;
	/** One transaction carries one transfer. */
	readonly isOneEach: boolean;
	readonly policy: string;
	readonly policyTitle: string;
	readonly base: number;
	readonly cap: number;
	/** What is asked for, and what the server makes of it. */
	readonly isolation: IsolationLevel;
	readonly inForce: string;
	/** It is wrong on purpose, and the level lets it: that its books don't balance is what it is there for. */
	readonly mayLose: boolean;
};

/** What a lab was asked to be. */
export type LabShape = {
	readonly cells: readonly CellShape[];
	/** What the engine can't have. */
	readonly skipped: ReadonlyArray<{readonly title: string; readonly why: string}>;
	readonly rounds: number;
	/** Of each cell in each round, in ms. */
	readonly duration: number;
	readonly clients: number;
	readonly accounts: number;
	readonly hot: string;
	readonly seed: number;
	readonly machine: Machine;
	readonly server: {readonly engine: string; readonly version: string; readonly isEmbedded: boolean};
};

/** What one audit found, in cents. */
export type LabMoney = {
	readonly conserved: boolean;
	/** What all accounts together have less what they should have: positive when money was made out of nothing. */
	readonly net: bigint;
	/** What accounts have too much and too little, added up. */
	readonly astray: bigint;
	/** How many transfers were reported as made and are not in the ledger. */
	readonly lost: number;
	/** How many were reported as not made, and are. */
	readonly denied: number;
	/** Of how many nobody knows what became. */
	readonly unknown: number;
};

/** One run of one cell. */
export type CellRun = StormFigures & {readonly round: number; readonly cell: string; readonly money: LabMoney};

/** What a lab tells of itself; `at` is milliseconds since 1970. `lab-held`: it rests before its next run, until somebody lets it go on. */
export type LabEvent = HeldEvent | OutageEvent | {readonly at: number} & (
	/** Its tables are there, and nothing has been measured. */
	| LabShape & {readonly type: 'lab-started'}
	/** A cell is about to run, in a round from 1 on; round 0 is for warming up, and not counted. */
	| {readonly type: 'lab-cell-started'; readonly round: number; readonly cell: string}
	/** A cell has run in one of the rounds, and its books were audited. */
	| CellRun & {readonly type: 'lab-cell'}
	/** All rounds are over, its tables are gone. */
	| {readonly type: 'lab-ended'; readonly results: readonly CellResult[]; readonly findings: readonly Finding[]}
);

export type OnLabEvent = (event: LabEvent) => void;
