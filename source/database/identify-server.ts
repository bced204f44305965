import type pg from 'pg';
import {explainConnection} from './connection-error.js';
import type {Engine, Limits} from './engines/engine.js';
import {recogniseEngine} from './engines/index.js';
import type {Hosts} from './hosts.js';
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
			const {rows: [row]} = await client.query<{version: string}>('SELECT version()');
			const {host, port} = client;
			const {engine, version} = recogniseEngine({version: row?.version ?? '', host});
			return {
				engine,
				version,
				address: embedded ? host : describeAddress({...address, hosts: [{host, port}]}),
				embedded,
				tls: tlsOf(client),
				isLocal: isLocal(host),
				settings: await trySettings(client, engine.settings(limits)),
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
