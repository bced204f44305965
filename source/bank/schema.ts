import {setTimeout as sleep} from 'node:timers/promises';
import type {Database} from '../database/connect.js';
import {isServerError} from '../transactions/classify.js';
import type {Bank} from './bank.js';
import {missingRights} from './rights.js';
import {ownSchema, plainSchema, tablesIn, type Tables} from './tables.js';

/** The tables in the schema aren't the bank's own, so it keeps its hands off them. */
export class NotOurTablesError extends Error {
	override name = 'NotOurTablesError';
}

/** The user may not do what the bank needs. */
export class MissingPrivilegeError extends Error {
	override name = 'MissingPrivilegeError';
}

/** There can be no schema but the server's one. */
export class NoSchemasError extends Error {
	override name = 'NoSchemasError';
}

/**
The tables of the bank in a schema. A server without CREATE SCHEMA has them under their plain names, unless another schema was
asked for.

@throws {NoSchemasError} It was.
*/
export const tablesOn = ({server: {engine, version}}: Database, schema: string): Tables => {
	if (schema === plainSchema || engine.hasSchemas(version)) {
		return tablesIn(schema);
	}

	if (schema !== ownSchema) {
		throw new NoSchemasError(`${engine.title} ${version} can't make the schema ${schema}: it has none but ${plainSchema}. Leave --schema out, and the bank's tables will be there`);
	}

	return tablesIn(plainSchema);
};

/** SQLSTATE: the user lacks a right. */
export const insufficientPrivilege = '42501';

/** Other names that engines have for the same types. */
const typeNames: Readonly<Record<string, string>> = {int8: 'bigint', string: 'text', timestamptz: 'timestamp with time zone'};

/** Column by column. */
const columns: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	accounts: {id: 'uuid', owner: 'text', balance: 'bigint', opening: 'bigint'},
	transfers: {
		id: 'uuid', from_account: 'uuid', to_account: 'uuid', cents: 'bigint', made_at: 'timestamp with time zone',
	},
};

/** How creating fails when another program is creating the same: look again, and it is there. */
const creatingElsewhere = new Set(['23505', '42710', '42P06', '42P07', '40001', '40P01', 'XX000']);

/** What was missing and is there now. */
export type Created = {readonly schema: boolean; readonly tables: boolean};

/**
Whether the bank's schema and its tables are there. Looks only, and into pg_catalog, because information_schema hides the
tables that the user has no right to.

@throws {NotOurTablesError} A table of that name is somebody else's.
*/
export const inspectSchema = async ({pool}: Database, {schema}: Tables): Promise<{schema: boolean; tables: boolean}> => {
	const {rows} = await pool.query<{table_name: string; column_name: string; data_type: string}>(
		`SELECT c.relname AS table_name, coalesce(a.attname, '') AS column_name, coalesce(pg_catalog.format_type(a.atttypid, a.atttypmod), 'none') AS data_type
		FROM pg_catalog.pg_namespace AS n
		JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid
		LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		WHERE n.nspname = $1 AND c.relname IN ('accounts', 'transfers') AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`,
		[schema],
	);
	const tables = Map.groupBy(rows, row => row.table_name);
	for (const [table, found] of tables) {
		const expected = columns[table] ?? {};
		const strange = found.find(({column_name: column, data_type: type}) => expected[column] !== (typeNames[type.toLowerCase()] ?? type));
		if (strange !== undefined || found.length !== Object.keys(expected).length) {
			const why = strange ? `its column ${strange.column_name} (${strange.data_type}) is none of the bank's` : 'it lacks columns of the bank\'s';
			throw new NotOurTablesError(`The table ${schema}.${table} is not the bank's own: ${why}. Nothing was changed. Name another schema (--schema NAME) or another database`);
		}
	}

	const {rowCount} = await pool.query('SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1', [schema]);
	return {schema: rowCount === 1, tables: tables.size === 2};
};

