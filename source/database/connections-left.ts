import type pg from 'pg';

/**
How many more connections the server lets in; undefined where it has no such limit, or doesn't say. What only a superuser may have is not
counted.
*/
export const connectionsLeft = async (pool: Pick<pg.Pool, 'query'>): Promise<number | undefined> => {
	try {
		const {rows: [row]} = await pool.query<{left: string}>(`
			SELECT current_setting('max_connections')::INT8
				- current_setting('superuser_reserved_connections')::INT8
				- coalesce(current_setting('reserved_connections', true), '0')::INT8
				- (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE backend_type = 'client backend') AS left`);
		const left = Number(row?.left);
		return Number.isSafeInteger(left) ? Math.max(0, left) : undefined;
	} catch {
		// Engines that count in another way have no such settings.
		return undefined;
	}
};
