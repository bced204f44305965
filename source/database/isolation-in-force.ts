import type pg from 'pg';

/**
What SHOW transaction_isolation answers inside a transaction that asked for `isolation`. Not every engine has every level,
and some take the next stricter one without a word.

@param isolation - As SQL has it, for example `read committed`.
*/
export const isolationInForce = async (pool: pg.Pool, isolation: string): Promise<string> => {
	const client = await pool.connect();
	try {
		await client.query(`BEGIN ISOLATION LEVEL ${isolation.toUpperCase()}`);
		const {rows: [row]} = await client.query<{transaction_isolation: string}>('SHOW transaction_isolation');
		await client.query('ROLLBACK');
		client.release();
		return row?.transaction_isolation ?? isolation;
	} catch (error) {
		client.release(true);
		throw error;
	}
};
