import {randomUUID} from 'node:crypto';
import {runAttempt, type Work} from './attempt.js';
import {restartSavepoints, type RestartMode} from './restart.js';
import {systemClock, type Clock} from './clock.js';
import {startDeadline} from './deadline.js';
import type {OnEvent} from './events.js';
import type {Gate} from './gate.js';
import type {IsolationLevel} from './isolation.js';
import {giveUp, isWorthRetrying} from './give-up.js';
import {fullJitter} from './policies/full-jitter.js';
import type {BackoffPolicy} from './policies/policy.js';
import {patient} from './patient.js';
import type {TransactionPool} from './pool.js';
import {tell} from './session-context.js';
import type {Session} from './session.js';
import {Doubt, type Settle} from './settle.js';

export type TransactionOptions<T = unknown> = {
	/** Default: `serializable`. */
	readonly isolation?: IsolationLevel | undefined;
	/**
	Where an attempt after a conflict begins: at BEGIN, in a new transaction, or after a savepoint, in the same one, which keeps
	its locks and therefore doesn't wait. The second is CockroachDB's protocol, and cures nothing elsewhere. Default: `begin`.
	*/
	readonly restart?: RestartMode | undefined;
	/** Computes the wait between attempts. Default: full jitter. */
	readonly policy?: BackoffPolicy | undefined;
	/** Milliseconds that waits grow from. Default: 50. */
	readonly base?: number | undefined;
	/** No wait is longer, in milliseconds. Default: 5,000. */
	readonly cap?: number | undefined;
	/** How often it is tried in all. Default: 10. */
	readonly maxAttempts?: number | undefined;
	/** Milliseconds for everything, waits included, after which it ends. Default: 30,000. */
	readonly deadline?: number | undefined;
	/** Ends a wait or a running statement at once; the transaction is rolled back. A COMMIT under way is waited for. */
	readonly signal?: AbortSignal | undefined;
	/** Finds out what became of a COMMIT that was not answered. Without it, such a transaction ends there and then. */
	readonly settle?: Settle<T> | undefined;
	/** Hears of everything that happens, as it happens. */
	readonly onEvent?: OnEvent | undefined;
	/** May hold each statement before it is sent. */
	readonly gate?: Gate | undefined;
	/** Default: the machine's. */
	readonly clock?: Clock | undefined;
	/** Whose transaction it is, in events. Default: `you`. */
	readonly session?: string | undefined;
	/** The transaction's id in events. Default: a new UUID. */
	readonly id?: string | undefined;
};

/**
Runs `work` in a transaction, and runs all of it again, from BEGIN, when the server asks for that.

Waiting happens between attempts, with no transaction open and no client held. COMMIT is part of what is retried: that is
where a serializable database may find the conflict.

@returns What `work` returned in the attempt that committed.
@throws {RetriesExhaustedError} The attempts or the time ran out. Nothing was committed.
@throws {TransactionFailedError} The server refused it for good. Nothing was committed.
@throws {TransactionAbortedError} The signal was aborted. Nothing was committed.
@throws {OutcomeUnknownError} The answer to COMMIT was lost, and what became of it could not be found out in time.
@throws Whatever `work` itself throws, unchanged, after a rollback.
*/
export const runTransaction = async <T>(
	pool: TransactionPool,
	work: Work<T>,
	options: TransactionOptions<T> = {},
): Promise<T> => {
	const {
		isolation = 'serializable', restart = 'begin', policy = fullJitter, base = 50, cap = 5000, maxAttempts = 10, deadline = 30_000,
		clock = systemClock, session = 'you', id: transactionId = randomUUID(), gate, onEvent,
	} = options;
	const limit = startDeadline(deadline, clock, options.signal);
	const started = clock.now();
	const doubt = new Doubt(options.settle);
	const savepoint = restartSavepoints[restart];
	let previous = base;
	let kept: Session | undefined;
	try {
		for (let attempt = 1; ; attempt++) {
			const context = {session, transactionId, attempt, limit, clock, gate, onEvent};
			const manner = {isolation, savepoint: doubt.attempt ? undefined : savepoint, kept, isLast: attempt >= maxAttempts};
			const outcome = doubt.judge(await runAttempt(pool, doubt.next(work, context), manner, context), context);
			if (outcome.type === 'committed') {
				tell(context, {type: 'committed', elapsed: clock.now() - started});
				return outcome.value;
			}

			if (doubt.attempt ? !doubt.mayBeSettled(outcome) : !isWorthRetrying(outcome) || attempt >= maxAttempts) {
				throw giveUp(outcome, context, doubt.attempt);
			}

			kept = outcome.type === 'failed' ? outcome.kept : undefined;
			if (kept) {
				tell(context, {type: 'backoff-started', delay: 0, ceiling: 0, policy: policy.name, locksHeld: true});
				continue;
			}

			const waits = doubt.attempt ? patient(policy) : policy;
			const input = {failures: attempt, previous, base, cap};
			const delay = waits.delay(input, clock.random);
			tell(context, {type: 'backoff-started', delay, ceiling: waits.delay(input, () => 1), policy: waits.name});
			try {
				await clock.sleep(delay, limit.signal);
			} catch {
				throw giveUp({...outcome, type: 'aborted'}, context, doubt.attempt);
			}

			previous = delay;
		}
	} finally {
		limit.end();
	}
};
