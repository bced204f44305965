import type {ServedBy} from '../database/served-by.js';
import type {Refusal} from '../bank/refusal.js';
import type {Transfer} from '../bank/transfer.js';
import type {GaveUpReason} from '../transactions/events.js';
import type {Failure} from '../transactions/failure.js';
import type {Row, Statement} from '../transactions/statement.js';

export type StatementStep = {
	readonly type: 'statement';
	readonly statement: Statement;
	readonly state: 'sent' | 'done' | 'failed';
	/** How long it took, in ms. */
	readonly elapsed?: number;
	readonly row?: Row;
};

/** A rival came in between. */
export type RivalStep = {
	readonly type: 'rival';
	/** What it sends; its id is its transaction's. */
	readonly transfer: Transfer;
	readonly state: 'running' | 'committed' | 'failed';
	/** From its start to its commit, in ms. */
	readonly elapsed?: number;
	/** Where it could be several servers: the one that serves it. */
	readonly server?: ServedBy;
};

/** Something was made to go wrong. */
export type FaultStep = {
	readonly type: 'fault';
	readonly name: string;
	readonly title: string;
};

/** One thing that happened inside an attempt, in order. */
export type Step = StatementStep | RivalStep | FaultStep;

export type Wait = {
	/** How long, and how long at most, in ms. */
	readonly delay: number;
	readonly ceiling: number;
	/** The name of the policy that computed it. */
	readonly policy: string;
	/** How much of it was left at `since`, in ms. */
	readonly left: number;
	readonly since: number;
	readonly over: boolean;
	/** There is none: the transaction keeps its locks, and others would wait along. */
	readonly locksHeld?: true;
};

export type Attempt = {
	readonly number: number;
	readonly steps: readonly Step[];
	/** Where it could be several servers: the one that serves it. */
	readonly server?: ServedBy;
	readonly failure?: Failure;
	/** From its start to its failure, in ms. */
	readonly elapsed?: number;
	readonly wait?: Wait;
	/** Its COMMIT was not answered: it may have committed. */
	readonly unanswered?: true;
	/** What it found out about an unanswered COMMIT before it: whether that had committed. */
	readonly found?: boolean;
};

export type Ending =
	| {readonly type: 'committed'; readonly elapsed: number}
	/** It had been made before, and was not made again. */
	| {readonly type: 'repeated'; readonly madeAt: Date}
	| {readonly type: 'refused'; readonly refusal: Refusal}
	| {readonly type: 'gave-up'; readonly reason: GaveUpReason; readonly failure?: Failure | undefined}
	| {readonly type: 'unknown'; readonly failure: Failure};

/** A statement that waits for the presenter. */
export type HeldStatement = {readonly session: string; readonly statement: Statement};

/** The transfer under way, or the last one. */
export type Run = {
	readonly transfer: Transfer;
	readonly attempts: readonly Attempt[];
	/** Who has served its sessions and its rivals' so far, as they are called on the screen; nobody where it could be only one. */
	readonly servers?: readonly string[];
	/** What is not sent yet, because of the pace or a pause. */
	readonly held?: HeldStatement | undefined;
	readonly ending?: Ending;
};
