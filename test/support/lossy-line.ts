import {once} from 'node:events';
import {connect, createServer, type Socket} from 'node:net';
import type {TestContext} from 'node:test';
import type {Server} from './servers.js';

/** A way to a server that can be lost while the server is as well as ever. */
export type LossyLine = {
	/** The connection string that leads over it. */
	url(login?: {readonly user: string}): string;
	/** Nothing gets through any more, in either direction, and nobody is told: connections are taken and stay. */
	swallow(): void;
	/** Every connection ends, and nobody listens any more. */
	refuse(): Promise<void>;
	/** Every connection ends, and what was held back is lost; new ones are welcome. */
	cut(): void;
	/** All is as at first; what was held back goes on its way, as what is sent again does in a network. */
	mend(): Promise<void>;
};

/** Lays a line to a server, for one test. */
export const layLine = async (context: TestContext, server: Pick<Server, 'url'>): Promise<LossyLine> => {
	const there = new URL(server.url());
	const sockets = new Set<Socket>();
	let isSwallowing = false;

	const keep = (socket: Socket, other: () => Socket) => {
		sockets.add(socket);
		socket.on('error', () => undefined);
		socket.on('data', chunk => other().write(chunk));
		socket.on('close', () => {
			sockets.delete(socket);
			other().destroy();
		});
		if (isSwallowing) {
			socket.pause();
		}
	};

	const listener = createServer(here => {
		const beyond = connect(Number(there.port), there.hostname);
		keep(here, () => beyond);
		keep(beyond, () => here);
	});
	const listen = async (port: number): Promise<number> => {
		listener.listen(port, '127.0.0.1');
		await once(listener, 'listening');
		const address = listener.address();
		return typeof address === 'object' ? address?.port ?? 0 : 0;
	};

	const cut = () => {
		for (const socket of sockets) {
			socket.destroy();
		}
	};

	const port = await listen(0);
	context.after(() => {
		listener.close();
		cut();
	});
	return {
		url(login) {
			const url = new URL(server.url(login));
			url.port = String(port);
			return url.href;
		},
		swallow() {
			isSwallowing = true;
			for (const socket of sockets) {
				socket.pause();
			}
		},
		async refuse() {
			const closed = once(listener, 'close');
			listener.close();
			cut();
			await closed;
		},
		cut,
		async mend() {
			isSwallowing = false;
			for (const socket of sockets) {
				socket.resume();
			}

			if (!listener.listening) {
				await listen(port);
			}
		},
	};
};
