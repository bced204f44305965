import {cancelStatement} from '../database/cancel-statement.js';
import {classify, endsSession, followsFailure, isServerError} from './classify.js';
import type {Failure, Phase} from './failure.js';
import type {TransactionClient} from './pool.js';
import {tell, type SessionContext} from './session-context.js';
import type {QueryConfig, QueryResult, Row, Statement} from './statement.js';

/** How long a cancelled statement, a COMMIT that nobody waits for any more, or a ROLLBACK may take: 1,000 ms. */
const grace = 1000;

/**
One client for the length of one attempt. Every statement goes through here: through the gate, to the server, into the
event stream. It remembers what failed, stops what runs when the signal is aborted, and gives the client back only in a
state that the next one can use.
*/
export class Session {
	/** Rejects with the signal's reason once it was aborted and the statement that ran has come to an end. */
	readonly aborted: Promise<never>;
	/** The last statement that failed, and what the server or the driver threw. */
	failed: {readonly error: unknown; readonly failure: Failure} | undefined;
	phase: Phase = 'connect';
	/** A statement went along with COMMIT: both are still on their way, maybe, where somebody looks already for what it writes. */
	hasCompany = false;

	readonly #client: TransactionClient;
	#context: SessionContext;
	readonly #stopListening: () => void;
	#running: Promise<unknown> | undefined;
	#over = false;
	#released = false;
	#rejectAborted: (reason: unknown) => void = () => undefined;

