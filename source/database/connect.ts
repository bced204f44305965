import type pg from 'pg';
import {startEmbeddedServer, type EmbeddedOptions, type EmbeddedServer} from './embedded/embedded-server.js';
import {EagerClient} from './eager-client.js';
import {GuardedPool} from './guarded-pool.js';
import {Hosts} from './hosts.js';
import {identifyServer, type Course, type ServerIdentity} from './identify-server.js';
import {startSession, type SessionStart} from './session-settings.js';
import {severalHostsClient} from './several-hosts-client.js';
import {describeAddress, readTarget, type Target} from './target.js';
import {WiredClient} from './wired-client.js';
import {within} from './within.js';

/** How long one connection may take to come about, whatever the limit of waiting for a free one: 5,000 ms. */
const connectLimit = 5000;
/** How long the server may take to say goodbye before connections are ended without: 500 ms. */
const closeLimit = 500;
/** The share of a limit within which several hosts are tried, so that what they said is known before it is over. */
const hostsShare = 0.95;

export type Database = {
	/** For transactions. */
	readonly pool: pg.Pool;
	/** For transactions to which something is to happen: a `Wire` lies under each of its connections, which the others needn't pay for. */
	readonly wired: pg.Pool;
	/** For statements that are sent without waiting for the answers to those before: nothing is opened before it is asked for. */
	readonly pipelined: pg.Pool;
	/** For single reads that get in no writer's way: one connection, set up as the engine asks. */
	readonly reader: pg.Pool;
	readonly server: ServerIdentity;
	/** From now on there are at most so many connections for transactions at once. */
	limitConnections(most: number): void;
	/** The address that last let a connection in, without anything secret: another one, where several hosts are named and one failed. */
	serving(): string;
	/** Kills the embedded server, which comes back by itself; undefined for a server that isn't ours. */
	readonly crash: (() => Promise<void>) | undefined;
	/** Closes the connections and ends the embedded server; takes 2 s at most, also where nobody answers, and never rejects. */
	close(): Promise<void>;
};

export type ConnectOptions = {
	/** A connection string, which may name several hosts; without one the embedded server is started. */
	readonly url?: string | undefined;
	/** Most connections at once for transactions. Default: 20. */
	readonly connections?: number;
	/** How long one statement may take, waiting for locks included, in ms. Its connection is not used again. Default: 10,000. */
	readonly statementTimeout?: number;
	/** How long to wait for a free connection, or for a new one, in ms; for the very first one, and for several hosts together, 5,000 at most. Default: 5,000. */
	readonly poolTimeout?: number;
	readonly signal?: AbortSignal;
	readonly onStage?: EmbeddedOptions['onStage'];
};

export type {ServerIdentity} from './identify-server.js';

/** A course, and what pg is told of it. */
type Start = Omit<Course, 'limits'> & {readonly config: pg.PoolConfig; readonly server?: EmbeddedServer};

/** The course that a connection string names. With several hosts, pg is told of each of them only when it is tried. */
const startAt = ({address, hosts}: Target): Start => hosts.length === 1
	? {address, hosts: undefined, embedded: false, config: {connectionString: hosts[0].connectionString}}
	: {address, hosts: new Hosts(hosts), embedded: false, config: {}};

/** The course to the embedded server, once it runs. */
const startEmbedded = async (options: EmbeddedOptions): Promise<Start> => {
	const server = await startEmbeddedServer(options);
	const {host, port, user, database} = server.connection;
	return {address: {user, hosts: [{host, port}], database}, hosts: undefined, embedded: true, config: server.connection, server};
};

/**
Opens the database that the connection string names, or starts the embedded one.

@throws {ConnectionStringError} The connection string can't be one.
@throws {DatabaseConnectionError} It can't be reached, or won't let us in.
@throws {EmbeddedServerError} The embedded server can't be started here.
*/
export const connectDatabase = async ({
	url, connections = 20, statementTimeout = 10_000, poolTimeout = 5000, signal, onStage,
}: ConnectOptions): Promise<Database> => {
	const {config: place, server: embedded, ...course} = url === undefined
		? await startEmbedded({...(signal && {signal}), ...(onStage && {onStage})})
		: startAt(readTarget(url));
	const {hosts, address} = course;
	let start: SessionStart = {taken: [], askNode: undefined, isOneOfSeveral: hosts !== undefined};
	const limit = Math.min(poolTimeout, connectLimit);
	const clientFor = (isWired: boolean) => hosts ? severalHostsClient(hosts, {limit: limit * hostsShare, isWired}) : (isWired ? WiredClient : EagerClient);
	const config: pg.PoolConfig = {
		...place,
		query_timeout: statementTimeout,
		connectionTimeoutMillis: poolTimeout,
		keepAlive: true,
		idleTimeoutMillis: 30_000,
		application_name: 'backoff-bank',
	};
	const transactionPool = (isWired: boolean, pipeline = false) => new GuardedPool({
		...config,
		max: connections,
		pipeline,
		Client: clientFor(isWired),
		onConnect: async client => startSession(client, start),
	});
	const pool = transactionPool(false);
	const wired = transactionPool(true);
	const pipelined = transactionPool(false, true);
	const pools = [pool, wired, pipelined];
	const close = async () => {
		await within(Promise.allSettled(pools.map(async each => each.end())), closeLimit);
		for (const each of pools) {
			each.destroy();
		}

		await embedded?.stop();
	};

	try {
		const server = await identifyServer(pool, {...course, limits: {statement: statementTimeout}}, limit, signal);
		const {settings: {taken}, engine: {askNode}, servedBy} = server;
		start = {...start, taken, askNode: servedBy?.node === undefined ? undefined : askNode};
		signal?.throwIfAborted();
		const reader = new GuardedPool({
			...config,
			max: 1,
			Client: clientFor(false),
			async onConnect(client) {
				for (const setting of server.engine.readerSettings) {
					await client.query(setting);
				}
			},
		});
		pools.push(reader);
		return {
			pool, wired, pipelined, reader, server, close, crash: embedded?.crash,
			limitConnections(most) {
				for (const each of [pool, wired, pipelined]) {
					each.options.max = most;
				}
			},
			serving: () => hosts?.serving ? describeAddress({...address, hosts: [hosts.serving]}) : server.address,
		};
	} catch (error) {
		await close();
		throw error;
	}
};
