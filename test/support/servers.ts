import type {TestContext} from 'node:test';
import pg from 'pg';
import {openBank, type OpenOptions} from '../../source/bank/open-bank.js';
import {makeTransfer} from '../../source/bank/make-transfer.js';
import type {Bank} from '../../source/bank/bank.js';
import {connectDatabase, type Database} from '../../source/database/connect.js';
import {startEmbeddedServer, type EmbeddedServer} from '../../source/database/embedded/embedded-server.js';
import type {RestartMode} from '../../source/transactions/restart.js';
import {useRealServer} from '../engine/real-server.js';
import type {Version} from '../stand-in/personas/index.js';
import {startStandIn} from '../stand-in/stand-in.js';
import {cockroachdbOnlooker, postgresqlOnlooker, type Onlooker} from './onlooker.js';
import {endSessions, rowsOn, statementsOn} from './statements-on.js';

/** What the tests of the bank run against. A stand-in behaves as CockroachDB of that version does: see test/stand-in. */
type Choice =
	| {readonly kind: 'embedded' | 'CockroachDB 20.1' | 'CockroachDB current'; readonly restart: RestartMode}
	/** Somebody's own: see test/engine. */
	| {readonly kind: 'real'; readonly url: string; readonly restart: RestartMode};

type Login = {readonly user?: string; readonly password?: string; readonly database?: string};

/** A server for all tests of a file, which ends it with `after`. */
export type Server = {
	/** The embedded one, or else the name of the engine and its version. */
	readonly kind: string;
	/** How transactions on it are to be restarted. */
	readonly restart: RestartMode;
	/** Whether READ COMMITTED and REPEATABLE READ are levels of their own; elsewhere they are silently SERIALIZABLE. */
	readonly hasReadCommitted: boolean;
	readonly hasRepeatableRead: boolean;
	/** Whether there can be another schema than `public`. */
	readonly hasSchemas: boolean;
	/** An empty schema for a bank: of that name, or, where there is none but `public`, that one without its tables. */
	freshSchema(name: string): Promise<string>;
	/** Its connection string: as the superuser, unless told otherwise. */
	url(login?: Login): string;
	/** Runs statements as the superuser, each on its own. Resolves to the rows of the last, as arrays. */
	run(...statements: readonly string[]): Promise<unknown[][]>;
	/** Ends the connections of the bank's programs, as an administrator would. */
	endSessions(): Promise<void>;
	/** Tells who waits, and what sessions hold, in the engine's own way. */
	readonly onlooker: Onlooker;
	/** Whether `run` gets at a PostgreSQL, whatever stands in front of it: with triggers and deferred constraints. */
	readonly isPostgresqlBehind: boolean;
	stop(): Promise<void>;
};

let choice: Choice = {kind: 'embedded', restart: 'begin'};

/** From now on `startServer` starts another one, for the test files that are imported next. */
export const runAgainst = (another: Choice): void => {
	choice = another;
};

/** What all stand-ins of this process stand in front of, and how many they are. */
const behind: {server: Promise<EmbeddedServer> | undefined; count: number} = {server: undefined, count: 0};

/** A stand-in as the tests of the bank see it. */
const startCockroach = async (version: Version, transport: 'socket' | 'loopback'): Promise<Omit<Server, 'restart'>> => {
	behind.server ??= startEmbeddedServer({transport: 'socket'});
	behind.count++;
	const server = await behind.server;
	const standIn = await startStandIn({version, transport, behind: server});
	const pool = new pg.Pool({connectionString: standIn.url(), max: 1});
	const asTold = cockroachdbOnlooker(rowsOn(pool));
	return {
		...standIn,
		isPostgresqlBehind: true,
		onlooker: {
			...asTold,
			async busy(name) {
				// As it tells itself, and as it is, whatever stands in front of it.
				const [told, really] = [await asTold.busy(name), await postgresqlOnlooker(standIn.run).busy(name)];
				return {sessions: [...told.sessions, ...really.sessions], locks: [...told.locks, ...really.locks]};
			},
		},
		async endSessions() {
			await standIn.run(endSessions);
		},
		async stop() {
			await pool.end();
			await standIn.stop();
			behind.count--;
			if (behind.count > 0) {
				return;
			}

			behind.server = undefined;
			await server.stop();
		},
		kind: `CockroachDB ${version}`,
		hasReadCommitted: version === 'current',
		hasRepeatableRead: false,
		hasSchemas: version !== '20.1',
		async freshSchema(name) {
			if (version !== '20.1') {
				return name;
			}

			await standIn.run('DROP TABLE IF EXISTS public.accounts, public.transfers');
			return 'public';
		},
	};
};

export const startServer = async (transport: 'socket' | 'loopback' = 'socket'): Promise<Server> => {
	if (choice.kind === 'real') {
		return useRealServer(choice.url, choice.restart);
	}

	const {kind, restart} = choice;
	if (kind !== 'embedded') {
		const server = await startCockroach(kind === 'CockroachDB 20.1' ? '20.1' : 'current', transport);
		return {...server, restart};
	}

	const {connection, stop} = await startEmbeddedServer({transport});
	const pool = new pg.Pool({...connection, max: 1});
	const run = statementsOn(pool);
	return {
		kind,
		restart,
		hasReadCommitted: true,
		hasRepeatableRead: true,
		hasSchemas: true,
		isPostgresqlBehind: true,
		onlooker: postgresqlOnlooker(run),
		freshSchema: async name => name,
		async stop() {
			await pool.end();
			await stop();
		},
		url({user = connection.user, password = connection.password ?? '', database = connection.database} = {}) {
			const who = `${encodeURIComponent(user)}${password === '' ? '' : `:${encodeURIComponent(password)}`}`;
			return transport === 'socket'
				? `postgresql://${who}@/${database}?host=${encodeURIComponent(connection.host)}&port=${connection.port}`
				: `postgresql://${who}@${connection.host}:${connection.port}/${database}`;
		},
		run,
		async endSessions() {
			await run(endSessions);
		},
	};
};

/** `makeTransfer`, restarting as on this server transactions are to be. */
export const makeTransferOn = ({restart}: Server): typeof makeTransfer => async (bank, transfer, options) => makeTransfer(bank, transfer, {restart, ...options});

/** Connects for one test. */
export const connectFor = async (context: TestContext, url: string): Promise<Database> => {
	const database = await connectDatabase({url});
	context.after(async () => database.close());
	return database;
};

/** Opens a bank for one test. */
export const openBankFor = async (context: TestContext, server: Server, options: OpenOptions): Promise<Bank> => {
	const {bank} = await openBank(await connectFor(context, server.url()), options);
	return bank;
};
