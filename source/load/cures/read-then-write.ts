import {makeTransfer} from '../../bank/make-transfer.js';
import type {Cure} from './cure.js';

/** The plain transfer, as the bank makes it: statement by statement, retried with backoff. */
export const readThenWrite: Cure = {
	name: 'read-then-write',
	title: 'read-then-write',
	explanation: 'Reads, decides, writes, and is made anew when somebody was faster: nothing waits for a lock, and what was done in vain is thrown away.',
	isOneEach: true,
	async open(bank, _clients, options) {
		return {
			async move(transfer, client) {
				await makeTransfer(bank, transfer, {...options, ...client});
			},
			async close() {
				// It opened nothing.
			},
		};
	},
};
