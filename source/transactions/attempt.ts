import {servedBy} from '../database/served-by.js';
import {classify, followsFailure} from './classify.js';
import type {Limit} from './deadline.js';
import type {Failure} from './failure.js';
import type {IsolationLevel} from './isolation.js';
import type {TransactionClient, TransactionPool} from './pool.js';
import {tell, type SessionContext} from './session-context.js';
import {Session} from './session.js';
import type {QueryConfig, QueryResult, Row} from './statement.js';

/** What the work is given: one open transaction. It is of no use once its attempt is over. */
export type Transaction = {
	/** The same over all attempts. */
	readonly id: string;
	/** Counted from 1. */
	readonly attempt: number;
	/** Aborted when the transaction is cancelled or its deadline is over. */
	readonly signal: AbortSignal;
	/** Sends one statement and waits for its answer, as pg's `client.query` does. */
	query<R extends Row = Row>(statement: string | QueryConfig, values?: unknown[]): Promise<QueryResult<R>>;
	/**
	Sends one statement whose answer decides nothing. Where nobody watches, and the client can send two at a time, it goes along with
	the next one, or with COMMIT, and saves a round trip. If it fails, that one is not run, and it is that one that fails.
	*/
	send(statement: QueryConfig): Promise<void>;
};

/** What runs inside the transaction. It is run again, from its beginning, by each attempt, so it decides afresh. */
export type Work<T> = (transaction: Transaction) => Promise<T>;

export type AttemptOutcome<T> =
	| {readonly type: 'committed'; readonly value: T}
	/** A statement, or the asking for a connection, failed. `error` is what was thrown. */
	| {
		readonly type: 'failed'; readonly failure: Failure; readonly error: unknown;
		/** What it wrote last went along with COMMIT, and may come after whoever looks for it. */
		readonly mayCome?: true;
		/** Its transaction is open still, rolled back to its savepoint: the next attempt goes on in it. */
		readonly kept?: Session;
	}
	/** The work threw an error of its own. */
	| {readonly type: 'refused'; readonly error: unknown}
	/** The signal was aborted; `failure` is why the attempt before the wait ended, where it was a wait that ended. */
	| {readonly type: 'aborted'; readonly failure?: Failure; readonly error?: unknown};

/** Asks for a connection, and stops waiting for it when the limit is reached: a client that comes too late goes back. */
const connect = async (pool: TransactionPool, {signal, onAbort}: Limit): Promise<TransactionClient> => {
	signal.throwIfAborted();
	const {promise, resolve, reject} = Promise.withResolvers<TransactionClient>();
	const stopListening = onAbort(() => {
		reject(signal.reason);
	});
	pool.connect().then(client => {
		if (signal.aborted) {
			client.release();
		} else {
			resolve(client);
		}
	}, reject).finally(stopListening);
	return promise;
};

/** A session on a connection of its own, and who serves it. */
const openSession = async (pool: TransactionPool, context: SessionContext): Promise<Session> => {
	const client = await connect(pool, context.limit);
	const server = servedBy(client);
	if (server) {
		tell(context, {type: 'connection-acquired', server});
	}

	return new Session(client, context);
};

/** COMMIT was answered with ROLLBACK. What explains it is the statement that failed before, if the work hid one. */
class RolledBackError extends Error {
	override name = 'RolledBackError';

	constructor() {
		super('The server answered COMMIT with ROLLBACK: nothing was committed.');
	}
}

/** How an attempt is made. */
export type Manner = {
	readonly isolation: IsolationLevel;
	/** The savepoint that a conflict is rolled back to; without one, everything begins anew from BEGIN. */
	readonly savepoint?: string | undefined;
	/** The transaction that the attempt before left open. */
	readonly kept?: Session | undefined;
	/** Another attempt will follow if this one meets a conflict. */
	readonly isLast: boolean;
};

const begin = async (session: Session, {isolation, savepoint}: Manner): Promise<void> => {
	await session.sendAlong({text: `BEGIN ISOLATION LEVEL ${isolation.toUpperCase()}`, label: 'begin'}, 'connect');
	if (savepoint !== undefined) {
		await session.send({text: `SAVEPOINT ${savepoint}`, label: 'savepoint'}, 'connect');
	}
};

