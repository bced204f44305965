import {missingRights} from '../bank/rights.js';
import {inspectSchema, NoSchemasError, NotOurTablesError, tablesOn} from '../bank/schema.js';
import type {Tables} from '../bank/tables.js';
import type {Database} from '../database/connect.js';
import {SettingError, type Settings} from '../settings.js';
import {toned} from '../ui/line.js';
import {checkOffered} from './check-offered.js';
import {row, type DoctorInput} from './doctor-server.js';
import {exitCodes} from './exit-codes.js';

/** What the doctor found of the bank. */
export type BankFindings = {
	/** Its tables, where they are there and may be read. */
	readonly tables: Tables | undefined;
	/** The exit code that opening the bank would have; 0 where nothing is in the way. */
	readonly code: number;
};

/** Whether the server lets transactions write; true where it does not tell. */
const takesWrites = async ({pool}: Database): Promise<boolean> => {
	try {
		const {rows: [row_]} = await pool.query<{transaction_read_only: string}>('SHOW transaction_read_only');
		return row_?.transaction_read_only !== 'on';
	} catch {
		return true;
	}
};

const findTables = async (database: Database, schema: string, input: DoctorInput): Promise<BankFindings> => {
	const {printer: {say}, glyphs} = input;
	const wrong = (message: string, code: number): BankFindings => {
		say([...row('', ''), toned('failed', `${glyphs.failed} ${message}.`)]);
		return {tables: undefined, code};
	};

	try {
		const tables = tablesOn(database, schema);
		const present = await inspectSchema(database, tables);
		say(row('bank', present.tables ? `its tables are there, in ${tables.schema}` : `not there yet: it will be made, in ${tables.schema}, when it is first opened`));
		if (!await takesWrites(database)) {
			return wrong('This server only takes reads: it is a standby, or default_transaction_read_only is on. Connect to the one that takes writes', exitCodes.noConnection);
		}

		const missing = await missingRights(database, tables, present);
		for (const {what, grant} of missing) {
			wrong(`The user may not ${what}. Somebody who may has to run: ${grant}`, exitCodes.noConnection);
		}

		const areUsable = present.tables && missing.length === 0;
		return {tables: areUsable ? tables : undefined, code: missing.length === 0 ? exitCodes.done : exitCodes.noConnection};
	} catch (error) {
		if (error instanceof NotOurTablesError) {
			return wrong(error.message, exitCodes.noConnection);
		}

		if (error instanceof NoSchemasError) {
			return wrong(error.message, exitCodes.usage);
		}

		throw error;
	}
};

/** Whether the bank is there, and everything that would keep it from opening, each with what to do about it. */
export const sayBank = async (database: Database, settings: Settings, input: DoctorInput): Promise<BankFindings> => {
	const found = await findTables(database, settings.schema, input);
	try {
		checkOffered(settings, database.server);
		return found;
	} catch (error) {
		if (!(error instanceof SettingError)) {
			throw error;
		}

		input.printer.say([...row('', ''), toned('failed', `${input.glyphs.failed} ${error.message}`)]);
		return {...found, code: found.code === exitCodes.done ? exitCodes.usage : found.code};
	}
};
