import type {Bank} from './bank.js';

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
};

type AuditRow = {
	readonly id: string;
	readonly owner: string;
	readonly balance: string;
	readonly opening: string;
	readonly ledger: string;
};

const compare = (rows: readonly AuditRow[], lost: number): Audit => {
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

	return {
		conserved: differences.length === 0 && total === opening && !isNegative && lost === 0,
		total, opening, differences, lost,
	};
};

/**
Compares every balance with its opening balance and the ledger, in one statement and so in one snapshot, without disturbing
any writer.

@param confirmed - Ids of transfers whose success was reported: each must be in the ledger.
*/
export const auditBank = async ({database: {reader, server}, tables}: Bank, confirmed: readonly string[] = []): Promise<Audit> => {
	const {asOf} = server.engine;
	const {rows} = await reader.query<AuditRow>(`
		SELECT a.id, a.owner, a.balance, a.opening, (coalesce(i.cents, 0) - coalesce(o.cents, 0))::TEXT AS ledger
		FROM ${tables.accounts} AS a
		LEFT JOIN (SELECT to_account, sum(cents) AS cents FROM ${tables.transfers} GROUP BY to_account) AS i ON i.to_account = a.id
		LEFT JOIN (SELECT from_account, sum(cents) AS cents FROM ${tables.transfers} GROUP BY from_account) AS o ON o.from_account = a.id
		${asOf}`);
	let lost = 0;
	if (confirmed.length > 0) {
		const {rows: [found]} = await reader.query<{count: string}>(
			`SELECT count(*) AS count FROM ${tables.transfers} ${asOf} WHERE id = ANY($1::UUID[])`,
			[confirmed],
		);
		lost = confirmed.length - Number(found?.count ?? 0);
	}

	return compare(rows, lost);
};

/**
How many of these transfers the balances hold twice: the payer is short of the ledger by its amount, and the receiver above
it by the same.
*/
export const countTwice = (
	transfers: ReadonlyArray<{readonly from: string; readonly to: string; readonly cents: bigint}>,
	{differences}: Audit,
): number => {
	const off = new Map(differences.map(({account, cents}) => [account, cents]));
	return transfers.filter(({from, to, cents}) => off.get(from) === -cents && off.get(to) === cents).length;
};
