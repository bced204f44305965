import {once} from 'node:events';
import {createServer, type Socket} from 'node:net';
import type {TestContext} from 'node:test';

/** Listens on loopback for one test, and does with each connection what the test says. Resolves to the port. */
export const listenFor = async (context: TestContext, onConnection: (socket: Socket) => void): Promise<number> => {
	const sockets = new Set<Socket>();
	const server = createServer(socket => {
		sockets.add(socket);
		socket.on('error', () => undefined);
		socket.on('close', () => sockets.delete(socket));
		onConnection(socket);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	context.after(() => {
		server.close();
		for (const socket of sockets) {
			socket.destroy();
		}
	});
	const address = server.address();
	if (address === null || typeof address === 'string') {
		throw new Error('It listens on no port');
	}

	return address.port;
};

/** The protocol's messages with which a server lets somebody in: AuthenticationOk, BackendKeyData and ReadyForQuery. */
export const welcome = Buffer.from([
	...Buffer.from('R\0\0\0\u{8}\0\0\0\0'),
	...Buffer.from('K\0\0\0\u{C}\0\0\0\u{1}\0\0\0\u{2}'),
	...Buffer.from('Z\0\0\0\u{5}I'),
]);
