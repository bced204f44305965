import {once} from 'node:events';
import {connect, createServer} from 'node:net';
import {test, type TestContext} from 'node:test';
import {TransactionAbortedError} from '../../source/index.js';
import {until} from '../support/fake-clock.js';
import type {Answer} from '../support/scripted-client.js';
import {readThenWrite, rehearse} from './rehearse.js';

/** Where cancel requests arrive. What each connection sends is kept, in the order in which they came. */
const listen = async (t: TestContext) => {
	const received: Buffer[] = [];
	const server = createServer(socket => {
		const place = received.length;
		received.push(Buffer.alloc(0));
		socket.once('data', (bytes: Buffer) => {
			received[place] = bytes;
			socket.end();
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	t.after(() => server.close());
	const address = server.address();
	const port = typeof address === 'object' && address ? address.port : 0;
	return {received, port};
};

/** Aborts while that statement runs on a client that can be cancelled, then lets a request of our own follow. */
const abortDuring = async (t: TestContext, statement: string) => {
	const {received, port} = await listen(t);
	const controller = new AbortController();
	const answer = Promise.withResolvers<Answer>();
	const rehearsal = rehearse([[statement, async client => {
		Object.assign(client ?? {}, {host: '127.0.0.1', port});
		return answer.promise;
	}]], readThenWrite, {signal: controller.signal});
	await until(() => rehearsal.chronicle.at(-1) === `sent ${statement}`);
	controller.abort();
	const ours = connect(port, '127.0.0.1');
	ours.end('ours');
	await until(() => received.some(bytes => bytes.toString() === 'ours'));
	return {...rehearsal, received, answer};
};

test('An abort during a statement asks the server to cancel what this session runs', async (t: TestContext) => {
	const {received, answer, ended, pool} = await abortDuring(t, 'UPDATE');
	await until(() => received[0]?.length === 16);
	const [client] = pool.clients;
	const words = [0, 4, 8, 12].map(offset => received[0]?.readInt32BE(offset));
	t.assert.deepStrictEqual(words, [16, (1234 * 65_536) + 5678, client?.processID, client?.secretKey]);
	answer.resolve({});
	t.assert.ok((await ended).error instanceof TransactionAbortedError);
});

test('An abort during COMMIT asks for nothing to be cancelled', async (t: TestContext) => {
	const {received, answer, ended} = await abortDuring(t, 'COMMIT');
	t.assert.deepStrictEqual(received.map(String), ['ours']);
	answer.resolve({});
	t.assert.deepStrictEqual(await ended, {value: 1});
});
