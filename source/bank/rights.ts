import type {Database} from '../database/connect.js';
import {isServerError} from '../transactions/classify.js';
import {quoteName, type Tables} from './tables.js';

/** What the user must be allowed, and the statement that allows it; somebody who may has to run that. */
export type MissingRight = {readonly what: string; readonly grant: string};

type Question = {readonly ask: string; readonly values: readonly string[]; readonly right: MissingRight};

/** Who asks, and where. */
type Asking = {
	/** In quotes where SQL needs them. */
	readonly user: string;
	readonly database: string;
	/** Elsewhere there is nothing to allow but on databases and tables. */
	readonly hasSchemas: boolean;
};

const questions = (tables: Tables, present: {readonly schema: boolean; readonly tables: boolean}, {user, database, hasSchemas}: Asking): Question[] => {
	const {schema, quotedSchema, accounts, transfers} = tables;
	if (present.tables) {
		const table = (name: string, privilege: string): Question => ({
			ask: 'SELECT has_table_privilege($1, $2) AS granted',
			values: [name, privilege],
			right: {what: `${privilege} on ${name}`, grant: `GRANT ${privilege} ON ${name} TO ${user}`},
		});
		const use: Question = {
			ask: 'SELECT has_schema_privilege($1, \'USAGE\') AS granted',
			values: [schema],
			right: {what: `use the schema ${schema}`, grant: `GRANT USAGE ON SCHEMA ${quotedSchema} TO ${user}`},
		};
		return [
			...(hasSchemas ? [use] : []),
			...['SELECT', 'UPDATE'].map(privilege => table(accounts, privilege)),
			...['SELECT', 'INSERT'].map(privilege => table(transfers, privilege)),
		];
	}

	return present.schema && hasSchemas
		? [{
			ask: 'SELECT has_schema_privilege($1, \'CREATE\') AND has_schema_privilege($1, \'USAGE\') AS granted',
			values: [schema],
			right: {what: `make tables in the schema ${schema}`, grant: `GRANT USAGE, CREATE ON SCHEMA ${quotedSchema} TO ${user}`},
		}]
		: [{
			ask: 'SELECT has_database_privilege(current_database(), \'CREATE\') AS granted',
			values: [],
			right: {what: hasSchemas ? `make the schema ${schema}` : 'make tables in the database', grant: `GRANT CREATE ON DATABASE ${database} TO ${user}`},
		}];
};

/**
What the user lacks for the bank in that schema, as far as the server tells. Looks only.

@param present - What is there of it already.
*/
export const missingRights = async ({pool, server: {engine, version}}: Database, tables: Tables, present: {readonly schema: boolean; readonly tables: boolean}): Promise<MissingRight[]> => {
	const missing: MissingRight[] = [];
	try {
		const {rows: [who]} = await pool.query<{name: string; database: string}>('SELECT current_user AS name, current_database() AS database');
		const asking = {user: quoteName(who?.name ?? ''), database: quoteName(who?.database ?? ''), hasSchemas: engine.hasSchemas(version)};
		for (const {ask, values, right} of questions(tables, present, asking)) {
			const {rows: [row]} = await pool.query<{granted: boolean | null}>(ask, [...values]);
			if (row?.granted === false) {
				missing.push(right);
			}
		}
	} catch (error) {
		// An engine that can't be asked says so when it refuses.
		if (!isServerError(error)) {
			throw error;
		}
	}

	return missing;
};
