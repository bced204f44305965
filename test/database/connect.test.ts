import {stat} from 'node:fs/promises';
import {after, describe, test, type TestContext} from 'node:test';
import {cancelStatement} from '../../source/database/cancel-statement.js';
import {connectDatabase} from '../../source/database/connect.js';
import {isolationInForce} from '../../source/database/isolation-in-force.js';
import {findFreePort} from '../../source/database/embedded/free-port.js';
import {listenFor} from '../support/peers.js';
import {connectFor, startServer} from '../support/servers.js';

const stages: string[] = [];
const embedded = await connectDatabase({
	onStage(stage) {
		stages.push(stage);
	},
});
const server = await startServer('loopback');
const remote = await connectDatabase({url: server.url()});
after(async () => {
	await Promise.all([embedded.close(), remote.close()]);
	await server.stop();
});

describe('A connection', () => {
	test('without a connection string leads to a server of our own', (t: TestContext) => {
		const {engine, version, address, tls, embedded: isOurs} = embedded.server;
		t.assert.deepStrictEqual([engine.name, version.split('.', 1)[0], isOurs, tls], ['postgresql', '18', true, undefined]);
		t.assert.match(address, /\/backoff-bank-\d+-\w+$/v);
		t.assert.deepStrictEqual(stages.slice(-2), ['initialising', 'starting']);
	});

	test('with one leads there, and its address has no password', async (t: TestContext) => {
		await server.run('CREATE ROLE ann LOGIN PASSWORD \'canary\'');
		const {server: {address, embedded: isOurs, engine}} = await connectFor(t, server.url({user: 'ann', password: 'canary'}));
		t.assert.match(address, /^ann@127\.0\.0\.1:\d+\/postgres$/v);
		t.assert.deepStrictEqual([engine.name, isOurs], ['postgresql', false]);
	});

	test('for reading can\'t write, and takes one snapshot a statement', async (t: TestContext) => {
		const {rows} = await embedded.reader.query('SELECT current_setting(\'transaction_isolation\') AS level, current_setting(\'transaction_read_only\') AS lock');
		t.assert.deepStrictEqual(rows, [{level: 'repeatable read', lock: 'on'}]);
		await t.assert.rejects(embedded.reader.query('CREATE TABLE written (n int)'), {code: '25006'});
	});

	test('is closed, and the server of our own gone, whether or not somebody still uses it', async (t: TestContext) => {
		const database = await connectDatabase({});
		const client = await database.pool.connect();
		client.on('error', () => undefined);
		await stat(database.server.address);
		const started = performance.now();
		await database.close();
		t.assert.ok(performance.now() - started < 4000);
		await t.assert.rejects(stat(database.server.address), {code: 'ENOENT'});
		client.release(true);
	});

	test('can be called off while the server is started', async (t: TestContext) => {
		const controller = new AbortController();
		const reason = new Error('The user quits.');
		await t.assert.rejects(connectDatabase({
			signal: controller.signal,
			onStage() {
				controller.abort(reason);
			},
		}), reason);
	});

	test('can be called off while nobody answers', async (t: TestContext) => {
		const controller = new AbortController();
		const reason = new Error('The user quits.');
		const port = await listenFor(t, () => {
			controller.abort(reason);
		});
		const started = performance.now();
		await t.assert.rejects(connectDatabase({url: `postgresql://ann@127.0.0.1:${port}/bank`, signal: controller.signal}), reason);
		t.assert.ok(performance.now() - started < 2000, 'at once, not after the 5 s that connecting may take');
	});
});

describe('isolationInForce', () => {
	for (const level of ['read committed', 'repeatable read', 'serializable']) {
		test(`says ${level} where that is in force, and leaves nothing behind`, async (t: TestContext) => {
			t.assert.strictEqual(await isolationInForce(embedded, level), level);
			const client = await embedded.pool.connect();
			t.assert.strictEqual(client.getTransactionStatus(), 'I');
			client.release();
		});
	}

	test('rejects a level that is none, and does not give the client back', async (t: TestContext) => {
		const before = embedded.pool.totalCount;
		await t.assert.rejects(isolationInForce(embedded, 'snapshot'), {code: '42601'});
		t.assert.ok(embedded.pool.totalCount < before);
	});
});

describe('cancelStatement', () => {
	for (const [transport, database] of [['a socket', embedded], ['TCP', remote]] as const) {
		test(`ends the statement that runs, over ${transport}, and leaves the session as good as before`, async (t: TestContext) => {
			const client = await database.pool.connect();
			const {rows: [backend]} = await client.query<{pid: number}>('SELECT pg_backend_pid() AS pid');
			const isRunning = async (): Promise<boolean> => {
				const {rowCount} = await database.pool.query('SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND wait_event = \'PgSleep\'', [backend?.pid]);
				return rowCount === 1;
			};

			const statement = t.assert.rejects(client.query('SELECT pg_sleep(60)'), {code: '57014'});
			while (!await isRunning()) {
				// Asked again until the server says so.
			}

			await cancelStatement(client);
			await statement;
			const {rows} = await client.query('SELECT 1 AS one');
			t.assert.deepStrictEqual(rows, [{one: 1}]);
			client.release();
		});
	}

	test('resolves where nobody can be reached, or answers, or what it takes is missing', async (t: TestContext) => {
		const started = performance.now();
		const whom = {processID: 1, secretKey: 2, host: '127.0.0.1'};
		await cancelStatement({...whom, port: await findFreePort()});
		await cancelStatement({...whom, port: await listenFor(t, () => undefined)}, 50);
		await cancelStatement({...whom, host: '/nowhere', port: 5432});
		await cancelStatement({host: '127.0.0.1', port: 1});
		await cancelStatement({});
		t.assert.ok(performance.now() - started < 1000);
	});

	test('sends what the protocol says', async (t: TestContext) => {
		const {promise, resolve} = Promise.withResolvers<string>();
		const port = await listenFor(t, socket => {
			socket.once('data', data => {
				resolve(data.toString('hex'));
				socket.end();
			});
		});
		await cancelStatement({host: '127.0.0.1', port, processID: 258, secretKey: -2});
		t.assert.strictEqual(await promise, '0000001004d2162e00000102fffffffe');
	});
});
