import pg from 'pg';
import type {Gate, TransactionEvent} from '../../../source/index.js';
import type {CancelTarget} from '../../../source/database/cancel-statement.js';
import type {RestartMode} from '../../../source/transactions/restart.js';
import {startServer} from '../../support/servers.js';

/** A server with accounts on it, a pool to test on, and another one that looks on and interferes. */
export type Stage = {
	/** Which server it is, for people. */
	readonly kind: string;
	readonly isPostgres: boolean;
	/** How transactions on it are to be restarted. */
	readonly restart: RestartMode;
	/** The label of the statement that commits. */
	readonly commit: 'commit' | 'release';
	/** The code with which a session ends that an administrator ends: CockroachDB hangs up without a word. */
	readonly ended: '57P01' | 'no code';
	/** Whether a statement can be cancelled there; otherwise its connection goes, after a second. */
	readonly hearsCancelRequests: boolean;
	readonly pool: pg.Pool;
	/** Runs a statement from outside. */
	ask(text: string, values?: unknown[]): Promise<Array<Record<string, unknown>>>;
	/** Runs statements as its administrator, past everything that a stand-in pretends. */
	run(...statements: readonly string[]): Promise<unknown[][]>;
	/** A session from outside, which the caller releases. */
	rival(): Promise<pg.PoolClient>;
	/** Opens accounts with a balance of 100 and tells their ids. */
	open(count: number): Promise<number[]>;
	balance(account: number): Promise<number>;
	/** Resolves when one of the pool's sessions waits for a lock of that session, to its process id. */
	blockedBy(rival: pg.PoolClient): Promise<number>;
	/** Ends the pool's sessions, and resolves when their clients have heard of it. */
	terminate(): Promise<void>;
	/** What the server has of one of the pool's sessions that was aborted: it should be nothing. */
	leftOf(processId: number): Promise<unknown[]>;
	/** What is left when a transaction has ended: it should be nothing. */
	leftovers(): Promise<Leftovers>;
	stop(): Promise<void>;
};

type Leftovers = {readonly sessions: unknown[]; readonly locks: unknown[]; readonly held: number};

const name = 'tested';
/** How long a server may take to hear that a client is gone, in ms. */
const patience = 5000;

/** Reads until it is nothing, or for so long. */
const untilNothing = async <T>(read: () => Promise<T>, isNothing: (value: T) => boolean, limit = patience): Promise<T> => {
	const started = performance.now();
	for (;;) {
		const value = await read();
		if (isNothing(value) || performance.now() - started >= limit) {
			return value;
		}
	}
};

/** Whether the server gave it what a statement can be cancelled with. */
const canCancel = async (pool: pg.Pool): Promise<boolean> => {
	const client: pg.PoolClient & CancelTarget = await pool.connect();
	client.release();
	return typeof client.processID === 'number';
};

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
	const others = new pg.Pool({connectionString: server.url(), application_name: 'rival', max: 10});
	const isPostgres = server.kind === 'embedded' || server.kind.startsWith('PostgreSQL');
	const {run} = server;
	const ask: Stage['ask'] = async (text, values) => {
		const {rows} = await others.query<Record<string, unknown>>(text, values);
		return rows;
	};

	const sessionsWhere = (condition: string): string => `pg_stat_activity WHERE datname = current_database() AND application_name = '${name}' AND ${condition}`;
	let rivals = 0;

	await ask('CREATE TABLE accounts (id serial PRIMARY KEY, balance int NOT NULL CHECK (balance >= 0))');
	const hearsCancelRequests = await canCancel(others);
	return {
		kind: isPostgres ? 'PostgreSQL' : server.kind,
		isPostgres,
		restart: server.restart,
		commit: server.restart === 'savepoint' ? 'release' : 'commit',
		ended: isPostgres ? '57P01' : 'no code',
		hearsCancelRequests,
		pool,
		ask,
		run,
		async rival() {
			const client = await others.connect();
			rivals++;
			await client.query(`SET application_name = 'rival ${rivals}'`);
			return client;
		},
		async open(count) {
			const rows = await ask('INSERT INTO accounts (balance) SELECT 100 FROM generate_series(1, $1) RETURNING id', [count]);
			return rows.map(({id}) => Number(id));
		},
		async balance(account) {
			const [row] = await ask('SELECT balance FROM accounts WHERE id = $1', [account]);
			return Number(row?.['balance']);
		},
		async blockedBy(rival) {
			const {rows: [row]} = await rival.query<{application_name: string}>('SHOW application_name');
			const holder = `SELECT pid FROM pg_stat_activity WHERE application_name = '${row?.application_name}'`;
			const [blocked] = await untilNothing(
				async () => run(`SELECT pid FROM ${sessionsWhere(`pg_blocking_pids(pid) && ARRAY(${holder})`)}`),
				waiting => waiting.length > 0,
			);
			if (!blocked) {
				throw new Error(`No session waited for a lock in ${patience} ms.`);
			}

			return Number(blocked[0]);
		},
		async terminate() {
			const heard = [...clients].map(async client => new Promise(resolve => {
				client.once('end', resolve);
			}));
			if (isPostgres) {
				await run(`SELECT pg_terminate_backend(pid) FROM ${sessionsWhere('true')}`);
			} else {
				const sessions = await ask('SHOW CLUSTER SESSIONS');
				await Promise.all(sessions.filter(each => each['application_name'] === name).map(async ({session_id: id}) => ask(`CANCEL SESSION '${String(id)}'`)));
			}

			await Promise.all(heard);
		},
		async leftOf(processId) {
			return untilNothing(
				async () => [...await run(`SELECT state FROM pg_stat_activity WHERE pid = ${processId} AND state <> 'idle'`), ...await run(`SELECT mode FROM pg_locks WHERE pid = ${processId}`)],
				left => left.length === 0,
				// Where it could be cancelled, its ROLLBACK has been answered.
				hearsCancelRequests ? 0 : patience,
			);
		},
		async leftovers() {
			return untilNothing<Leftovers>(
				async () => ({
					// As the server itself has it, whatever stands in front of it.
					sessions: await run(`SELECT state, query FROM ${sessionsWhere('state <> \'idle\'')}`),
					locks: await run(`SELECT mode FROM pg_locks WHERE pid IN (SELECT pid FROM ${sessionsWhere('true')})`),
					held: pool.totalCount - pool.idleCount,
				}),
				({sessions, locks, held}) => sessions.length + locks.length + held === 0,
				// Elsewhere others are at work, and a server hears of a client's end when it looks.
				isPostgres ? 0 : patience,
			);
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
