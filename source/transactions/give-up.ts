import type {AttemptOutcome} from './attempt.js';
import {DeadlinePassed} from './deadline.js';
import {
	OutcomeUnknownError, RetriesExhaustedError, TransactionAbortedError, TransactionFailedError,
} from './errors.js';
import type {Failure} from './failure.js';
import {tell, type SessionContext} from './session-context.js';

type Unfinished = Exclude<AttemptOutcome<never>, {type: 'committed'}>;

/** Only a failure that surely rolled back, and that another attempt may escape, is tried again. */
export const isWorthRetrying = (outcome: Unfinished): boolean =>
	outcome.type === 'failed' && outcome.failure.verdict === 'retry';

/**
Tells how the transaction ended, and returns what its caller is to be thrown.

@param doubt - The attempt whose COMMIT was not answered, where nobody found out what became of it: then nothing else that
happened since can be said to have been the end.
*/
export const giveUp = (
	outcome: Unfinished,
	context: SessionContext,
	doubt?: {readonly failure: Failure; readonly error: unknown},
): unknown => {
	const {attempt: attempts, limit: {signal}} = context;
	if (doubt) {
		const {failure, error: cause} = doubt;
		tell(context, {type: 'gave-up', reason: 'unknown', failure});
		return new OutcomeUnknownError({attempts, failure, cause});
	}

	if (outcome.type === 'refused') {
		tell(context, {type: 'gave-up', reason: 'refused'});
		return outcome.error;
	}

	if (outcome.type === 'aborted') {
		const {failure, error} = outcome;
		if (signal.reason instanceof DeadlinePassed) {
			tell(context, {type: 'gave-up', reason: 'deadline', ...(failure && {failure})});
			return new RetriesExhaustedError('deadline', {attempts, cause: error, ...(failure && {failure})});
		}

		tell(context, {type: 'gave-up', reason: 'aborted', ...(failure && {failure})});
		return new TransactionAbortedError({attempts, cause: signal.reason, ...(failure && {failure})});
	}

	const {failure, error: cause} = outcome;
	if (failure.verdict === 'final') {
		tell(context, {type: 'gave-up', reason: 'final', failure});
		return new TransactionFailedError({attempts, failure, cause});
	}

	tell(context, {type: 'gave-up', reason: 'attempts', failure});
	return new RetriesExhaustedError('attempts', {attempts, failure, cause});
};
