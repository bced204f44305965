import type pg from 'pg';

/** Ends the connections of the bank's programs, in PostgreSQL's words. */
export const endSessions = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database() AND application_name = \'backoff-bank\'';

/** Runs statements, each on its own. Resolves to the rows of the last, as arrays. */
export const statementsOn = (pool: pg.Pool) => async (...statements: readonly string[]): Promise<unknown[][]> => {
	let rows: unknown[][] = [];
	for (const text of statements) {
		({rows} = await pool.query<unknown[]>({text, rowMode: 'array'}));
	}

	return rows;
};

/** Runs one statement. Resolves to its rows, by the names of their columns. */
export const rowsOn = (pool: pg.Pool) => async (statement: string): Promise<Array<Record<string, unknown>>> => {
	const {rows} = await pool.query<Record<string, unknown>>(statement);
	return rows;
};
