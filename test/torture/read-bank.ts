import {setTimeout as sleep} from 'node:timers/promises';
import {listAccounts} from '../../source/bank/accounts.js';
import type {Bank} from '../../source/bank/bank.js';
import type {History} from './check.js';

/** How long a server may take to come back, in ms. */
const patience = 60_000;

const read = async (bank: Bank): Promise<Pick<History, 'ledger' | 'balances'>> => {
	const {rows} = await bank.database.pool.query<{id: string; from_account: string; to_account: string; cents: string}>(`SELECT id, from_account, to_account, cents FROM ${bank.tables.transfers}`);
	return {
		ledger: rows.map(({id, from_account: from, to_account: to, cents}) => ({id, from, to, cents: BigInt(cents)})),
		balances: await listAccounts(bank),
	};
};

/** What the bank holds, once nobody disturbs it any more: the server may just be coming back. */
export const readBank = async (bank: Bank): Promise<Pick<History, 'ledger' | 'balances'>> => {
	const limit = performance.now() + patience;
	for (;;) {
		try {
			return await read(bank);
		} catch (error) {
			if (performance.now() > limit) {
				throw error;
			}

			await sleep(50);
		}
	}
};
