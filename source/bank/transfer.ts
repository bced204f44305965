import type {Transaction} from '../transactions/attempt.js';
import {TransferRefusedError} from './refusal.js';
import type {Tables} from './tables.js';

/** Money on its way. `id` is chosen by the client before anything is sent, is the ledger's key and never reused. */
export type Transfer = {
	readonly id: string;
	/** The paying account's id. */
	readonly from: string;
	/** The receiving account's id. */
	readonly to: string;
	readonly cents: bigint;
};

/**
Moves the money inside one transaction: read, decide, debit, credit, write the ledger. It knows nothing of retries.

@throws {TransferRefusedError} The account doesn't cover it, or isn't there.
*/
export const moveMoney = async (transaction: Transaction, tables: Tables, transfer: Transfer): Promise<void> => {
	await changeBalances(transaction, tables, transfer);
	const {id, from, to, cents} = transfer;
	await transaction.send({
		label: 'write-ledger',
		name: tables.named('write-ledger'),
		text: `INSERT INTO ${tables.transfers} (id, from_account, to_account, cents) VALUES ($1, $2, $3, $4)`,
		values: [id, from, to, String(cents)],
	});
};

/** Reads, decides, debits and credits: a transfer without its ledger row. */
export const changeBalances = async (transaction: Transaction, tables: Tables, {from, to, cents}: Transfer): Promise<void> => {
	const {rows: [payer]} = await transaction.query<{balance: string}>({
		label: 'read-balance',
		name: tables.named('read-balance'),
		text: `SELECT balance FROM ${tables.accounts} WHERE id = $1`,
		values: [from],
	});
	if (!payer) {
		throw new TransferRefusedError({type: 'no-such-account', account: from});
	}

	const balance = BigInt(payer.balance);
	if (balance < cents) {
		throw new TransferRefusedError({type: 'insufficient-funds', account: from, balance, cents});
	}

	await transaction.send({
		label: 'debit',
		name: tables.named('debit'),
		text: `UPDATE ${tables.accounts} SET balance = balance - $2 WHERE id = $1`,
		values: [from, String(cents)],
	});
	const credited = await transaction.query({
		label: 'credit',
		name: tables.named('credit'),
		text: `UPDATE ${tables.accounts} SET balance = balance + $2 WHERE id = $1`,
		values: [to, String(cents)],
	});
	if (credited.rowCount === 0) {
		throw new TransferRefusedError({type: 'no-such-account', account: to});
	}
};
