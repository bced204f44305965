import {makeTransfer} from '../../bank/make-transfer.js';
import type {Cure} from './cure.js';

/** Readies it: see `read-then-write.ts`. */
export const openReadThenWrite: Cure['open'] = async (bank, _clients, options) => ({
	async move(transfer, client) {
		await makeTransfer(bank, transfer, {...options, ...client});
	},
	async close() {
		// It opened nothing.
	},
});
