import {randomUUID} from 'node:crypto';
import {listAccounts} from '../../source/bank/accounts.js';
import type {Account, Bank} from '../../source/bank/bank.js';
import type {Transfer} from '../../source/bank/transfer.js';

/** The account of that owner. */
export const accountOf = async (bank: Bank, owner: string): Promise<Account> => {
	const accounts = await listAccounts(bank);
	const account = accounts.find(each => each.owner === owner);
	if (!account) {
		throw new Error(`${owner} has no account`);
	}

	return account;
};

/** Balances in cents, by owner. */
export const balancesOf = async (bank: Bank): Promise<Record<string, bigint>> => {
	const accounts = await listAccounts(bank);
	return Object.fromEntries(accounts.map(({owner, balance}) => [owner, balance]));
};

/** A new transfer between two owners. */
export const transferOf = async (bank: Bank, from: string, to: string, cents: bigint): Promise<Transfer> => {
	const [payer, receiver] = [await accountOf(bank, from), await accountOf(bank, to)];
	return {id: randomUUID(), from: payer.id, to: receiver.id, cents};
};

/** Rows of the ledger, by time: owner to owner and cents; the id too where it is asked for. */
export const ledgerOf = async ({database: {pool}, tables}: Bank): Promise<Array<{id: string; from: string; to: string; cents: bigint}>> => {
	const {rows} = await pool.query<{id: string; payer: string; receiver: string; cents: string}>(`
		SELECT t.id, p.owner AS payer, r.owner AS receiver, t.cents
		FROM ${tables.transfers} AS t
		LEFT JOIN ${tables.accounts} AS p ON p.id = t.from_account
		LEFT JOIN ${tables.accounts} AS r ON r.id = t.to_account
		ORDER BY t.made_at`);
	return rows.map(({id, payer, receiver, cents}) => ({id, from: payer, to: receiver, cents: BigInt(cents)}));
};
