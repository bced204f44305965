import {randomUUID} from 'node:crypto';
import pg from 'pg';
import {listAccounts} from '../../source/bank/accounts.js';
import type {Bank} from '../../source/bank/bank.js';
import {makeTransfer, type TransferOptions} from '../../source/bank/make-transfer.js';
import {TransferRefusedError} from '../../source/bank/refusal.js';
import {moveMoney, type Transfer} from '../../source/bank/transfer.js';
import {OutcomeUnknownError, TransactionError} from '../../source/transactions/errors.js';
import {runTransaction} from '../../source/transactions/run-transaction.js';
import {createEventLog} from '../support/event-log.js';
import {check, type Asked, type Known} from './check.js';
import {readBank} from './read-bank.js';
import {Strikes} from './every-wire-fault-strikes.js';
import type {Cut} from './every-wire-fault-cuts.js';

/** What a transfer came to. */
export type Made = {
	readonly known: Known;
	readonly error: unknown;
	readonly log: ReturnType<typeof createEventLog>;
};

/** The accounts of one teller: nobody else moves their money. */
export type Desk = {readonly payer: string; readonly receiver: string; readonly third: string};

/** How long a server may take to end what nobody waits for, in ms. */
const patience = 15_000;

/** What one who asks is told by an error. */
const knownFrom = (error: unknown): Known => {
	if (error instanceof OutcomeUnknownError) {
		return 'unknown';
	}

	if (error instanceof TransferRefusedError || error instanceof TransactionError) {
		return 'not-made';
	}

	throw error;
};

/** A bank under faults: keeps what everybody was told, and holds it against what the bank has. */
export class Trial {
	readonly bank: Bank;
	readonly wrong: string[] = [];
	readonly #url: string;
	readonly #asked = new Map<string, Asked>();
	readonly #inDoubt = new WeakSet<object>();

	/** Begins the trial; `url` is the bank's server. */
	constructor(bank: Bank, url: string) {
		this.bank = bank;
		this.#url = url;
		bank.database.wired.on('release', this.#inspect);
		bank.database.pool.on('release', this.#inspect);
	}

	/** Desks with three accounts each. */
	async desks(): Promise<[Desk, ...Desk[]]> {
		const accounts = (await listAccounts(this.bank)).map(({id}) => id);
		const desks: Desk[] = [];
		for (let place = 0; place + 2 < accounts.length; place += 3) {
			const [payer = '', receiver = '', third = ''] = accounts.slice(place, place + 3);
			desks.push({payer, receiver, third});
		}

		const [first, ...others] = desks;
		if (!first) {
			throw new Error('There are fewer than three accounts.');
		}

		return [first, ...others];
	}

	/** Makes a transfer whose lines are cut. */
	async makeUnder(cuts: readonly Cut[], desk: Desk): Promise<Made & {readonly struck: readonly Cut[]}> {
		const place = {pool: this.bank.database.wired, url: this.#url, inDoubt: this.#inDoubt};
		const strikes = new Strikes(cuts, place, async () => this.#compete(desk));
		const made = await this.make(desk, {gate: strikes.gate}, strikes);
		return {...made, struck: strikes.struck};
	}

	/** Makes a transfer over lines that can be cut. */
	async make({payer, receiver}: Desk, options: TransferOptions, strikes?: Strikes): Promise<Made> {
		const {bank} = this;
		const transfer: Transfer = {id: randomUUID(), from: payer, to: receiver, cents: 7n};
		const asked: Asked = {...transfer, known: 'unknown'};
		this.#asked.set(transfer.id, asked);
		const log = createEventLog();
		const pool = strikes
			? Object.assign(new pg.Pool(), {connect: async () => strikes.connect()})
			: bank.database.wired;
		try {
			await makeTransfer({...bank, database: {...bank.database, pool}}, transfer, {
				base: 1,
				cap: 20,
				maxAttempts: 100,
				...options,
				onEvent(event) {
					log.onEvent(event);
					strikes?.hear(event);
				},
			});
			asked.known = 'committed';
			return {known: 'committed', error: undefined, log};
		} catch (error) {
			asked.known = knownFrom(error);
			return {known: asked.known, error, log};
		}
	}

	/** Makes a transfer that nobody watches, over a connection that sends two statements at a time. Resolves to how often its money was moved, beside what settles it. */
	async makeUnwatched({payer, receiver}: Desk, move: typeof moveMoney, connect?: () => Promise<pg.PoolClient>): Promise<{readonly known: Known; readonly moved: number; readonly error: unknown}> {
		const {bank} = this;
		const transfer: Transfer = {id: randomUUID(), from: payer, to: receiver, cents: 7n};
		const asked: Asked = {...transfer, known: 'unknown'};
		this.#asked.set(transfer.id, asked);
		const pool = connect ? Object.assign(new pg.Pool(), {connect}) : bank.database.pool;
		let moved = 0;
		try {
			await makeTransfer({...bank, database: {...bank.database, pool}}, transfer, {
				base: 1,
				cap: 20,
				maxAttempts: 100,
				async move(...given) {
					moved++;
					await move(...given);
				},
			});
			asked.known = 'committed';
			return {known: 'committed', moved, error: undefined};
		} catch (error) {
			asked.known = knownFrom(error);
			return {known: asked.known, moved, error};
		}
	}

	/** What is wrong in the end: with the money, with the clients, and with what is left on the server. */
	async end(): Promise<string[]> {
		const {wired, pool} = this.bank.database;
		for (const each of [wired, pool]) {
			if (each.idleCount !== each.totalCount || each.waitingCount > 0) {
				this.wrong.push(`${each.totalCount - each.idleCount} clients never came back`);
			}
		}

		if (!await this.#isQuiet()) {
			this.wrong.push('transactions are left open on the server');
		}

		wired.removeListener('release', this.#inspect);
		pool.removeListener('release', this.#inspect);
		return [...this.wrong, ...check({asked: this.#asked, totals: [], ...await readBank(this.bank)})];
	}

	/** No transaction is open. A server takes a moment to see that nobody is at the other end any more. */
	async #isQuiet(): Promise<boolean> {
		const limit = performance.now() + patience;
		while (performance.now() < limit) {
			const {rowCount} = await this.bank.database.pool.query(`
				SELECT FROM pg_stat_activity
				WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND xact_start IS NOT NULL`);
			if (rowCount === 0) {
				return true;
			}
		}

		return false;
	}

	/** No client goes back to the pool with a transaction that is open, or of which nobody knows what became of it. */
	readonly #inspect = (error: Error | boolean | undefined, client: pg.PoolClient): void => {
		if (error !== undefined && error !== false) {
			return;
		}

		const status = client.getTransactionStatus();
		if (status !== 'I') {
			this.wrong.push(`a client in status ${status} went back to the pool`);
		}

		if (this.#inDoubt.has(client)) {
			this.wrong.push('a client whose COMMIT was not answered went back to the pool');
		}
	};

	/** A real rival: on its own connection it takes a cent from the payer. */
	async #compete({payer, third}: Desk): Promise<void> {
		const rival: Asked = {id: randomUUID(), from: payer, to: third, cents: 1n, known: 'unknown'};
		this.#asked.set(rival.id, rival);
		await runTransaction(this.bank.database.pool, async transaction => moveMoney(transaction, this.bank.tables, rival), {base: 1, cap: 20, maxAttempts: 100});
		rival.known = 'committed';
	}
}
