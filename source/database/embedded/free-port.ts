import {once} from 'node:events';
import {createServer} from 'node:net';

/** A port of 127.0.0.1 that nobody listens on at this moment. */
export const findFreePort = async (): Promise<number> => {
	const server = createServer();
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	await once(server, 'close');
	if (address === null || typeof address === 'string') {
		throw new TypeError('A listening TCP server has a numeric port.');
	}

	return address.port;
};
