import type {Bank} from '../../bank/bank.js';
import {TransferRefusedError} from '../../bank/refusal.js';
import type {Transfer} from '../../bank/transfer.js';
import {classify} from '../../transactions/classify.js';
import {systemClock} from '../../transactions/clock.js';
import {startDeadline, type Limit} from '../../transactions/deadline.js';
import {giveUp} from '../../transactions/give-up.js';
import type {Failure} from '../../transactions/failure.js';
import {onAbort} from '../../transactions/on-abort.js';
import {fullJitter} from '../../transactions/policies/full-jitter.js';
import {tell} from '../../transactions/session-context.js';
import type {CureClient, CureOptions} from './cure.js';
import {makeStepByStep, settleByItsId, type Unmade} from './make-after.js';

/** No connection could be had, so nothing was sent. `cause` is why. */
export class NotSentError extends Error {
	override name = 'NotSentError';
}

/**
Makes one attempt at a transfer, with everything sent at once, its COMMIT included.

@returns Whether it was made. If not, the bank's conditions weren't met, and nothing was changed.
*/
export type SendAtOnce = (transfer: Transfer, signal: AbortSignal) => Promise<boolean>;

/** How transfers are made at once. */
export type AtOnce = {readonly bank: Bank; readonly options: CureOptions; readonly send: SendAtOnce};

/** The caller's signal alone, which is all that ends a transfer nobody was in the way of: a timer for each would be a part of its cost. */
const untimed = (signal: AbortSignal): Limit => ({
	signal,
	onAbort: listener => onAbort(signal, listener),
	end() {
		// There is no timer.
	},
});

type Attempted =
	| {readonly type: 'made'}
	/** The bank's conditions weren't met. */
	| {readonly type: 'unmet'}
	| {readonly type: 'failed'; readonly failure: Failure; readonly error: unknown}
	| {readonly type: 'aborted'};

/** One attempt. It never throws. */
const attemptAtOnce = async ({options: {isolation = 'serializable'}, send}: AtOnce, transfer: Transfer, context: Unmade['context']): Promise<Attempted> => {
	const {clock, limit: {signal}} = context;
	tell(context, {type: 'attempt-started', isolation});
	const started = clock.now();
	try {
		signal.throwIfAborted();
		return {type: await send(transfer, signal) ? 'made' : 'unmet'};
	} catch (error_) {
		const [error, phase] = error_ instanceof NotSentError ? [error_.cause, 'connect'] as const : [error_, 'commit'] as const;
		const failure = classify(error, phase);
		if (signal.aborted && (failure.verdict !== 'ambiguous' || error === signal.reason)) {
			return {type: 'aborted'};
		}

		tell(context, {type: 'attempt-failed', failure, elapsed: clock.now() - started});
		return {type: 'failed', failure, error};
	}
};

/**
Makes a transfer whose transaction is sent all at once: retried until it is made, and exactly once. What its answer can't
decide is decided step by step: the bank's refusals, by the plain transfer; an answer that was lost, by the transfer's id.

Waits end at the deadline. An attempt that is under way has the statement's timeout, and is not cut short by the deadline.

@throws As `makeTransfer` does.
*/
export const makeAtOnce = async (atOnce: AtOnce, transfer: Transfer, {session, signal, onEvent}: CureClient): Promise<void> => {
	if (transfer.from === transfer.to) {
		throw new TransferRefusedError({type: 'same-account', account: transfer.from});
	}

	const {bank, options} = atOnce;
	const {policy = fullJitter, base = 50, cap = 5000, maxAttempts = 10, deadline = 30_000, clock = systemClock} = options;
	onEvent?.({type: 'transfer-started', at: Date.now(), session, transfer, rivals: 0});
	const started = clock.now();
	const timeLeft = () => Math.max(1, deadline - (clock.now() - started));
	let limit = untimed(signal);
	let previous = base;
	try {
		for (let attempt = 1; ; attempt++) {
			const context = {session, transactionId: transfer.id, attempt, limit, clock, onEvent};
			const outcome = await attemptAtOnce(atOnce, transfer, context);
			if (outcome.type === 'made') {
				tell(context, {type: 'committed', elapsed: clock.now() - started});
				return;
			}

			if (outcome.type === 'aborted') {
				throw giveUp(outcome, context);
			}

			const unmade = {bank, transfer, context, options: {...options, deadline: timeLeft()}};
			if (outcome.type === 'unmet' || outcome.failure.verdict === 'final') {
				await makeStepByStep(unmade);
				return;
			}

			if (outcome.failure.verdict === 'ambiguous') {
				await settleByItsId(unmade, outcome);
				return;
			}

			if (attempt >= maxAttempts) {
				throw giveUp(outcome, context);
			}

			limit = attempt === 1 ? startDeadline(timeLeft(), clock, signal) : limit;
			const input = {failures: attempt, previous, base, cap};
			previous = policy.delay(input, clock.random);
			tell(context, {type: 'backoff-started', delay: previous, ceiling: policy.delay(input, () => 1), policy: policy.name});
			try {
				await clock.sleep(previous, limit.signal);
			} catch {
				throw giveUp({...outcome, type: 'aborted'}, {...context, limit});
			}
		}
	} finally {
		limit.end();
	}
};
