import type {Persona} from './persona.js';
import {contentionStatements} from './show-sessions.js';

/** The schema in which PostgreSQL finds what the engine has otherwise: before its own catalogue, and behind everybody's tables. */
export const shadow = 'stand_in';

export const searchPath = `public, ${shadow}, pg_catalog`;
/** Where tables are in a database that a client made. */
export const pathIn = (database: string): string => `${database}, ${shadow}, pg_catalog`;
/** For a database that isn't there, and in which therefore nothing is. */
export const emptySearchPath = `nowhere, ${shadow}, pg_catalog`;

const quote = (text: string): string => `'${text.replaceAll('\'', '\'\'')}'`;
const integers = ['int4', 'int8'];

/** Makes functions and operators that answer as the engine's do. */
export const shadowStatements = ({version, backendPid, stubs, forcedRetry, tellsContention}: Persona): string[] => [
	`CREATE SCHEMA ${shadow}`,
	`CREATE FUNCTION ${shadow}.version() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT ${quote(version)} $$`,
	...(backendPid === undefined ? [] : [`CREATE FUNCTION ${shadow}.pg_backend_pid() RETURNS int8 LANGUAGE sql IMMUTABLE AS $$ SELECT ${backendPid}::int8 $$`]),
	...stubs.map(signature => `CREATE FUNCTION ${shadow}.${signature} RETURNS void LANGUAGE sql AS ''`),
	// A quotient of integers is a decimal.
	`CREATE FUNCTION ${shadow}.quotient(int8, int8) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$ SELECT trim_scale($1::numeric OPERATOR(pg_catalog./) $2::numeric) $$`,
	...integers.flatMap(left => integers.map(right => `CREATE OPERATOR ${shadow}./ (LEFTARG = ${left}, RIGHTARG = ${right}, FUNCTION = ${shadow}.quotient_${left}_${right})`)
		.flatMap((operator, index) => {
			const right = integers[index] ?? '';
			return [
				`CREATE FUNCTION ${shadow}.quotient_${left}_${right}(${left}, ${right}) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$ SELECT ${shadow}.quotient($1, $2) $$`,
				operator,
			];
		})),
	'CREATE SCHEMA crdb_internal',
	// Until the transaction is as old as that.
	`CREATE FUNCTION crdb_internal.force_retry(duration interval) RETURNS int8 LANGUAGE plpgsql AS $$
	BEGIN
		IF clock_timestamp() - transaction_timestamp() < duration THEN
			RAISE EXCEPTION USING ERRCODE = '40001', MESSAGE = ${quote(forcedRetry.message)};
		END IF;
		RETURN 0;
	END $$`,
	...(tellsContention ? contentionStatements : []),
	`GRANT USAGE ON SCHEMA ${shadow}, crdb_internal TO PUBLIC`,
];
