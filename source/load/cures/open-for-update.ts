import {makeTransfer} from '../../bank/make-transfer.js';
import {moveMoney} from '../../bank/transfer.js';
import type {Cure} from './cure.js';

/** Locks both accounts before anything is decided, in the order of their ids, so that two who pay each other don't wait for each other. */
const lockAndMove: typeof moveMoney = async (transaction, tables, transfer) => {
	await transaction.query({
		label: 'lock',
		text: `SELECT id FROM ${tables.accounts} WHERE id IN ($1, $2) ORDER BY id FOR UPDATE`,
		values: [transfer.from, transfer.to],
	});
	await moveMoney(transaction, tables, transfer);
};

/** Readies it: see `for-update.ts`. */
export const openForUpdate: Cure['open'] = async (bank, _clients, options) => ({
	async move(transfer, client) {
		await makeTransfer(bank, transfer, {...options, ...client, move: lockAndMove});
	},
	async close() {
		// It opened nothing.
	},
});
