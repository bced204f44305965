import {once} from 'node:events';
import {connect, createServer, type Socket} from 'node:net';
import path from 'node:path';
import type {EmbeddedServer} from '../../source/database/embedded/embedded-server.js';
import {socketIn} from './backend.js';
import {MessageReader, readText} from './messages.js';
import {readStatements} from './statement.js';

/** Beside PostgreSQL's own socket, in the private directory, which goes with the server. */
const port = 5431;
const version3 = 196_608;

/** A way to an embedded PostgreSQL on which every statement is heard; all bytes pass as they are. */
export type Tap = {
	url(): string;
	/** Every statement that clients have sent so far, as it came. */
	readonly statements: readonly string[];
	stop(): void;
};

/** The statements of what a client sends, as it comes. */
const hear = (socket: Socket, statements: string[]): void => {
	const reader = new MessageReader(true);
	socket.on('data', chunk => {
		reader.push(chunk);
		for (let message = reader.next(); message; message = reader.next()) {
			const {type, body} = message;
			if (type === '') {
				reader.isStarting = body.readInt32BE(0) !== version3;
			} else if (type === 'Q' || type === 'P') {
				const {text} = readText(body, type === 'P' ? readText(body).end : 0);
				statements.push(...readStatements(text).map(({sql}) => sql));
			}
		}
	});
};

export const tapOn = async ({connection: {host, port: behindPort, user, database}}: EmbeddedServer): Promise<Tap> => {
	const statements: string[] = [];
	const sockets = new Set<Socket>();
	const listener = createServer(here => {
		const beyond = connect(socketIn({host, port: behindPort}));
		hear(here, statements);
		for (const [socket, other] of [[here, beyond], [beyond, here]] as const) {
			sockets.add(socket);
			socket.on('error', () => undefined);
			socket.on('data', chunk => other.write(chunk));
			socket.on('close', () => {
				sockets.delete(socket);
				other.destroy();
			});
		}
	});
	const place = socketIn({host, port});
	listener.listen({path: place});
	await once(listener, 'listening');
	return {
		statements,
		url: () => `postgresql://${user}@/${database}?host=${encodeURIComponent(path.dirname(place))}&port=${port}`,
		stop() {
			listener.close();
			for (const socket of sockets) {
				socket.destroy();
			}
		},
	};
};
