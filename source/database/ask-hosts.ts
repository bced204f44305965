import pg from 'pg';
import {explainFailure} from './connection-error.js';
import type {Engine} from './engines/engine.js';
import type {Place} from './places.js';
import {readTarget} from './target.js';

/** What became of asking one host. */
export type HostAnswer = Place & {
	/** The cluster's name for the node there; undefined where it has none. */
	readonly node?: string;
	/** Why it would not let us in, and what to do; undefined where it did. */
	readonly why?: string;
};

/**
Asks each host that a connection string names, all at once, whether it lets us in, and which node it is. For people who want to
know before one of them fails.

@param ms - How long each may take, in ms.
*/
export const askHosts = async (url: string, {askNode}: Engine, ms: number): Promise<HostAnswer[]> => {
	const {address, hosts} = readTarget(url);
	return Promise.all(hosts.map(async ({connectionString, host, port}): Promise<HostAnswer> => {
		const client = new pg.Client({connectionString, connectionTimeoutMillis: ms, query_timeout: ms, application_name: 'backoff-bank'});
		client.on('error', () => undefined);
		try {
			await client.connect();
			if (askNode === undefined) {
				return {host, port};
			}

			const {rows: [row]} = await client.query<Record<string, unknown>>(askNode);
			const node = Object.values(row ?? {})[0];
			return {host, port, ...(typeof node === 'string' && {node})};
		} catch (error) {
			return {host, port, why: explainFailure(error, {...address, host, port, time: `within ${ms / 1000} s`})};
		} finally {
			client.connection.stream.destroy();
		}
	}));
};
