import {TransferRefusedError} from '../../bank/refusal.js';
import type {Tables} from '../../bank/tables.js';
import type {Transfer} from '../../bank/transfer.js';
import type {Transaction} from '../../transactions/attempt.js';
import {runTransaction} from '../../transactions/run-transaction.js';
import type {Cure} from '../cures/cure.js';

/** A balance as the program has it in mind from now on, whatever becomes of it in the database. */
const readBalance = async (transaction: Transaction, {accounts}: Tables, account: string): Promise<bigint> => {
	const {rows: [row]} = await transaction.query<{balance: string}>({
		label: 'read-balance',
		text: `SELECT balance FROM ${accounts} WHERE id = $1`,
		values: [account],
	});
	if (!row) {
		throw new TransferRefusedError({type: 'no-such-account', account});
	}

	return BigInt(row.balance);
};

/** Computes both balances here and writes them as values, over whatever has been written since they were read. */
const overwriteBalances = async (transaction: Transaction, tables: Tables, {id, from, to, cents}: Transfer): Promise<void> => {
	const payer = await readBalance(transaction, tables, from);
	if (payer < cents) {
		throw new TransferRefusedError({type: 'insufficient-funds', account: from, balance: payer, cents});
	}

	const receiver = await readBalance(transaction, tables, to);
	const debit = {account: from, balance: payer - cents};
	const credit = {account: to, balance: receiver + cents};
	// In the same order everywhere, so that no deadlock gets in the way of what this is to show.
	for (const {account, balance} of from < to ? [debit, credit] : [credit, debit]) {
		await transaction.query({
			label: 'overwrite',
			text: `UPDATE ${tables.accounts} SET balance = $2 WHERE id = $1`,
			values: [account, String(balance)],
		});
	}

	await transaction.query({
		label: 'write-ledger',
		text: `INSERT INTO ${tables.transfers} (id, from_account, to_account, cents) VALUES ($1, $2, $3, $4)`,
		values: [id, from, to, String(cents)],
	});
};

/** Readies it: see `read-modify-write.ts`. */
export const openReadModifyWrite: Cure['open'] = async ({database: {pool}, tables}, _clients, options) => ({
	async move(transfer, {session, signal, onEvent}) {
		await runTransaction(pool, async transaction => overwriteBalances(transaction, tables, transfer), {
			...options, id: transfer.id, session, signal, onEvent,
		});
	},
	async close() {
		// It opened nothing.
	},
});
