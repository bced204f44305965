import {randomUUID} from 'node:crypto';
import type {Account, Bank} from '../../bank/bank.js';
import {openAccounts, openingAccount} from '../../bank/opening-accounts.js';
import {tableStatements} from '../../bank/schema.js';

/** What each account opens with: a million dollars, in cents, so that none runs dry. */
const opening = 100_000_000n;

/** Tables of the lab's own beside the bank's: what goes wrong in them harms no bank. */
export type LabTables = {
	/** The bank that is in them. */
	readonly bank: Bank;
	/** Begins anew: so many accounts, none of which has moved any money. */
	reset(accounts: number): Promise<void>;
	drop(): Promise<void>;
};

/** Makes tables for one lab, in the bank's schema, which is there. */
export const makeLabTables = async ({database, tables}: Bank): Promise<LabTables> => {
	const mark = randomUUID().slice(0, 8);
	const accounts = `${tables.quotedSchema}.lab_${mark}_accounts`;
	const transfers = `${tables.quotedSchema}.lab_${mark}_transfers`;
	const bank: Bank = {database, tables: {...tables, accounts, transfers}};
	const {pool} = database;
	const drop = async () => {
		await pool.query(`DROP TABLE IF EXISTS ${transfers}`);
		await pool.query(`DROP TABLE IF EXISTS ${accounts}`);
	};

	try {
		for (const statement of tableStatements(bank.tables)) {
			await pool.query(statement);
		}
	} catch (error) {
		await drop().catch(() => undefined);
		throw error;
	}

	return {
		bank,
		drop,
		async reset(count) {
			await pool.query(`TRUNCATE ${transfers}, ${accounts}`);
			await openAccounts(bank, Array.from({length: count}, (_, index): Account => ({...openingAccount(index), balance: opening, opening})));
		},
	};
};
