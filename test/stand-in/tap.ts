import type {Buffer} from 'node:buffer';
import {once} from 'node:events';
import {connect, createServer, type Socket} from 'node:net';
import pg from 'pg';
import type {EmbeddedServer} from '../../source/database/embedded/embedded-server.js';
import {auroraDsqlDatabase, auroraDsqlStatements} from './aurora-dsql.js';
import {socketIn} from './backend.js';
import {encode, MessageReader, readText} from './messages.js';
import {readStatements} from './statement.js';

const version3 = 196_608;

/** A way to an embedded PostgreSQL on which every statement is heard. */
export type Tap = {
	url(): string;
	/** Every statement that clients have sent so far, as it came. */
	readonly statements: readonly string[];
	stop(): void;
};

/** What a statement becomes on its way. */
type Rewrite = (sql: string) => string;

/** What a client sends, on its way: statements are heard, and may become others; all else passes as it is. */
const passOn = (here: Socket, beyond: Socket, statements: string[], rewrite: Rewrite): void => {
	const reader = new MessageReader(true);
	const passed = (type: string, body: Buffer): Buffer => {
		if (type === 'Q') {
			const texts = readStatements(readText(body).text).map(({sql}) => sql);
			statements.push(...texts);
			return encode('Q', texts.map(sql => rewrite(sql)).join(';'));
		}

		const name = readText(body);
		const {text: sql, end} = readText(body, name.end);
		statements.push(sql.trim());
		return encode('P', name.text, rewrite(sql), body.subarray(end));
	};

	here.on('data', chunk => {
		reader.push(chunk);
		for (let message = reader.next(); message; message = reader.next()) {
			const {type, body} = message;
			if (type === '') {
				reader.isStarting = body.readInt32BE(0) !== version3;
			}

			beyond.write(type === 'Q' || type === 'P' ? passed(type, body) : encode(type, body));
		}
	});
};

const listenAt = async ({connection: {host, port}}: EmbeddedServer, statements: string[], rewriteFor: () => Rewrite) => {
	const sockets = new Set<Socket>();
	const listener = createServer(here => {
		const beyond = connect(socketIn({host, port}));
		passOn(here, beyond, statements, rewriteFor());
		beyond.on('data', chunk => here.write(chunk));
		for (const [socket, other] of [[here, beyond], [beyond, here]] as const) {
			sockets.add(socket);
			socket.on('error', () => undefined);
			socket.on('close', () => {
				sockets.delete(socket);
				other.destroy();
			});
		}
	});
	listener.listen(0, '127.0.0.1');
	await once(listener, 'listening');
	const address = listener.address();
	return {
		port: typeof address === 'object' ? address?.port ?? 0 : 0,
		stop() {
			listener.close();
			for (const socket of sockets) {
				socket.destroy();
			}
		},
	};
};

/** PostgreSQL itself. */
export const tapOn = async (behind: EmbeddedServer): Promise<Tap> => {
	const {user, database} = behind.connection;
	const statements: string[] = [];
	const {port, stop} = await listenAt(behind, statements, () => sql => sql);
	return {statements, stop, url: () => `postgresql://${user}@127.0.0.1:${port}/${database}`};
};

/**
PostgreSQL with what Aurora DSQL refuses refused, in a database of its own. It has locks where Aurora DSQL has none: who writes a row
that somebody else has written waits, and fails at that statement, not at COMMIT.

Its name leads there only for programs with `names.js` in them.
*/
export const auroraDsqlOn = async (behind: EmbeddedServer): Promise<Tap> => {
	const {connection} = behind;
	const name = 'aurora_dsql';
	const client = new pg.Client(connection);
	await client.connect();
	await client.query(`CREATE DATABASE ${name} STRATEGY file_copy`);
	await client.end();
	const inside = new pg.Client({...connection, database: name});
	await inside.connect();
	await inside.query(auroraDsqlDatabase(name).join(';\n'));
	await inside.end();
	const statements: string[] = [];
	const {port, stop} = await listenAt(behind, statements, auroraDsqlStatements());
	return {statements, stop, url: () => `postgresql://${connection.user}@abcdefghijklmnopqrst.dsql.us-east-1.on.aws:${port}/${name}?sslmode=disable`};
};
