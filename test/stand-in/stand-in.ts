import {once} from 'node:events';
import {createServer, type Server as NetServer, type Socket} from 'node:net';
import path from 'node:path';
import pg from 'pg';
import {startEmbeddedServer, type EmbeddedServer} from '../../source/database/embedded/embedded-server.js';
import {Cluster} from './cluster.js';
import {Front} from './front.js';
import {socketIn} from './backend.js';
import {personas, type Version} from './personas/index.js';
import {shadowStatements} from './shadow.js';

type Login = {readonly user?: string; readonly password?: string; readonly database?: string};

/**
A server that speaks PostgreSQL's protocol and behaves as CockroachDB does, as far as its tables of facts go. Behind it stands
an embedded PostgreSQL, which has the data, the locks and the conflicts.

What it can't be relied on for:
- There is one node, one clock and no latency: no uncertainty, no lease that moves, no ambiguous commit of its own making.
- A read of the past is a read of the present.
- A restart at cockroach_restart lets go of the locks.
- SQL that PostgreSQL takes is taken, whether or not CockroachDB's grammar has it, unless a table of facts says otherwise.
*/
export type StandIn = {
	readonly version: Version;
	/** Its connection string: as root and to its first node, unless told otherwise. */
	url(login?: Login, node?: number): string;
	/** Runs statements past the stand-in, at PostgreSQL itself, as `Server.run` does. */
	run(...statements: readonly string[]): Promise<unknown[][]>;
	/** Every statement that clients have sent so far, as it came. */
	readonly statements: readonly string[];
	stop(): Promise<void>;
};

export type StandInOptions = {
	readonly version: Version;
	/** How clients reach it. Default: a Unix socket. */
	readonly transport?: 'socket' | 'loopback';
	/** A PostgreSQL that other stand-ins stand in front of, too: each has a database of its own there. Default: one that goes with it. */
	readonly behind?: EmbeddedServer;
	/** How many nodes there are to connect to, over loopback; all have the same data, and die together. Default: 1. */
	readonly nodes?: number;
};

/** CockroachDB's own port, and so the number in the socket's name; the ones after it where several have the same directory. */
const firstPort = 26_257;
let started = 0;

/** A new and empty database. */
const makeDatabase = async ({connection}: EmbeddedServer, name: string): Promise<string> => {
	const client = new pg.Client(connection);
	await client.connect();
	await client.query(`CREATE DATABASE ${name} STRATEGY file_copy`);
	await client.end();
	return name;
};

const listen = async (server: NetServer, place: {readonly path: string} | {readonly host: string; readonly port: number}): Promise<number> => {
	server.listen(place);
	await once(server, 'listening');
	const address = server.address();
	return typeof address === 'object' && address !== null ? address.port : 0;
};

export const startStandIn = async ({version, transport = 'socket', behind, nodes = 1}: StandInOptions): Promise<StandIn> => {
	const persona = personas[version];
	const port = firstPort + started;
	started++;
	const embedded = behind ?? await startEmbeddedServer({transport: 'socket'});
	const {connection: {host, port: behindPort, user}} = embedded;
	const database = behind ? await makeDatabase(behind, `stand_in_${port}`) : embedded.connection.database;
	const cluster = new Cluster({host, port: behindPort, user, database});
	const {sideDoor} = cluster;
	await sideDoor.query(shadowStatements(persona).join(';\n'));

	const statements: string[] = [];
	const sockets = new Set<Socket>();
	const servers = Array.from({length: nodes}, (_each, index) => createServer(socket => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
		socket.setNoDelay();
		// eslint-disable-next-line no-new
		new Front(socket, {persona, cluster, node: index + 1}, statement => {
			statements.push(statement);
		});
	}));
	// Beside PostgreSQL's own socket, in the private directory, which goes with the server.
	const listening = await Promise.all(servers.map(async server => listen(server, transport === 'socket' ? {path: socketIn({host, port})} : {host: '127.0.0.1', port: 0})));
	return {
		version,
		statements,
		url({user: name = 'root', password = '', database: wanted = 'defaultdb'} = {}, node = 1) {
			const who = `${encodeURIComponent(name)}${password === '' ? '' : `:${encodeURIComponent(password)}`}`;
			return transport === 'socket'
				? `postgresql://${who}@/${wanted}?host=${encodeURIComponent(path.dirname(socketIn({host, port})))}&port=${port}`
				: `postgresql://${who}@127.0.0.1:${listening[node - 1]}/${wanted}`;
		},
		async run(...texts) {
			let rows: unknown[][] = [];
			for (const text of texts) {
				({rows} = await sideDoor.query<unknown[]>({text, rowMode: 'array'}));
			}

			return rows;
		},
		async stop() {
			for (const server of servers) {
				server.close();
			}

			for (const socket of sockets) {
				socket.destroy();
			}

			await sideDoor.end();
			if (!behind) {
				await embedded.stop();
			}
		},
	};
};
