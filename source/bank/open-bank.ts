import type {Database} from '../database/connect.js';
import {isServerError} from '../transactions/classify.js';
import type {Bank} from './bank.js';
import {openFirstAccounts, usualAccounts} from './opening-accounts.js';
import {ensureSchema, grantsFor, insufficientPrivilege, MissingPrivilegeError, tablesOn, type Created} from './schema.js';

export type OpenOptions = {
	readonly schema: string;
	/** How many accounts there should be at least. Without it a new bank gets eight, and an old one stays as it is. */
	readonly accounts?: number | undefined;
};

/**
Opens the bank that is in the database, or a new one.

@throws As `ensureSchema` does.
*/
export const openBank = async (database: Database, {schema, accounts}: OpenOptions): Promise<{bank: Bank; created: Created}> => {
	const bank: Bank = {database, tables: tablesOn(database, schema)};
	const created = await ensureSchema(database, bank.tables);
	try {
		const {rowCount} = await database.pool.query(`SELECT 1 FROM ${bank.tables.accounts} LIMIT 1`);
		if (accounts !== undefined || rowCount === 0) {
			await openFirstAccounts(bank, accounts ?? usualAccounts);
		}
	} catch (error) {
		if (isServerError(error) && error.code === insufficientPrivilege) {
			const remedy = `Let somebody who may run: ${await grantsFor(database, bank.tables)}. Or name a schema of the user's own (--schema NAME)`;
			throw new MissingPrivilegeError(`The user may not work in the bank that is in the schema ${bank.tables.schema}: ${error.message}. ${remedy}`, {cause: error});
		}

		throw error;
	}

	return {bank, created};
};
