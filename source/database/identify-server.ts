import type pg from 'pg';
import {explainConnection} from './connection-error.js';
import type {Engine, Limits} from './engines/engine.js';
import {postgresql} from './engines/postgresql.js';
import {recogniseEngine, type Recognised} from './engines/index.js';
import {greetingOf} from './greeting.js';
import type {Hosts} from './hosts.js';
import {noteServedBy, servedBy, type ServedBy} from './served-by.js';
import {trySettings, type SessionSettings} from './session-settings.js';
import {describeAddress, type Address} from './target.js';
import {isLocal, tlsOf, type Tls} from './tls.js';

/** What is known of the server once a connection stands. */
export type ServerIdentity = {
	readonly engine: Engine;
	readonly version: string;
	/** The host that answered first, without anything secret; for the embedded server, its private directory. */
	readonly address: string;
	readonly embedded: boolean;
	/** Undefined when the connection is not encrypted. */
	readonly tls: Tls | undefined;
	/** Whether the server is on this machine. */
	readonly isLocal: boolean;
	/** What it takes of the engine's settings. */
	readonly settings: SessionSettings;
	/** How many hosts the connection string names. */
	readonly hosts: number;
	/** Who served the first connection, where another one may be served by somebody else. */
	readonly servedBy: ServedBy | undefined;
};

/** Where connections lead, and what is known about that. */
export type Course = {
	readonly address: Address;
	/** Where several hosts are named. */
	readonly hosts: Hosts | undefined;
	readonly embedded: boolean;
	/** How long things may take on its connections. */
	readonly limits: Limits;
};

/** Goes by what the server said at the start of the connection, and asks it only where that tells nothing. */
const recognise = async (client: pg.PoolClient): Promise<Recognised> => {
	const {host} = client;
	const greeting = greetingOf(client);
	const told = recogniseEngine({greeting, version: '', host});
	if (told) {
		return told;
	}

	const {rows: [row]} = await client.query<{version: string}>('SELECT version()');
	return recogniseEngine({greeting, version: row?.version ?? '', host}) ?? {engine: postgresql, version: 'unknown'};
};

/** The cluster's name for the node that serves a session; undefined where it has none, or won't tell. */
const nodeOf = async (client: pg.PoolClient, {askNode}: Engine): Promise<string | undefined> => {
	if (askNode === undefined) {
		return undefined;
	}

	try {
		const {rows: [row]} = await client.query<Record<string, string | null>>(askNode);
		return Object.values(row ?? {})[0] ?? undefined;
	} catch (error) {
		if (error instanceof Error && 'severity' in error) {
			return undefined;
		}

		throw error;
	}
};

/**
Asks who answers: for `ms` at most, also where a server lets us in and then says nothing; not once the signal is aborted.

@throws {DatabaseConnectionError} Nobody can be reached, or lets us in.
@throws The signal's reason.
*/
export const identifyServer = async (pool: pg.Pool, course: Course, ms: number, signal?: AbortSignal): Promise<ServerIdentity> => {
	const {address, hosts, embedded, limits} = course;
	const limit = AbortSignal.any([AbortSignal.timeout(ms), ...(signal ? [signal] : [])]);
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
			const {host, port} = client;
			const {engine, version} = await recognise(client);
			const node = await nodeOf(client, engine);
			if (node !== undefined) {
				noteServedBy(client, {host, port, node});
			}

			return {
				engine,
				version,
				address: embedded ? host : describeAddress({...address, hosts: [{host, port}]}),
				embedded,
				tls: tlsOf(client),
				isLocal: isLocal(host),
				settings: await trySettings(client, engine.settings(limits)),
				hosts: address.hosts.length,
				servedBy: servedBy(client),
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
		throw explainConnection(error, address, {limit: ms, refusal: hosts?.refusalIn(error), serving: hosts?.serving});
	}
};
