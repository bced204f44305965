import type {IsolationLevel} from '../../source/transactions/isolation.js';
import {serverError} from '../support/database-errors.js';
import type {LockHolder, RowLocks} from './row-locks.js';
import type {Entry, SimulatedTables} from './simulated-tables.js';

const serializationFailure = (why: string): Error => serverError('40001', {message: `could not serialize access due to ${why}`});

/**
One transaction of the simulated server. What it writes is seen by nobody else until it commits.

Read committed sees the latest commit at each statement. Repeatable read keeps the snapshot of its first statement, and the
first updater wins. Serializable is that, and its COMMIT is refused if anything that it read has changed since: stricter than
PostgreSQL, which waits for a dangerous structure, and serializable in the order of the commits. One that wrote nothing has
its place at its snapshot.
*/
export class SimulatedTransaction implements LockHolder {
	isOver = false;
	waitsFor: LockHolder | undefined;
	readonly over: Promise<void>;
	readonly #tables: SimulatedTables;
	readonly #locks: RowLocks;
	readonly #isolation: IsolationLevel;
	readonly #started: number;
	readonly #balances = new Map<string, bigint>();
	readonly #entries = new Map<string, Entry>();
	readonly #locked = new Set<string>();
	readonly #accountsRead = new Set<string>();
	readonly #missed = new Set<string>();
	#snapshot: number | undefined;
	#end: () => void = () => undefined;

	constructor(tables: SimulatedTables, locks: RowLocks, isolation: IsolationLevel, started: number) {
		this.#tables = tables;
		this.#locks = locks;
		this.#isolation = isolation;
		this.#started = started;
		this.over = new Promise(resolve => {
			this.#end = resolve;
		});
	}

	get hasWritten(): boolean {
		return this.#balances.size > 0 || this.#entries.size > 0;
	}

	balance(account: string): bigint | undefined {
		const snapshot = this.#look();
		this.#accountsRead.add(account);
		return this.#balances.get(account) ?? this.#tables.asOf(account, snapshot)?.balance;
	}

	/**
	Adds to a balance, once nobody else is writing it.

	@returns Whether there is such an account.
	*/
	async add(account: string, cents: bigint): Promise<boolean> {
		const snapshot = this.#look();
		if (!this.#tables.latest(account)) {
			return false;
		}

		await this.#lock(`account ${account}`);
		const latest = this.#tables.latest(account);
		if (!latest || (this.#keepsSnapshot && latest.sequence > snapshot)) {
			throw serializationFailure('concurrent update');
		}

		const balance = (this.#balances.get(account) ?? latest.balance) + cents;
		if (balance < 0n) {
			throw serverError('23514', {message: 'new row for relation "accounts" violates check constraint "accounts_balance_check"'});
		}

		this.#balances.set(account, balance);
		return true;
	}

	/**
	Waits for whoever may be about to commit a row of that id.

	@returns Whether the row is ours; false only where a conflict is to do nothing.
	*/
	async insert(row: Omit<Entry, 'madeAt'>, onConflict: 'fail' | 'nothing'): Promise<boolean> {
		const snapshot = this.#look();
		if (row.cents <= 0n) {
			throw serverError('23514', {message: 'new row for relation "transfers" violates check constraint "transfers_cents_check"'});
		}

		const key = `transfer ${row.id}`;
		await this.#lock(key);
		const present = this.#tables.entry(row.id);
		if (!present && !this.#entries.has(row.id)) {
			this.#entries.set(row.id, {...row, madeAt: new Date(this.#started)});
			return true;
		}

		if (onConflict === 'fail') {
			throw serverError('23505', {message: 'duplicate key value violates unique constraint "transfers_pkey"'});
		}

		if (present) {
			this.#locked.delete(key);
			this.#locks.free(key);
			// Doing nothing about a row that the snapshot doesn't see would be to have seen it.
			if (this.#keepsSnapshot && present.sequence > snapshot) {
				throw serializationFailure('concurrent update');
			}
		}

		return false;
	}

	find(id: string): Entry | undefined {
		const snapshot = this.#look();
		const present = this.#tables.entry(id);
		const seen = this.#entries.get(id) ?? (present && present.sequence <= snapshot ? present.entry : undefined);
		if (!seen) {
			this.#missed.add(id);
		}

		return seen;
	}

	/** Publishes everything at once; if that can't be, it is rolled back. */
	commit(): void {
		const tables = this.#tables;
		const snapshot = this.#snapshot ?? tables.sequence;
		const isStale = this.#isolation === 'serializable' && this.hasWritten && (
			[...this.#accountsRead].some(account => (tables.latest(account)?.sequence ?? 0) > snapshot)
			|| [...this.#missed].some(id => (tables.entry(id)?.sequence ?? 0) > snapshot));
		if (!isStale && this.hasWritten) {
			tables.publish(this.#balances, this.#entries);
		}

		this.rollback();
		if (isStale) {
			throw serializationFailure('read/write dependencies among transactions');
		}
	}

	/** Ends it, and lets those on who waited for it. */
	rollback(): void {
		if (this.isOver) {
			return;
		}

		this.isOver = true;
		for (const key of this.#locked) {
			this.#locks.free(key);
		}

		this.#end();
	}

	get #keepsSnapshot(): boolean {
		return this.#isolation !== 'read committed';
	}

	/** The snapshot of the statement that begins. */
	#look(): number {
		if (this.#keepsSnapshot) {
			this.#snapshot ??= this.#tables.sequence;
			return this.#snapshot;
		}

		return this.#tables.sequence;
	}

	async #lock(key: string): Promise<void> {
		await this.#locks.take(key, this);
		this.#locked.add(key);
	}
}
