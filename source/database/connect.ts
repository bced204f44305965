import {TLSSocket} from 'node:tls';
import pg from 'pg';
import {explainConnection} from './connection-error.js';
import {startEmbeddedServer, type EmbeddedOptions} from './embedded/embedded-server.js';
import type {Engine} from './engines/engine.js';
import {recogniseEngine} from './engines/index.js';
import {describeAddress, readAddress, type Address} from './target.js';
import {WiredClient} from './wired-client.js';

/** How long one connection may take to come about: 5,000 ms. */
const connectLimit = 5000;
/** How long closing may take before what is left is abandoned: 1,000 ms. */
const closeLimit = 1000;

/** What is known of the server once a connection stands. */
export type ServerIdentity = {
	readonly engine: Engine;
	readonly version: string;
	/** Without anything secret; for the embedded server, its private directory. */
	readonly address: string;
	readonly embedded: boolean;
	/** The TLS version, or undefined when the connection is not encrypted. */
	readonly tls: string | undefined;
};

export type Database = {
	/** For transactions. */
	readonly pool: pg.Pool;
	/** For single reads that get in no writer's way: one connection, set up as the engine asks. */
	readonly reader: pg.Pool;
	readonly server: ServerIdentity;
	/** Kills the embedded server, which comes back by itself; undefined for a server that isn't ours. */
	readonly crash: (() => Promise<void>) | undefined;
	/** Closes the connections and ends the embedded server; takes a second or so at most and never rejects. */
	close(): Promise<void>;
};

export type ConnectOptions = {
	/** A connection string; without one the embedded server is started. */
	readonly url?: string | undefined;
	/** Most connections at once for transactions. Default: 20. */
	readonly connections?: number;
	/** Lays a `Wire` under each connection for transactions, so that faults can strike it. Default: false. */
	readonly isWired?: boolean;
	readonly signal?: AbortSignal;
	readonly onStage?: EmbeddedOptions['onStage'];
};

const withLimit = async (work: Promise<unknown>): Promise<void> => {
	const {promise, resolve} = Promise.withResolvers<void>();
	const timer = setTimeout(resolve, closeLimit);
	await Promise.race([Promise.allSettled([work]), promise]);
	clearTimeout(timer);
};

const ignore = () => undefined;

/**
Listens to what would end the program if nobody did. Idle clients tell of their end through the pool. One that changes hands
has no listener for a moment, and a server that ends may send its last words along with the answer before: then they come in
that very moment.
*/
const survive = (pool: pg.Pool): void => {
	pool.on('error', ignore);
	pool.on('connect', client => {
		client.on('error', ignore);
	});
};

/** TLS as it is in force on a connection. */
const tlsOf = ({connection: {stream}}: pg.PoolClient): string | undefined =>
	stream instanceof TLSSocket ? stream.getProtocol() ?? undefined : undefined;

/** Asks who answers: for 5 s at most, also where a server lets us in and then says nothing; not once the signal is aborted. */
const identify = async (pool: pg.Pool, address: Address, embedded: boolean, signal?: AbortSignal): Promise<ServerIdentity> => {
	const limit = AbortSignal.any([AbortSignal.timeout(connectLimit), ...(signal ? [signal] : [])]);
	const {promise: over, reject} = Promise.withResolvers<never>();
	limit.addEventListener('abort', () => {
		reject(limit.reason);
	}, {once: true});
	const ask = async () => {
		const client = await pool.connect();
		const destroy = () => {
			client.release(true);
		};

		if (limit.aborted) {
			destroy();
		}

		limit.throwIfAborted();
		limit.addEventListener('abort', destroy, {once: true});
		try {
			const {rows: [row]} = await client.query<{version: string}>('SELECT version()');
			const signs = {version: row?.version ?? '', host: address.host};
			return {
				...recogniseEngine(signs),
				address: embedded ? address.host : describeAddress(address),
				embedded,
				tls: tlsOf(client),
			};
		} finally {
			limit.removeEventListener('abort', destroy);
			if (!limit.aborted) {
				client.release();
			}
		}
	};

	try {
		limit.throwIfAborted();
		return await Promise.race([ask(), over]);
	} catch (error) {
		signal?.throwIfAborted();
		throw explainConnection(error, address);
	}
};

/**
Opens the database that the connection string names, or starts the embedded one.

@throws {ConnectionStringError} The connection string can't be one.
@throws {DatabaseConnectionError} It can't be reached, or won't let us in.
@throws {EmbeddedServerError} The embedded server can't be started here.
*/
export const connectDatabase = async ({url, connections = 20, isWired = false, signal, onStage}: ConnectOptions): Promise<Database> => {
	const embedded = url === undefined
		? await startEmbeddedServer({...(signal && {signal}), ...(onStage && {onStage})})
		: undefined;
	const place = embedded?.connection ?? {connectionString: url};
	const address = embedded?.connection ?? readAddress(url ?? '');
	const config: pg.PoolConfig = {
		...place,
		connectionTimeoutMillis: connectLimit,
		keepAlive: true,
		idleTimeoutMillis: 30_000,
		application_name: 'backoff-bank',
	};
	const pool = new pg.Pool({...config, max: connections, ...(isWired && {Client: WiredClient})});
	survive(pool);
	const pools = [pool];
	const close = async () => {
		await withLimit(Promise.all(pools.map(async each => each.end())));
		await embedded?.stop();
	};

	try {
		const server = await identify(pool, address, embedded !== undefined, signal);
		signal?.throwIfAborted();
		const reader = new pg.Pool({
			...config,
			max: 1,
			async onConnect(client) {
				for (const setting of server.engine.readerSettings) {
					await client.query(setting);
				}
			},
		});
		survive(reader);
		pools.push(reader);
		return {pool, reader, server, close, crash: embedded?.crash};
	} catch (error) {
		await close();
		throw error;
	}
};
