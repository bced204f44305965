import {setTimeout as sleep} from 'node:timers/promises';
import type {Bank} from './bank.js';
import type {Transfer} from './transfer.js';

/** An account that is not what its opening balance and the ledger make it. */
export type Difference = {
	readonly account: string;
	readonly owner: string;
	/** Balance less what it should be, in cents: positive when there is too much. */
	readonly cents: bigint;
};

/** What comparing the balances with the ledger found, all in one snapshot. Amounts in cents. */
export type Audit = {
	/** Every account equals its opening balance ± its ledger rows, nothing is negative, and the total is the opening total. */
	readonly conserved: boolean;
	readonly total: bigint;
	readonly opening: bigint;
	readonly differences: readonly Difference[];
	/** How many transfers whose success was reported are not in the ledger. */
	readonly lost: number;
	/** How many of them the balances hold twice. */
	readonly twice: number;
	/** How many transfers of which nobody knows whether they were made aren't in the ledger so far. */
	readonly unknown: number;
};

/** What a program knows of the transfers that it asked for, to be held against the ledger. */
export type Books = {
	/** Their success was reported: each must be in the ledger. */
	readonly confirmed: readonly Transfer[];
	/** The answer to COMMIT was lost, and what became of it was not found out. */
	readonly unknown: readonly Transfer[];
	/** Transfers that are too many to be known one by one. */
	readonly counted?: CountedTransfers;
};

/** Transfers of which only the number is known: their ids, and nobody else's, lie between two. */
export type CountedTransfers = {
	readonly least: string;
	readonly most: string;
	/** How many were reported as made. */
	readonly confirmed: number;
	/** Of how many nobody knows whether they were made. */
	readonly unknown: number;
};

const noBooks: Books = {confirmed: [], unknown: []};

type AuditRow = {
	readonly id: string;
	readonly owner: string;
	readonly balance: string;
	readonly opening: string;
	readonly ledger: string;
};

/** What the balances say, by themselves and against the ledger. */
const compare = (rows: readonly AuditRow[]): Pick<Audit, 'total' | 'opening' | 'differences'> & {readonly isNegative: boolean} => {
	let total = 0n;
	let opening = 0n;
	let isNegative = false;
	const differences: Difference[] = [];
	for (const row of rows) {
		const balance = BigInt(row.balance);
		total += balance;
		opening += BigInt(row.opening);
		isNegative ||= balance < 0n;
		const cents = balance - BigInt(row.opening) - BigInt(row.ledger);
		if (cents !== 0n) {
			differences.push({account: row.id, owner: row.owner, cents});
		}
	}

	return {total, opening, differences, isNegative};
};

/** How many of these transfers are not in the ledger. */
const countMissing = async ({database: {reader, server}, tables}: Bank, transfers: readonly Transfer[]): Promise<number> => {
	if (transfers.length === 0) {
		return 0;
	}

	const {rows: [found]} = await reader.query<{count: string}>(
		`SELECT count(*) AS count FROM ${tables.transfers} ${server.engine.asOf} WHERE id = ANY($1::UUID[])`,
		[transfers.map(({id}) => id)],
	);
	return transfers.length - Number(found?.count ?? 0);
};

/** How many of them are in the ledger, and how many of those that were reported as made are not. */
const countRange = async ({database: {reader, server}, tables}: Bank, counted: CountedTransfers | undefined) => {
	if (!counted) {
		return {lost: 0, unknown: 0};
	}

	const {least, most, confirmed, unknown} = counted;
	const {rows: [found]} = await reader.query<{count: string}>(
		`SELECT count(*) AS count FROM ${tables.transfers} ${server.engine.asOf} WHERE id >= $1 AND id <= $2`,
		[least, most],
	);
	const made = Number(found?.count ?? 0);
	return {lost: Math.max(0, confirmed - made), unknown: Math.max(0, Math.min(unknown, confirmed + unknown - made))};
};

/**
How many of these transfers the balances hold twice: the payer is short of the ledger by its amount, and the receiver above
it by the same.
*/
const countTwice = (transfers: readonly Transfer[], differences: readonly Difference[]): number => {
	const off = new Map(differences.map(({account, cents}) => [account, cents]));
	return transfers.filter(({from, to, cents}) => off.get(from) === -cents && off.get(to) === cents).length;
};

/**
Compares every balance with its opening balance and the ledger, in one statement and so in one snapshot, without disturbing
any writer; and what the program knows of its transfers with the ledger.
*/
export const auditBank = async (bank: Bank, {confirmed, unknown, counted}: Books = noBooks): Promise<Audit> => {
	const {database: {reader, server}, tables} = bank;
	// Read in the past, what was reported a moment ago would seem lost.
	if (server.engine.behind > 0) {
		await sleep(server.engine.behind);
	}

	const {rows} = await reader.query<AuditRow>(`
		SELECT a.id, a.owner, a.balance, a.opening, (coalesce(i.cents, 0) - coalesce(o.cents, 0))::TEXT AS ledger
		FROM ${tables.accounts} AS a
		LEFT JOIN (SELECT to_account, sum(cents) AS cents FROM ${tables.transfers} GROUP BY to_account) AS i ON i.to_account = a.id
		LEFT JOIN (SELECT from_account, sum(cents) AS cents FROM ${tables.transfers} GROUP BY from_account) AS o ON o.from_account = a.id
		${server.engine.asOf}`);
	const {isNegative, ...found} = compare(rows);
	const range = await countRange(bank, counted);
	const lost = range.lost + await countMissing(bank, confirmed);
	return {
		...found,
		conserved: found.differences.length === 0 && found.total === found.opening && !isNegative && lost === 0,
		lost,
		twice: countTwice(confirmed, found.differences),
		unknown: range.unknown + await countMissing(bank, unknown),
	};
};
