import type {Database} from './connect.js';

/**
What SHOW transaction_isolation answers inside a transaction that asked for `isolation`. Not every engine has every level:
some take the next stricter one without a word, and some have only one.

@param isolation - As SQL has it, for example `read committed`.
*/
export const isolationInForce = async ({pool, server: {engine}}: Database, isolation: string): Promise<string> => {
	const client = await pool.connect();
	try {
		await client.query(`BEGIN ISOLATION LEVEL ${(engine.onlyLevel ?? isolation).toUpperCase()}`);
		const {rows: [row]} = await client.query<{transaction_isolation: string}>('SHOW transaction_isolation');
		await client.query('ROLLBACK');
		client.release();
		return row?.transaction_isolation ?? isolation;
	} catch (error) {
		client.release(true);
		throw error;
	}
};
