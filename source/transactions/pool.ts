import type {CancelTarget} from '../database/cancel-statement.js';
import type {QueryConfig, QueryResult, Row} from './statement.js';

/** What is asked of a client. A client out of pg's pool fits. */
export type TransactionClient = CancelTarget & {
	query<R extends Row>(statement: string | QueryConfig, values?: unknown[]): Promise<QueryResult<R>>;
	/**
	As `query`, with less ado, and with `first` sent before it without waiting for the answer: the statement is run only if that
	succeeded. Optional: it saves a round trip.
	*/
	send?<R extends Row>(statement: QueryConfig, first?: QueryConfig): Promise<QueryResult<R>>;
	/** Gives the client back; with true it is destroyed instead. */
	release(destroy?: boolean): void;
	on(event: 'error', listener: (error: Error) => void): unknown;
	removeListener(event: 'error', listener: (error: Error) => void): unknown;
	/** The last status that the server reported: `I` idle, `T` in a transaction, `E` in a failed one. */
	getTransactionStatus?(): string | null;
};

/** What is asked of a pool. `pg.Pool` fits. */
export type TransactionPool = {
	connect(): Promise<TransactionClient>;
};
