import pg from 'pg';
import type {Gate, TransactionEvent} from '../../../source/index.js';
import type {RestartMode} from '../../../source/transactions/restart.js';
import {startServer} from '../../support/servers.js';

/** A server with accounts on it, a pool to test on, and another one that looks on and interferes. */
export type Stage = {
	/** Which server it is, for people. */
	readonly kind: string;
	/** For tests of what only PostgreSQL has, or calls so: why they are left out elsewhere. */
	readonly postgresOnly: {readonly skip: string | false};
	/** How transactions on it are to be restarted. */
	readonly restart: RestartMode;
	readonly pool: pg.Pool;
	/** Runs a statement from outside. */
	ask(text: string, values?: unknown[]): Promise<Array<Record<string, unknown>>>;
	/** A session from outside, which the caller releases. */
	rival(): Promise<pg.PoolClient>;
	/** Opens accounts with a balance of 100 and tells their ids. */
	open(count: number): Promise<number[]>;
	balance(account: number): Promise<number>;
	/** Resolves when one of the pool's sessions waits for a lock, to its process id. */
	blocked(): Promise<number>;
	/** Ends the pool's sessions, and resolves when their clients have heard of it. */
	terminate(): Promise<void>;
	/** What is left when a transaction has ended: it should be nothing. */
	leftovers(): Promise<{readonly sessions: unknown[]; readonly locks: unknown[]; readonly held: number}>;
	stop(): Promise<void>;
};

const name = 'tested';

export const startStage = async (): Promise<Stage> => {
	const server = await startServer();
	const pool = new pg.Pool({connectionString: server.url(), application_name: name, max: 10});
	pool.on('error', () => undefined);
	const clients = new Set<pg.PoolClient>();
	pool.on('connect', client => {
		clients.add(client);
		client.once('end', () => {
			clients.delete(client);
		});
	});
	const others = new pg.Pool({connectionString: server.url(), application_name: 'rival', max: 5});
	const isPostgres = server.kind === 'embedded';
	const ask: Stage['ask'] = async (text, values) => {
		const {rows} = await others.query<Record<string, unknown>>(text, values);
		return rows;
	};

	await ask('CREATE TABLE accounts (id serial PRIMARY KEY, balance int NOT NULL)');
	return {
		kind: isPostgres ? 'PostgreSQL' : server.kind,
		postgresOnly: {skip: isPostgres ? false : `it is otherwise on ${server.kind}`},
		restart: server.restart,
		pool,
		ask,
		rival: async () => others.connect(),
		async open(count) {
			const rows = await ask('INSERT INTO accounts (balance) SELECT 100 FROM generate_series(1, $1) RETURNING id', [count]);
			return rows.map(({id}) => Number(id));
		},
		async balance(account) {
			const [row] = await ask('SELECT balance FROM accounts WHERE id = $1', [account]);
			return Number(row?.['balance']);
		},
		async blocked() {
			const limit = performance.now() + 5000;
			while (performance.now() < limit) {
				const [row] = await server.run(`SELECT pid FROM pg_stat_activity WHERE application_name = '${name}' AND wait_event_type = 'Lock'`);
				if (row) {
					return Number(row[0]);
				}
			}

			throw new Error('No session waited for a lock in 5 s.');
		},
		async terminate() {
			const heard = [...clients].map(async client => new Promise(resolve => {
				client.once('end', resolve);
			}));
			await server.run(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '${name}'`);
			await Promise.all(heard);
		},
		async leftovers() {
			// As the server itself has it, whatever stands in front of it.
			const sessions = await server.run(`SELECT state, query FROM pg_stat_activity WHERE application_name = '${name}' AND state <> 'idle'`);
			const locks = await server.run(`SELECT mode FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE application_name = '${name}'`);
			return {sessions, locks, held: pool.totalCount - pool.idleCount};
		},
		async stop() {
			await Promise.all([pool.end(), others.end()]);
			await server.stop();
		},
	};
};

export const nothing = {sessions: [], locks: [], held: 0};

/** Interferes before the first sending of the statement with this label. */
export const beforeFirst = (label: string, interfere: () => Promise<unknown>): Gate => async ({attempt, statement}) => {
	if (attempt === 1 && statement.label === label) {
		await interfere();
	}
};

/** The SQLSTATEs and phases with which attempts failed. */
export const failuresIn = (events: readonly TransactionEvent[]): string[] => events.flatMap(event =>
	event.type === 'attempt-failed' ? [`${event.failure.code ?? 'no code'} at ${event.failure.phase}`] : []);