/** What makes a bank's two tables. Money is INT8 cents. Only SQL that PostgreSQL and CockroachDB both take. */
export const tableStatements = ({accounts, transfers}: Pick<Tables, 'accounts' | 'transfers'>): readonly string[] => [
	`CREATE TABLE IF NOT EXISTS ${accounts} (
		id UUID PRIMARY KEY,
		owner TEXT NOT NULL,
		balance INT8 NOT NULL CHECK (balance >= 0),
		opening INT8 NOT NULL CHECK (opening >= 0)
	)`,
	`CREATE TABLE IF NOT EXISTS ${transfers} (
		id UUID PRIMARY KEY,
		from_account UUID NOT NULL,
		to_account UUID NOT NULL,
		cents INT8 NOT NULL CHECK (cents > 0),
		made_at TIMESTAMPTZ NOT NULL DEFAULT now()
	)`,
];

/** The statements that would give the user what is missing. */
export const grantsFor = async (database: Database, tables: Tables): Promise<string> => {
	const missing = await missingRights(database, tables, await inspectSchema(database, tables));
	return missing.length === 0 ? 'GRANT SELECT, INSERT, UPDATE on its tables' : missing.map(({grant}) => grant).join('; ');
};

/**
Makes sure that the bank's schema and tables are there. Run again, or by many programs at once, it does no harm, and where
everything is there already it needs no right to create.

@returns What it had to create.
@throws {NotOurTablesError} A table of that name is somebody else's.
@throws {MissingPrivilegeError} The user may not create or read what is needed.
*/
export const ensureSchema = async (database: Database, tables: Tables): Promise<Created> => {
	const created = {schema: false, tables: false};
	for (let round = 1; ; round++) {
		try {
			const present = await inspectSchema(database, tables);
			if (present.tables) {
				return created;
			}

			// One by one and outside a transaction: not every engine takes schema statements inside one.
			const schema = present.schema ? [] : [`CREATE SCHEMA IF NOT EXISTS ${tables.quotedSchema}`];
			for (const statement of [...schema, ...tableStatements(tables)]) {
				await database.pool.query(statement);
			}

			created.schema ||= !present.schema;
			created.tables = true;
		} catch (error) {
			if (isServerError(error) && error.code === insufficientPrivilege) {
				const grants = await grantsFor(database, tables);
				throw new MissingPrivilegeError(
					`The user may not create the bank's tables in the schema ${tables.schema}: ${error.message}.`
					+ ` Let somebody who may open the bank once, or run: ${grants}. Or name a schema of the user's own (--schema NAME)`,
					{cause: error},
				);
			}

			if (round > 20 || !isServerError(error) || !creatingElsewhere.has(error.code)) {
				throw error;
			}

			await sleep(Math.random() * 50);
		}
	}
};

/**
Takes away what `ensureSchema` made, if nobody has put anything into it since. Where the engine can, nobody can in the
meantime either.
*/
export const dropEmptySchema = async ({database: {pool, server}, tables}: Bank, created: Created): Promise<void> => {
	if (!created.tables) {
		return;
	}

	const client = await pool.connect();
	try {
		if (server.engine.transactionalSchema) {
			await client.query('BEGIN');
			await client.query(`LOCK TABLE ${tables.accounts}, ${tables.transfers} IN ACCESS EXCLUSIVE MODE`);
		}

		const {rowCount} = await client.query(`SELECT 1 FROM ${tables.accounts} UNION ALL SELECT 1 FROM ${tables.transfers} LIMIT 1`);
		if (rowCount === 0) {
			await client.query(`DROP TABLE ${tables.transfers}`);
			await client.query(`DROP TABLE ${tables.accounts}`);
			if (created.schema) {
				await client.query(`DROP SCHEMA ${tables.quotedSchema}`);
			}
		}

		if (server.engine.transactionalSchema) {
			await client.query('COMMIT');
		}

		client.release();
	} catch (error) {
		client.release(true);
		throw error;
	}
};