const commit = async (session: Session, savepoint: string | undefined): Promise<void> => {
	if (session.isUnbegun) {
		return;
	}

	if (savepoint === undefined) {
		const {command} = await session.send({text: 'COMMIT', label: 'commit'}, 'commit');
		// COMMIT of a transaction that failed earlier is no error to the server: only its answer tells.
		if (command === 'ROLLBACK') {
			throw new RolledBackError();
		}

		return;
	}

	await session.send({text: `RELEASE SAVEPOINT ${savepoint}`, label: 'release'}, 'commit');
	try {
		// It has committed: what COMMIT answers, if it answers, changes nothing any more.
		await session.send({text: 'COMMIT', label: 'commit'}, 'commit');
	} catch {
		session.release(true);
	}
};

const run = async <T>(session: Session, work: Work<T>, manner: Manner, context: SessionContext): Promise<T> => {
	if (!manner.kept) {
		await begin(session, manner);
	}

	const value = await Promise.race([session.aborted, work({
		id: context.transactionId,
		attempt: context.attempt,
		signal: context.limit.signal,
		async send(statement) {
			// The savepoint's protocol is spoken to the letter: one statement at a time.
			await (manner.savepoint === undefined ? session.sendAlong(statement, 'work', context.attempt) : session.send(statement, 'work', context.attempt));
		},
		query: async (statement, values) => session.send(
			typeof statement === 'string' ? {text: statement, values: values ?? []} : {...statement, ...(values && {values})},
			'work',
			context.attempt,
		),
	})]);
	await commit(session, manner.savepoint);
	return value;
};

/** What an error that ended the attempt means. A statement that failed explains more than what the work made of it. */
const judge = (error: unknown, session: Session, {limit: {signal}}: SessionContext): AttemptOutcome<never> => {
	if (signal.aborted && session.phase !== 'commit') {
		return {type: 'aborted'};
	}

	const {failed} = session;
	if (error instanceof RolledBackError) {
		return {type: 'failed', ...failed ?? {error, failure: {phase: 'commit', verdict: 'final', message: error.message}}};
	}

	return failed && (failed.error === error || failed.failure.verdict !== 'final' || followsFailure(error))
		? {type: 'failed', ...failed}
		: {type: 'refused', error};
};

/**
One BEGIN … COMMIT on a client of its own; with a savepoint, from there to COMMIT. It never throws, and when it returns the
client is back in the pool or gone, unless its transaction is kept for the next attempt.
*/
export const runAttempt = async <T>(
	pool: TransactionPool,
	work: Work<T>,
	manner: Manner,
	context: SessionContext,
): Promise<AttemptOutcome<T>> => {
	const {isolation, savepoint, isLast} = manner;
	const started = context.clock.now();
	const failed = (failure: Failure) => {
		tell(context, {type: 'attempt-failed', failure, elapsed: context.clock.now() - started});
	};

	tell(context, {type: 'attempt-started', isolation, ...(manner.kept && {fromSavepoint: true})});
	let session: Session;
	try {
		session = manner.kept?.goOn(context) ?? await openSession(pool, context);
	} catch (error) {
		if (context.limit.signal.aborted) {
			return {type: 'aborted'};
		}

		const failure = classify(error, 'connect');
		failed(failure);
		return {type: 'failed', failure, error};
	}

	try {
		const value = await run(session, work, manner, context);
		session.release();
		return {type: 'committed', value};
	} catch (error) {
		const outcome = judge(error, session, context);
		if (outcome.type === 'failed') {
			failed(outcome.failure);
			if (savepoint !== undefined && !isLast && outcome.failure.verdict === 'retry' && await session.rollBackTo(savepoint)) {
				return {...outcome, kept: session};
			}
		}

		await session.close();
		return outcome.type === 'failed' && session.hasCompany ? {...outcome, mayCome: true} : outcome;
	}
};
