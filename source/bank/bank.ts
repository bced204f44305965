import type {Database} from '../database/connect.js';
import type {Tables} from './tables.js';

/** An open bank: a database and the names of the bank's tables in it. */
export type Bank = {
	readonly database: Database;
	readonly tables: Tables;
};

export type Account = {
	readonly id: string;
	readonly owner: string;
	/** In cents. */
	readonly balance: bigint;
	/** In cents, as of the account's opening. */
	readonly opening: bigint;
};
