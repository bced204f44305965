import type {Database} from '../../database/connect.js';
import {runAnew} from '../../bank/run-anew.js';

/** Takes all rows out of tables that nobody uses, as the engine has it: at once, or so many in a transaction. */
export const emptyTables = async (database: Database, tables: readonly string[]): Promise<void> => {
	const {hasTruncate, mostRows} = database.server.engine;
	if (hasTruncate) {
		await runAnew(database, `TRUNCATE ${tables.join(', ')}`);
		return;
	}

	for (const table of tables) {
		const some = mostRows === undefined ? '' : ` WHERE id IN (SELECT id FROM ${table} LIMIT ${mostRows})`;
		let deleted: number | null | undefined;
		do {
			({rowCount: deleted} = await runAnew(database, `DELETE FROM ${table}${some}`));
		} while (deleted === mostRows);
	}
};
