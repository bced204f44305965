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
	/** How many transfers that were reported as not made are in the ledger; absent when there are none. */
	readonly denied?: number;
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
	/** None of them is under way any more: what else is in the ledger was reported as not made. */
	readonly isComplete: boolean;
};

const noBooks: Books = {confirmed: [], unknown: []};

/** One row for the whole bank: with a million accounts, a row each would cost more than all the rest. */
type AuditRow = {
	readonly total: string;
	readonly opening: string;
	readonly negative: string;
	/** `ID CENTS OWNER` of each account that is not what it should be; null when there is none. */
	readonly differences: readonly string[] | null;
};

const differenceOf = (text: string): Difference => {
	const [account = '', cents = '0', ...owner] = text.split(' ');
	return {account, owner: owner.join(' '), cents: BigInt(cents)};
};

/** What the balances say, by themselves and against the ledger. */
const compare = async ({database: {reader, server}, tables}: Bank): Promise<Pick<Audit, 'total' | 'opening' | 'differences'> & {readonly isNegative: boolean}> => {
	const {rows: [row]} = await reader.query<AuditRow>(`
		SELECT
			coalesce(sum(b.balance), 0)::TEXT AS total,
			coalesce(sum(b.opening), 0)::TEXT AS opening,
			count(*) FILTER (WHERE b.balance < 0) AS negative,
			array_agg(b.id::TEXT || ' ' || b.difference::TEXT || ' ' || b.owner) FILTER (WHERE b.difference <> 0) AS differences
		FROM (
			SELECT a.id, a.owner, a.balance, a.opening, a.balance - a.opening - coalesce(i.cents, 0) + coalesce(o.cents, 0) AS difference
			FROM ${tables.accounts} AS a
			LEFT JOIN (SELECT to_account, sum(cents) AS cents FROM ${tables.transfers} GROUP BY to_account) AS i ON i.to_account = a.id
			LEFT JOIN (SELECT from_account, sum(cents) AS cents FROM ${tables.transfers} GROUP BY from_account) AS o ON o.from_account = a.id
		) AS b
		${server.engine.asOf}`);
	return {
		total: BigInt(row?.total ?? 0),
		opening: BigInt(row?.opening ?? 0),
		differences: (row?.differences ?? []).map(text => differenceOf(text)),
		isNegative: row?.negative !== '0',
	};
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

/** How many of those that were reported as made are not in the ledger, how many unknown ones neither, and how many are that nobody knows of. */
const countRange = async ({database: {reader, server}, tables}: Bank, counted: CountedTransfers | undefined) => {
	if (!counted) {
		return {lost: 0, unknown: 0, denied: 0};
	}

	const {least, most, confirmed, unknown, isComplete} = counted;
	const {rows: [found]} = await reader.query<{count: string}>(
		`SELECT count(*) AS count FROM ${tables.transfers} ${server.engine.asOf} WHERE id >= $1 AND id <= $2`,
		[least, most],
	);
	const made = Number(found?.count ?? 0);
	return {
		lost: Math.max(0, confirmed - made),
		unknown: Math.max(0, Math.min(unknown, confirmed + unknown - made)),
		denied: isComplete ? Math.max(0, made - confirmed - unknown) : 0,
	};
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
	const {engine} = bank.database.server;
	// Read in the past, what was reported a moment ago would seem lost.
	if (engine.behind > 0) {
		await sleep(engine.behind);
	}

	const {isNegative, ...found} = await compare(bank);
	const range = await countRange(bank, counted);
	const lost = range.lost + await countMissing(bank, confirmed);
	return {
		...found,
		conserved: found.differences.length === 0 && found.total === found.opening && !isNegative && lost === 0 && range.denied === 0,
		lost,
		twice: countTwice(confirmed, found.differences),
		...(range.denied > 0 && {denied: range.denied}),
		unknown: range.unknown + await countMissing(bank, unknown),
	};
};
