import type {Bank} from '../../bank/bank.js';
import {cancelWhile} from '../../database/cancel-statement.js';
import type {IsolationLevel} from '../../transactions/isolation.js';
import {onAbort} from '../../transactions/on-abort.js';
import type {TransactionClient, TransactionPool} from '../../transactions/pool.js';
import type {QueryConfig, QueryResult, Row} from '../../transactions/statement.js';
import {NotSentError} from './make-at-once.js';

/**
One connection on which every statement is a transaction of its own. Statements are sent without waiting for the answers to
those before, and run one after the other. A connection that is lost is replaced by the next statement.
*/
export class Lane {
	/** How many statements have not been answered. */
	load = 0;
	readonly #pool: TransactionPool;
	readonly #settingUp: string | undefined;
	#opening: Promise<TransactionClient> | undefined;
	#client: TransactionClient | undefined;
	#abandoned = 0;
	#isCancelling = false;

	constructor({database}: Bank, isolation: IsolationLevel = 'serializable') {
		this.#pool = database.pipelined;
		// Where there is only one level, there is nothing to set.
		this.#settingUp = database.server.engine.onlyLevel === undefined ? `SET default_transaction_isolation = '${isolation}'` : undefined;
	}

	/**
	Sends a statement, which is cancelled when nobody waits any more for anything on this lane.

	@throws {NotSentError} There was no connection.
	@throws What the server or the driver said.
	*/
	async send<R extends Row>(statement: QueryConfig, signal: AbortSignal): Promise<QueryResult<R>> {
		this.load++;
		let isAbandoned = false;
		const stopListening = onAbort(signal, () => {
			isAbandoned = true;
			this.#abandoned++;
			void this.#cancelIfAbandoned();
		});
		try {
			const client = this.#client ?? await this.#open();
			signal.throwIfAborted();
			return await client.query<R>(statement);
		} finally {
			stopListening();
			this.load--;
			this.#abandoned -= isAbandoned ? 1 : 0;
			void this.#cancelIfAbandoned();
		}
	}

	close(): void {
		this.#drop(this.#client);
	}

	/**
	What runs may wait for a lock, and nobody waits for it any more. Should a request meet somebody else's statement, that one is made
	step by step.
	*/
	async #cancelIfAbandoned(): Promise<void> {
		const client = this.#client;
		const isAbandoned = () => client === this.#client && this.load > 0 && this.#abandoned === this.load;
		if (this.#isCancelling || !client || !isAbandoned()) {
			return;
		}

		this.#isCancelling = true;
		await cancelWhile(client, isAbandoned);
		this.#isCancelling = false;
	}

	async #open(): Promise<TransactionClient> {
		this.#opening ??= this.#connect();
		try {
			return await this.#opening;
		} catch (error) {
			throw new NotSentError('No connection could be had.', {cause: error});
		} finally {
			this.#opening = undefined;
		}
	}

	async #connect(): Promise<TransactionClient> {
		const client = await this.#pool.connect();
		client.on('error', () => {
			this.#drop(client);
		});
		try {
			if (this.#settingUp !== undefined) {
				await client.query(this.#settingUp);
			}
		} catch (error) {
			client.release(true);
			throw error;
		}

		this.#client = client;
		return client;
	}

	/** Nobody else is to be given a connection whose isolation level was set. */
	#drop(client: TransactionClient | undefined): void {
		if (!client || client !== this.#client) {
			return;
		}

		this.#client = undefined;
		client.release(true);
	}
}
