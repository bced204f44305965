import {randomUUID} from 'node:crypto';
import type {Account, Bank} from '../../bank/bank.js';
import {openAccounts, openingAccount} from '../../bank/opening-accounts.js';
import {runAnew} from '../../bank/run-anew.js';
import {ensureSchema, tableStatements} from '../../bank/schema.js';
import {emptyTables} from './empty-tables.js';

/** What each account opens with: a million dollars, in cents, so that none runs dry. */
const opening = 100_000_000n;

/** Tables of the lab's own beside the bank's: what goes wrong in them harms no bank. */
export type LabTables = {
	/** The bank that is in them. */
	readonly bank: Bank;
	/** Begins anew: so many accounts, none of which has moved any money. */
	reset(accounts: number): Promise<void>;
	/**
	Makes others in their place, since the server was lost: transactions of that time may still be under way there, hold locks, and
	commit. These are gone with the others in the end.
	*/
	renew(): Promise<void>;
	drop(): Promise<void>;
	/** What there is still to be dropped. */
	left(): readonly string[];
};

/** Makes tables for one lab, in the bank's schema, which is there. */
export const makeLabTables = async (home: Bank): Promise<LabTables> => {
	const {database, tables} = home;
	const left = new Set<string>();
	const make = async (): Promise<Bank> => {
		const mark = randomUUID().slice(0, 8);
		const accounts = `${tables.quotedSchema}.lab_${mark}_accounts`;
		const transfers = `${tables.quotedSchema}.lab_${mark}_transfers`;
		// What is prepared for one table has another name than what is prepared for the next.
		const made: Bank = {database, tables: {...tables, accounts, transfers, named: statement => `${statement} ${mark}`}};
		for (const table of [transfers, accounts]) {
			left.add(table);
		}

		for (const statement of tableStatements(made.tables)) {
			await runAnew(database, statement);
		}

		return made;
	};

	const drop = async () => {
		for (const table of left) {
			await runAnew(database, `DROP TABLE IF EXISTS ${table}`);
			left.delete(table);
		}
	};

	let bank: Bank;
	try {
		bank = await make();
	} catch (error) {
		await drop().catch(() => undefined);
		throw error;
	}

	return {
		get bank() {
			return bank;
		},
		drop,
		left: () => [...left],
		async renew() {
			// A server that was set up again may have nothing of it.
			await ensureSchema(database, tables);
			bank = await make();
		},
		async reset(count) {
			const {transfers, accounts} = bank.tables;
			await emptyTables(database, [transfers, accounts]);
			await openAccounts(bank, Array.from({length: count}, (_, index): Account => ({...openingAccount(index), balance: opening, opening})));
		},
	};
};

/** After whatever ended an experiment: drops what is left, and tells of what can't be dropped. */
export const dropAtLast = async ({drop, left}: LabTables, tell: (tables: readonly string[]) => void): Promise<void> => {
	try {
		await drop();
	} catch {
		// What the experiment itself ended with is what has to be said.
		tell(left());
	}
};
