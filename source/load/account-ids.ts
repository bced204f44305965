import {openingAccount} from '../bank/opening-accounts.js';

/** Up to so many accounts, their ids are kept rather than made again. */
const mostKeptIds = 10_000;

/** The ids of so many accounts, by their numbers from 0 on: kept where they are few, made again and again where they are many. */
export const accountIds = (accounts: number): ((index: number) => string) => {
	const kept: string[] = [];
	return accounts > mostKeptIds
		? index => openingAccount(index).id
		: index => {
			kept[index] ??= openingAccount(index).id;
			return kept[index];
		};
};
