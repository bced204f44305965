import type {ServedBy} from '../database/served-by.js';
import type {Failure} from './failure.js';
import type {IsolationLevel} from './isolation.js';
import type {Row, Statement} from './statement.js';

/** What every event of a transaction carries. */
export type EventOrigin = {
	/** Chosen before anything is sent; the same over all attempts. */
	readonly transactionId: string;
	/** Whose transaction it is, for example `you` or `rival 1`. */
	readonly session: string;
	/** Counted from 1. */
	readonly attempt: number;
	/** Milliseconds since 1970. */
	readonly at: number;
};

/** Why a transaction ended that surely did not commit. */
export type GaveUpReason = 'final' | 'attempts' | 'deadline' | 'aborted' | 'refused';

export type TransactionEvent = EventOrigin & (
	/** A connection is about to be asked for; with `fromSavepoint`, it goes on in the transaction of the attempt before. */
	| {readonly type: 'attempt-started'; readonly isolation: IsolationLevel; readonly fromSavepoint?: true}
	/** It has its connection; told only where several servers could be the one that serves it: hosts of a list, or nodes of a cluster. */
	| {readonly type: 'connection-acquired'; readonly server: ServedBy}
	/** The gate let the statement go, and it was handed to the driver. */
	| {readonly type: 'statement-sent'; readonly statement: Statement}
	/** The server answered the statement; `elapsed` ms after it was sent. `row` is the first row, if there was one. */
	| {readonly type: 'statement-finished'; readonly statement: Statement; readonly elapsed: number; readonly rowCount: number; readonly row?: Row}
	/** The server refused the statement, or its answer was lost, `elapsed` ms after it was sent. */
	| {readonly type: 'statement-failed'; readonly failure: Failure; readonly elapsed: number}
	/** The attempt ended without a commit, `elapsed` ms after it started; the ROLLBACK, if one is due, comes after. */
	| {readonly type: 'attempt-failed'; readonly failure: Failure; readonly elapsed: number}
	/**
	The connection is back in the pool and a wait of `delay` ms begins, of at most `ceiling` ms. With `locksHeld` there is no wait:
	the transaction was rolled back to its savepoint and keeps its locks, and others would have to wait along.
	*/
	| {readonly type: 'backoff-started'; readonly delay: number; readonly ceiling: number; readonly policy: string; readonly locksHeld?: true}
	/** The server confirmed COMMIT; `elapsed` ms after the first attempt started. */
	| {readonly type: 'committed'; readonly elapsed: number}
	/** COMMIT was sent and its answer never came: it may have committed, and may not. */
	| {readonly type: 'outcome-unknown'; readonly failure: Failure}
	/** What became of an unknown outcome was found out: it had committed, or it never will and the work is done anew. */
	| {readonly type: 'outcome-resolved'; readonly committed: boolean}
	/** No more attempts will be made; nothing was committed. `refused`: the work itself threw an error of its own. */
	| {readonly type: 'gave-up'; readonly reason: GaveUpReason; readonly failure?: Failure}
	/** No more attempts will be made, and what became of the unknown outcome was not found out. */
	| {readonly type: 'gave-up'; readonly reason: 'unknown'; readonly failure: Failure}
);

/** Hears every event of a run, in order. It must not throw. */
export type OnEvent = (event: TransactionEvent) => void;
