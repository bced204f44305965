import pg from 'pg';
import type {Gate, TransactionEvent} from '../../../source/index.js';
import type {CancelTarget} from '../../../source/database/cancel-statement.js';
import type {RestartMode} from '../../../source/transactions/restart.js';
import type {SessionId} from '../../support/onlooker.js';
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
	/** Whether a COMMIT can be made to wait there: by a deferred trigger. */
	readonly canHoldCommit: boolean;
	/** A session from outside, which the caller releases. */
	rival(): Promise<pg.PoolClient>;
	/** Opens accounts with a balance of 100 and tells their ids. */
	open(count: number): Promise<number[]>;
	balance(account: number): Promise<number>;
	/** Resolves when one of the pool's sessions waits for a lock of that session. */
	blockedBy(rival: pg.PoolClient): Promise<SessionId>;
	/** Ends the pool's sessions, and resolves when their clients have heard of it. */
	terminate(): Promise<void>;
	/** What the server has of one of the pool's sessions that was aborted: it should be nothing. */
	leftOf(session: SessionId): Promise<unknown[]>;
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
	const {run, onlooker} = server;
	const ask: Stage['ask'] = async (text, values) => {
		const {rows} = await others.query<Record<string, unknown>>(text, values);
		return rows;
	};

	let rivals = 0;
	let accounts = 0;

	// CockroachDB's serial would be larger than a number can be.
	await ask('CREATE TABLE accounts (id int4 PRIMARY KEY, balance int NOT NULL CHECK (balance >= 0))');
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
		canHoldCommit: server.isPostgresqlBehind,
		async open(count) {
			const first = accounts + 1;
			accounts += count;
			await ask('INSERT INTO accounts (id, balance) SELECT n, 100 FROM generate_series($1::int4, $2::int4) AS n', [first, accounts]);
			return Array.from({length: count}, (_each, index) => first + index);
		},
		async balance(account) {
			const [row] = await ask('SELECT balance FROM accounts WHERE id = $1', [account]);
			return Number(row?.['balance']);
		},
		async blockedBy(rival) {
			const {rows: [row]} = await rival.query<{application_name: string}>('SHOW application_name');
			const blocked = await untilNothing(async () => onlooker.waiting(name, row?.application_name ?? ''), waiting => waiting !== undefined);
			if (blocked === undefined) {
				throw new Error(`No session waited for a lock in ${patience} ms.`);
			}

			return blocked;
		},
		async terminate() {
			const heard = [...clients].map(async client => new Promise(resolve => {
				client.once('end', resolve);
			}));
			if (isPostgres) {
				await run(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = '${name}'`);
			} else {
				const sessions = await ask('SHOW CLUSTER SESSIONS');
				await Promise.all(sessions.filter(each => each['application_name'] === name).map(async ({session_id: id}) => ask(`CANCEL SESSION '${String(id)}'`)));
			}

			await Promise.all(heard);
		},
		async leftOf(session) {
			return untilNothing(
				async () => onlooker.leftOf(session),
				left => left.length === 0,
				// Where it could be cancelled, its ROLLBACK has been answered.
				hearsCancelRequests && server.isPostgresqlBehind ? 0 : patience,
			);
		},
		async leftovers() {
			return untilNothing<Leftovers>(
				async () => ({...await onlooker.busy(name), held: pool.totalCount - pool.idleCount}),
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
