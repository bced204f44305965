import {serverError} from '../support/database-errors.js';
import type {CommitSent} from './commit-sent.js';
import type {RowLocks} from './row-locks.js';
import type {SimulatedTables} from './simulated-tables.js';
import {SimulatedTransaction} from './simulated-transaction.js';
import {isolationOf, runOf, type Result} from './statements.js';

/** What a session needs of its server. */
export type Host = {
	readonly tables: SimulatedTables;
	readonly locks: RowLocks;
	now(): number;
	/** A statement came that the server doesn't know. */
	onUnknown(text: string): void;
};

const tag = (command: string): Result => ({command, rowCount: null, rows: []});

/** The server's side of a connection. */
export class ServerSession {
	status: 'I' | 'T' | 'E' = 'I';
	/** The session has ended; what still runs in it comes to nothing. */
	isGone = false;
	transaction: SimulatedTransaction | undefined;
	readonly #host: Host;

	constructor(host: Host) {
		this.#host = host;
	}

	/** Runs a statement as PostgreSQL does, and throws its errors. `sent` is filled in when it is a COMMIT. */
	async run(text: string, values: readonly string[], sent?: CommitSent): Promise<Result> {
		if (text === 'COMMIT') {
			return this.commit(sent);
		}

		if (text === 'ROLLBACK') {
			this.#endTransaction();
			return tag('ROLLBACK');
		}

		if (this.status === 'E') {
			throw serverError('25P02', {message: 'current transaction is aborted, commands ignored until end of transaction block'});
		}

		if (text.startsWith('BEGIN')) {
			// A second BEGIN is only a warning.
			this.transaction ??= this.#begin(text);
			this.status = 'T';
			return tag('BEGIN');
		}

		return this.#work(text, values);
	}

	/** COMMIT. Of a transaction that failed it is a ROLLBACK, and only the tag tells. */
	commit(sent?: CommitSent): Result {
		const {transaction, status} = this;
		this.status = 'I';
		this.transaction = undefined;
		if (status === 'E') {
			return tag('ROLLBACK');
		}

		transaction?.commit();
		if (sent) {
			sent.hasCommitted = true;
		}

		return tag('COMMIT');
	}

	/** The server refuses a statement: that ends the transaction, though the session stays in it until ROLLBACK. */
	fail(isCommit: boolean): void {
		this.transaction?.rollback();
		if (isCommit) {
			this.#endTransaction();
		} else if (this.status === 'T') {
			this.status = 'E';
		}
	}

	/** Gives the transaction away: the server will end it when it comes to that. */
	detach(): SimulatedTransaction | undefined {
		const {transaction} = this;
		this.transaction = undefined;
		this.status = 'I';
		return transaction;
	}

	/** The session ends, and what it had not committed is gone. */
	end(): void {
		this.isGone = true;
		this.#endTransaction();
	}

	#begin(text = ''): SimulatedTransaction {
		return new SimulatedTransaction(this.#host.tables, this.#host.locks, isolationOf(text), this.#host.now());
	}

	async #work(text: string, values: readonly string[]): Promise<Result> {
		const run = runOf(text);
		if (!run) {
			this.#host.onUnknown(text);
			this.fail(false);
			throw serverError('42601', {message: `the simulated server does not know: ${text}`});
		}

		// Outside a transaction each statement is one of its own.
		const transaction = this.transaction ?? this.#begin();
		try {
			const result = await run(transaction, values);
			if (!this.transaction) {
				if (this.isGone) {
					transaction.rollback();
				} else {
					transaction.commit();
				}
			}

			return result;
		} catch (error) {
			transaction.rollback();
			this.fail(false);
			throw error;
		}
	}

	#endTransaction(): void {
		this.transaction?.rollback();
		this.transaction = undefined;
		this.status = 'I';
	}
}
