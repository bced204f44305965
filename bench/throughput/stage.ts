import {randomUUID} from 'node:crypto';
import {openBank} from '../../source/bank/open-bank.js';
import type {Bank} from '../../source/bank/bank.js';
import type {Transfer} from '../../source/bank/transfer.js';
import type {Database} from '../../source/database/connect.js';
import type {EmbeddedServer} from '../../source/database/embedded/embedded-server.js';

/** A bank with so many accounts, all of them alike. */
export type Stage = {
	readonly name: string;
	/** How many accounts there are. */
	readonly accounts: number;
	/** Everybody pays from the first account to the second: the other way round as well they would deadlock. */
	readonly isHot: boolean;
	readonly bank: Bank;
	readonly connection: EmbeddedServer['connection'];
};

/** Accounts are numbered in their ids, so that pgbench, whose variables are numbers, can name them. */
export const idStart = '00000000-0000-8000-a000-';
export const firstNumber = 100_000_000_000;

/** So much that nobody is ever refused: what is measured is transfers that are made. In cents. */
const opening = 1_000_000_000_000;

/** One cent from any account to any other one, or, on hot accounts, from the first to the second. */
export const anyTransfer = ({accounts, isHot}: Stage): Transfer => {
	const from = isHot ? 0 : Math.floor(Math.random() * accounts);
	const to = isHot ? 1 : (from + 1 + Math.floor(Math.random() * (accounts - 1))) % accounts;
	return {id: randomUUID(), from: idStart + String(firstNumber + from), to: idStart + String(firstNumber + to), cents: 1n};
};

/** Opens a bank of its own schema with so many accounts. */
export const setStage = async (database: Database, connection: EmbeddedServer['connection'], {name, accounts, isHot}: Pick<Stage, 'name' | 'accounts' | 'isHot'>): Promise<Stage> => {
	const {bank} = await openBank(database, {schema: name, accounts: 0});
	const {pool} = database;
	await pool.query(`TRUNCATE ${bank.tables.accounts}`);
	for (let first = 0; first < accounts; first += 50_000) {
		await pool.query(`
			INSERT INTO ${bank.tables.accounts} (id, owner, balance, opening)
			SELECT ('${idStart}' || number)::UUID, 'Customer ' || number, ${opening}, ${opening}
			FROM generate_series(${firstNumber + first}, ${firstNumber + Math.min(first + 50_000, accounts) - 1}) AS number`);
	}

	await pool.query(`VACUUM ANALYZE ${bank.tables.accounts}`);
	return {name, accounts, isHot, bank, connection};
};

/** Makes everybody begin alike: an empty ledger, and no versions of rows left over. */
export const clearStage = async ({bank: {database: {pool}, tables}}: Stage): Promise<void> => {
	await pool.query(`TRUNCATE ${tables.transfers}`);
	await pool.query(`UPDATE ${tables.accounts} SET balance = opening WHERE balance <> opening`);
	await pool.query(`VACUUM ${tables.accounts}`);
};

/**
Compares every balance with the ledger.

@returns How many transfers are in the ledger.
@throws The balances are not what the ledger makes them: whoever was measured was quick and wrong.
*/
export const auditStage = async ({bank: {database: {pool}, tables}}: Stage, who: string): Promise<number> => {
	const {rows: [row]} = await pool.query<{wrong: string; made: string}>(`
		WITH moved AS (
			SELECT account, sum(cents) AS cents
			FROM (
				SELECT to_account AS account, cents FROM ${tables.transfers}
				UNION ALL
				SELECT from_account, -cents FROM ${tables.transfers}
			) AS each
			GROUP BY account
		)
		SELECT
			(SELECT count(*) FROM ${tables.accounts} AS a LEFT JOIN moved AS m ON m.account = a.id WHERE a.balance <> a.opening + coalesce(m.cents, 0)) AS wrong,
			(SELECT count(*) FROM ${tables.transfers}) AS made`);
	if (row?.wrong !== '0') {
		throw new Error(`After ${who}, ${row?.wrong} balances are not what the ledger makes them`);
	}

	return Number(row.made);
};
