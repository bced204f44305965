import {randomBytes} from 'node:crypto';
import pg from 'pg';
import {connectDatabase} from '../../source/database/connect.js';
import {isolationInForce} from '../../source/database/isolation-in-force.js';
import type {RestartMode} from '../../source/transactions/restart.js';
import type {Server} from '../support/servers.js';
import {cockroachdbOnlooker, postgresqlOnlooker} from '../support/onlooker.js';
import {endSessions, rowsOn, statementsOn} from '../support/statements-on.js';

/** A server that is there already, as the tests see it. What they make there has names of its own, and goes with `stop`. */
export const useRealServer = async (url: string, restart: RestartMode): Promise<Server> => {
	const database = await connectDatabase({url});
	const {engine, version} = database.server;
	const has = async (level: string): Promise<boolean> => await isolationInForce(database, level) === level;
	const [hasReadCommitted, hasRepeatableRead] = [await has('read committed'), await has('repeatable read')];
	await database.close();
	const pool = new pg.Pool({connectionString: url, max: 1});
	const run = statementsOn(pool);
	const dropPlainTables = 'DROP TABLE IF EXISTS public.accounts, public.transfers, public.elsewhere';
	const prefix = `backoff_bank_test_${randomBytes(4).toString('hex')}`;
	const schemas = new Set<string>();
	return {
		kind: `${engine.title} ${version}`,
		restart,
		hasReadCommitted,
		hasRepeatableRead,
		hasSchemas: engine.hasSchemas(version),
		async freshSchema(name) {
			if (!engine.hasSchemas(version)) {
				await pool.query(dropPlainTables);
				return 'public';
			}

			schemas.add(`${prefix}_${name}`);
			return `${prefix}_${name}`;
		},
		url: () => url,
		run,
		onlooker: engine.name === 'cockroachdb' ? cockroachdbOnlooker(rowsOn(pool)) : postgresqlOnlooker(run),
		isPostgresqlBehind: engine.name === 'postgresql',
		async endSessions() {
			if (engine.name !== 'cockroachdb') {
				await run(endSessions);
				return;
			}

			const {rows} = await pool.query<{session_id: string; application_name: string}>('SHOW CLUSTER SESSIONS');
			for (const {session_id: id, application_name: name} of rows) {
				if (name === 'backoff-bank') {
					await run(engine.sessionEnding?.end(id) ?? '');
				}
			}
		},
		async stop() {
			for (const schema of schemas) {
				await pool.query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
			}

			if (!engine.hasSchemas(version)) {
				await pool.query(dropPlainTables);
			}

			await pool.end();
		},
	};
};
