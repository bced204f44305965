/**
What Aurora DSQL says to statements that it doesn't take, and otherwise does as PostgreSQL.

Source: Amazon Aurora DSQL User Guide, as source/database/engines/aurora-dsql.ts has it, and what people wrote down who asked a real
one. Nobody asked one for this project.
*/
const refusals: ReadonlyArray<readonly [pattern: RegExp, code: string, message: (sql: string) => string]> = [
	[/^truncate\b/iv, '0A000', () => 'unsupported statement: Truncate'],
	[/^(?:savepoint|release|rollback\s+to)\b/iv, '0A000', () => 'unsupported transaction statement: SAVEPOINT'],
	[/^begin\s+isolation\s+level\s+(?!repeatable\s+read)/iv, '0A000', sql => `Unsupported isolation level: ${sql.replace(/^begin\s+isolation\s+level\s+/iv, '').toUpperCase()}`],
	[/^set\s+(?:session\s+characteristics|transaction)\b/iv, '0A000', () => 'unsupported statement: SET TRANSACTION'],
	[/^set\s+(?:\w+_timeout|default_transaction_isolation)\b/iv, '0A000', sql => `setting configuration parameter "${/^set\s+(?<name>\w+)/iv.exec(sql)?.groups?.['name'] ?? ''}" not supported`],
	[/(?<!\bwhere\s+\w+\s*=\s*\S+\s+)\bfor\s+update\b/iv, '0A000', () => 'locking clause such as FOR UPDATE can be applied only on tables with equality predicates on the key'],
	// Not recorded.
	[/^lock\b/iv, '0A000', () => 'unsupported statement: Lock'],
	[/\bpg_(?:terminate|cancel)_backend\b/iv, '0A000', () => 'function not supported'],
];

const changesSchema = /^(?:create|drop|alter)\b/iv;
const writes = /^(?:insert|update|delete|with)\b/iv;
const staleSchema = ['40001', 'schema has been updated by another transaction, please retry: (OC001)'] as const;

const quote = (text: string): string => `'${text.replaceAll('\'', '\'\'')}'`;

/** A statement with the same parameters that fails. */
const failing = (sql: string, code: string, message: string): string => {
	const most = Math.max(0, ...Array.from(sql.matchAll(/\$(?<number>\d+)/gv), ({groups}) => Number(groups?.['number'])));
	return `SELECT stand_in.refuse(${[quote(code), quote(message), ...Array.from({length: most}, (_each, index) => `$${index + 1}`)].join(', ')})`;
};

/** What becomes of the statements of its sessions, one after the other, on their way to PostgreSQL. */
export const auroraDsqlStatements = () => {
	let schemas = 0;
	return () => {
		let known = schemas;
		return (sql: string): string => {
			const text = sql.trim();
			const refusal = refusals.find(([pattern]) => pattern.test(text));
			if (refusal) {
				return failing(sql, refusal[1], refusal[2](text));
			}

			if (changesSchema.test(text)) {
				schemas++;
				known = schemas;
			}

			if (writes.test(text) && known < schemas) {
				known = schemas;
				return failing(sql, ...staleSchema);
			}

			return /^select\s+version\(\)$/iv.test(text) ? 'SELECT \'PostgreSQL 16\' AS version' : sql;
		};
	};
};

/** Makes a database of PostgreSQL's one that counts as Aurora DSQL does: 3,000 rows a transaction, one schema statement, and none beside others. */
export const auroraDsqlDatabase = (name: string): readonly string[] => [
	`ALTER DATABASE ${name} SET default_transaction_isolation = 'repeatable read'`,
	'CREATE SCHEMA stand_in',
	`CREATE FUNCTION stand_in.refuse(code text, message text, VARIADIC parameters text[] DEFAULT '{}') RETURNS void LANGUAGE plpgsql AS $$
	BEGIN
		RAISE EXCEPTION USING ERRCODE = code, MESSAGE = message;
	END $$`,
	`CREATE FUNCTION stand_in.so_far(what text) RETURNS int LANGUAGE sql AS $$
		SELECT coalesce(nullif(current_setting('stand_in.' || what, true), ''), '0')::int
	$$`,
	`CREATE FUNCTION stand_in.count_rows() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN
		PERFORM set_config('stand_in.rows', (stand_in.so_far('rows') + (SELECT count(*) FROM changed))::text, true);
		IF stand_in.so_far('rows') > 3000 THEN
			PERFORM stand_in.refuse('54000', 'transaction row limit exceeded');
		END IF;
		IF stand_in.so_far('schemas') > 0 THEN
			PERFORM stand_in.refuse('0A000', 'ddl and dml are not supported in the same transaction');
		END IF;
		RETURN NULL;
	END $$`,
	`CREATE FUNCTION stand_in.count_schemas() RETURNS event_trigger LANGUAGE plpgsql AS $$
	BEGIN
		IF stand_in.so_far('schemas') > 0 THEN
			PERFORM stand_in.refuse('0A000', 'multiple ddl statements not supported in a transaction');
		END IF;
		PERFORM set_config('stand_in.schemas', '1', true);
	END $$`,
	`CREATE FUNCTION stand_in.watch_table() RETURNS event_trigger LANGUAGE plpgsql AS $$
	DECLARE made record;
	BEGIN
		FOR made IN SELECT object_identity FROM pg_event_trigger_ddl_commands() WHERE object_type = 'table' LOOP
			EXECUTE 'CREATE TRIGGER stand_in_insert AFTER INSERT ON ' || made.object_identity || ' REFERENCING NEW TABLE AS changed EXECUTE FUNCTION stand_in.count_rows()';
			EXECUTE 'CREATE TRIGGER stand_in_update AFTER UPDATE ON ' || made.object_identity || ' REFERENCING NEW TABLE AS changed EXECUTE FUNCTION stand_in.count_rows()';
			EXECUTE 'CREATE TRIGGER stand_in_delete AFTER DELETE ON ' || made.object_identity || ' REFERENCING OLD TABLE AS changed EXECUTE FUNCTION stand_in.count_rows()';
		END LOOP;
	END $$`,
	'CREATE EVENT TRIGGER stand_in_schemas ON ddl_command_start WHEN TAG IN (\'CREATE TABLE\', \'CREATE SCHEMA\', \'DROP TABLE\', \'DROP SCHEMA\') EXECUTE FUNCTION stand_in.count_schemas()',
	'CREATE EVENT TRIGGER stand_in_tables ON ddl_command_end WHEN TAG IN (\'CREATE TABLE\') EXECUTE FUNCTION stand_in.watch_table()',
];
