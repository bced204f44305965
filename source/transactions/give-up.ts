import type {AttemptOutcome} from './attempt.js';
import {DeadlinePassed} from './deadline.js';
import {
	OutcomeUnknownError, RetriesExhaustedError, TransactionAbortedError, TransactionFailedError,
} from './errors.js';
import {tell, type SessionContext} from './session-context.js';

type Unfinished = Exclude<AttemptOutcome<never>, {type: 'committed'}>;

/** Only a failure that surely rolled back, and that another attempt may escape, is tried again. */
export const isWorthRetrying = (outcome: Unfinished): boolean =>
	outcome.type === 'failed' && outcome.failure.verdict === 'retry';

/** Tells how the transaction ended, and returns what its caller is to be thrown. */
export const giveUp = (outcome: Unfinished, context: SessionContext): unknown => {
	const {attempt: attempts, limit: {signal}} = context;
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
	if (failure.verdict === 'ambiguous') {
		tell(context, {type: 'outcome-unknown', failure});
		return new OutcomeUnknownError({attempts, failure, cause});
	}

	if (failure.verdict === 'final') {
		tell(context, {type: 'gave-up', reason: 'final', failure});
		return new TransactionFailedError({attempts, failure, cause});
	}

	tell(context, {type: 'gave-up', reason: 'attempts', failure});
	return new RetriesExhaustedError('attempts', {attempts, failure, cause});
};
