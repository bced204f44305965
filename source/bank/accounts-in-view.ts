import type {Bank} from './bank.js';
import {openingAccounts} from './opening-accounts.js';

/** As many accounts are read again and again at most: a million of them, read seven times a second, would leave the server no time. */
export const mostInView = 1000;

/**
Which accounts a screen is to read, by their ids: the first thousand, as the bank opens them, or any thousand where they are others.

@returns Undefined where there are no more than that: then all of them.
*/
export const accountsInView = async ({database: {reader, server}, tables}: Bank): Promise<readonly string[] | undefined> => {
	const idsOf = async (condition: string, values: readonly unknown[]): Promise<string[]> => {
		const {rows} = await reader.query<{id: string}>(`SELECT id FROM ${tables.accounts} ${server.engine.asOf} ${condition}`, [...values]);
		return rows.map(({id}) => id);
	};

	const some = await idsOf(`ORDER BY id LIMIT ${mostInView + 1}`, []);
	if (some.length <= mostInView) {
		return undefined;
	}

	const first = await idsOf('WHERE id = ANY($1::UUID[])', [openingAccounts(mostInView).map(({id}) => id)]);
	return first.length < 2 ? some.slice(0, mostInView) : first;
};
