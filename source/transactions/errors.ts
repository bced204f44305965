import {briefly} from '../database/engines/index.js';
import type {Failure} from './failure.js';

/** How an error is told in a sentence: `could not serialize access … (40001)`. */
const told = ({message, code}: Failure): string => `${briefly(message)}${code === undefined ? '' : ` (${code})`}`;

const attemptsTold = (attempts: number): string => attempts === 1 ? '1 attempt' : `${attempts} attempts`;

type Ending = {
	readonly attempts: number;
	readonly failure?: Failure;
	/** The server's or the driver's error, untouched. */
	readonly cause?: unknown;
};

/** A transaction that ended without a known commit. `cause` is the server's error. */
export class TransactionError extends Error {
	override name = 'TransactionError';
	/** How many attempts were made. */
	readonly attempts: number;
	/** Why the last attempt ended; absent when there was none. */
	readonly failure: Failure | undefined;

	constructor(message: string, {attempts, failure, cause}: Ending) {
		super(message, {cause});
		this.attempts = attempts;
		this.failure = failure;
	}
}

/** The server's refusal is final: trying again can't help. Nothing was committed. */
export class TransactionFailedError extends TransactionError {
	override name = 'TransactionFailedError';

	constructor(ending: Ending & {readonly failure: Failure}) {
		super(`Not committed after ${attemptsTold(ending.attempts)}, and another one can't help: ${told(ending.failure)}`, ending);
	}
}

/** Every attempt failed in a way worth retrying, and the limit or the deadline was reached. Nothing was committed. */
export class RetriesExhaustedError extends TransactionError {
	override name = 'RetriesExhaustedError';

	constructor(limit: 'attempts' | 'deadline', ending: Ending) {
		const why = limit === 'attempts' ? 'the limit of attempts' : 'the deadline';
		const last = ending.failure ? ` The last failure: ${told(ending.failure)}.` : '';
		super(`Not committed: gave up at ${why}, after ${attemptsTold(ending.attempts)}.${last}`, ending);
	}
}

/** The caller's signal ended it. Nothing was committed. `cause` is the signal's reason. */
export class TransactionAbortedError extends TransactionError {
	override name = 'TransactionAbortedError';

	constructor(ending: Ending) {
		super(`Not committed: cancelled in attempt ${ending.attempts}; the transaction was rolled back`, ending);
	}
}

/** COMMIT was sent and no answer came: it may have committed. Look before repeating it. */
export class OutcomeUnknownError extends TransactionError {
	override name = 'OutcomeUnknownError';

	constructor(ending: Ending & {readonly failure: Failure}) {
		super(`It is not known whether it committed, after ${attemptsTold(ending.attempts)}: COMMIT was sent, and its answer was lost: ${told(ending.failure)}`, ending);
	}
}