	constructor(client: TransactionClient, context: SessionContext) {
		this.#client = client;
		this.#context = context;
		this.aborted = new Promise<never>((_resolve, reject) => {
			this.#rejectAborted = reject;
		});
		this.aborted.catch(() => undefined);
		client.on('error', this.#onClientError);
		this.#stopListening = context.limit.onAbort(() => {
			void this.#stop();
		});
	}

	/** Nothing was sent yet: BEGIN waits for the first statement. */
	get isUnbegun(): boolean {
		return this.phase === 'connect' && this.#waiting !== undefined;
	}

	/**
	Sends a statement whose answer decides nothing along with the next one, where nobody watches and the client can; or else, as
	`send` does, by itself. BEGIN is one, and whatever the work says.
	*/
	async sendAlong(config: QueryConfig, phase: Phase, asking = this.#context.attempt): Promise<void> {
		const {gate, onEvent} = this.#context;
		const isWatched = gate !== undefined || onEvent !== undefined;
		if (isWatched || !this.#client.send || this.#waiting) {
			await this.send(config, phase, asking);
			return;
		}

		this.#throwIfOver(phase, asking);
		// With a name it can be prepared, and so be sent with another.
		this.#waiting = {name: config.text, ...config};
	}

	/**
	Sends a statement, once the gate lets it. `phase` becomes the attempt's phase when the statement is sent.

	@param asking - The attempt that asks. One that is over may not speak in the next one's transaction.
	*/
	async send<R extends Row>(config: QueryConfig, phase: Phase, asking = this.#context.attempt): Promise<QueryResult<R>> {
		const {gate} = this.#context;
		// Once COMMIT is asked for, the work has had its say: a statement sent now would run outside the transaction.
		this.#over ||= phase === 'commit';
		this.#throwIfOver(phase, asking);
		if (gate) {
			const {session, transactionId, attempt, limit: {signal}} = this.#context;
			try {
				await gate({session, transactionId, attempt, signal, statement: statementOf(config), client: this.#client});
			} catch (error) {
				// A gate may use the connection too, and what the server refuses it ends the attempt like any refusal.
				if (isServerError(error)) {
					this.failed = {error, failure: classify(error, this.phase, statementOf(config))};
				}

				throw error;
			}

			this.#throwIfOver(phase, asking);
		}

		if (this.#clientError) {
			// The connection ended between two statements. pg would refuse this one unsent, in words that explain nothing.
			this.failed = {error: this.#clientError, failure: classify(this.#clientError, this.phase, statementOf(config))};
			throw this.#clientError;
		}

		this.phase = phase;
		return this.#query<R>(config);
	}

	/**
	Rolls a transaction that met a conflict back to its savepoint, so that the next attempt can go on in it.

	@returns Whether it could: the session may have ended, or may be about to be cancelled.
	*/
	async rollBackTo(savepoint: string): Promise<boolean> {
		this.#over = true;
		const {failed} = this;
		if (failed === undefined || endsSession(failed.error) || this.#client.getTransactionStatus?.() === 'I' || this.#context.limit.signal.aborted) {
			return false;
		}

		try {
			await this.#queryInTime({text: `ROLLBACK TO SAVEPOINT ${savepoint}`, label: 'rollback-to'});
			return this.#clean && !this.#context.limit.signal.aborted;
		} catch {
			return false;
		}
	}

	/** Begins the next attempt in the same transaction. */
	goOn(context: SessionContext): this {
		this.#context = context;
		this.failed = undefined;
		this.phase = 'work';
		this.#over = false;
		return this;
	}

	/** Ends an attempt that was not committed: rolls back where a transaction is open, and gives the client back. */
	async close(): Promise<void> {
		this.#over = true;
		this.#waiting = undefined;
		const {failed} = this;
		const lost = failed !== undefined && endsSession(failed.error);
		// A COMMIT that failed has ended the transaction; on CockroachDB a ROLLBACK would be an error then.
		if (!lost && this.#client.getTransactionStatus?.() !== 'I') {
			await this.#rollback();
		}

		// A cancel request may still be under way: no one else should meet it, so this client goes.
		this.release(lost || failed?.failure.verdict === 'ambiguous' || this.#context.limit.signal.aborted || !this.#clean);
	}

	/** Gives the client back, once. */
	release(destroy = !this.#clean): void {
		this.#over = true;
		if (this.#released) {
			return;
		}

		this.#released = true;
		this.#stopListening();
		this.#client.release(destroy);
		if (!destroy) {
			this.#client.removeListener('error', this.#onClientError);
		}
	}

	#waiting: QueryConfig | undefined;
	#clean = true;
	#clientError: Error | undefined;

	#throwIfOver(phase: Phase, asking: number): void {
		this.#context.limit.signal.throwIfAborted();
		if ((this.#over && phase !== 'commit') || asking !== this.#context.attempt) {
			throw new Error('This attempt is over: its transaction takes no more statements.');
		}
	}

	readonly #onClientError = (error: Error): void => {
		this.#clientError ??= error;
		this.#clean = false;
	};

	/** Cancels the statement that runs, if one does; destroys the connection when even that is not answered in time. */
	async #stop(): Promise<void> {
		const running = this.#running;
		if (running) {
			const answered = this.#destroyUnlessAnswered();
			// COMMIT is never cancelled: its answer is worth waiting for.
			if (this.phase !== 'commit') {
				await cancelStatement(this.#client, grace);
			}

			await Promise.allSettled([running]);
			answered();
		}

		this.#rejectAborted(this.#context.limit.signal.reason);
	}

	/** Gives a server that may no longer answer `grace` ms. Call what it returns once the server has answered. */
	#destroyUnlessAnswered(): () => void {
		const timer = setTimeout(() => {
			this.release(true);
		}, grace);
		return () => {
			clearTimeout(timer);
		};
	}

	async #rollback(): Promise<void> {
		try {
			await this.#queryInTime({text: 'ROLLBACK', label: 'rollback'});
		} catch (error) {
			// CockroachDB refuses a ROLLBACK outside a transaction, and its session is as good as before.
			this.#clean &&= isServerError(error) && this.#client.getTransactionStatus?.() === 'I';
		}
	}

	/** For what the next attempt has to wait for. */
	async #queryInTime(config: QueryConfig): Promise<void> {
		const answered = this.#destroyUnlessAnswered();
		try {
			await this.#query(config);
		} finally {
			answered();
		}
	}

	/** Hands a statement to the driver, with the one that waits for it. */
	async #submit<R extends Row>(config: QueryConfig): Promise<QueryResult<R>> {
		const client = this.#client;
		const waiting = this.#waiting;
		this.#waiting = undefined;
		this.hasCompany ||= waiting !== undefined && this.phase === 'commit';
		if (client.send) {
			return client.send<R>(waiting && this.phase === 'commit' ? {name: config.text, ...config} : config, waiting);
		}

		// Text and values where they will do: pg copies an object field by field, and that is slower.
		return config.name === undefined ? client.query<R>(config.text, config.values) : client.query<R>(config);
	}

	async #query<R extends Row>(config: QueryConfig): Promise<QueryResult<R>> {
		const {clock, onEvent} = this.#context;
		const {phase} = this;
		const sent = onEvent ? clock.now() : 0;
		const running = this.#submit<R>(config);
		this.#running = running;
		if (onEvent) {
			tell(this.#context, {type: 'statement-sent', statement: statementOf(config)});
		}

		try {
			const result = await running;
			if (phase === 'work') {
				// The work recovered from what failed before, by a savepoint: it explains nothing any more.
				this.failed = undefined;
			}

			if (onEvent) {
				// Several statements in one string give several results, and no one row to show.
				const row = Array.isArray(result) ? undefined : result.rows[0];
				tell(this.#context, {
					type: 'statement-finished',
					statement: statementOf(config),
					elapsed: clock.now() - sent,
					rowCount: result.rowCount ?? 0,
					...(row && {row}),
				});
			}

			return result;
		} catch (error) {
			const failure = classify(error, phase, statementOf(config));
			// What is refused because a statement failed before explains nothing either.
			if (!this.failed || !followsFailure(error)) {
				this.failed = {error, failure};
			}

			tell(this.#context, {type: 'statement-failed', failure, elapsed: clock.now() - sent});
			throw error;
		} finally {
			if (this.#running === running) {
				this.#running = undefined;
			}
		}
	}
}

const statementOf = ({text, label}: QueryConfig): Statement => label === undefined ? {text} : {text, label};
