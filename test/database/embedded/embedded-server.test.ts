import {once} from 'node:events';
import {readdir, stat} from 'node:fs/promises';
import {connect} from 'node:net';
import process from 'node:process';
import {after, describe, test, type TestContext} from 'node:test';
import pg from 'pg';
import {EmbeddedServerError, startEmbeddedServer} from '../../../source/database/embedded/embedded-server.js';
import {exists, isRunning} from '../../../source/database/embedded/remains.js';
import {waitUntil} from '../../../source/database/embedded/wait-until.js';
import {nodeSupervisor} from './looked-after-by-node.js';
import {isEmptied, makePlace} from './place.js';
import {tcpSocketsOf} from './processes.js';

const isLinux = process.platform === 'linux';
const isRoot = process.geteuid?.() === 0;
const linuxOnly = {skip: isLinux ? false : 'it looks into /proc'};
const rootOnly = {skip: isRoot ? false : 'we are not root'};

const ask = async (connection: pg.ClientConfig, question: string): Promise<unknown[]> => {
	const client = new pg.Client(connection);
	await client.connect();
	try {
		const {rows} = await client.query<unknown[]>({text: question, rowMode: 'array'});
		return rows[0] ?? [];
	} finally {
		await client.end();
	}
};

const stages: string[] = [];
const server = await startEmbeddedServer({
	onStage(stage) {
		stages.push(stage);
	},
});
after(async () => {
	await server.stop();
});

describe('The embedded server', {concurrency: 2}, () => {
	test('answers on several connections, each with a backend of its own', async (t: TestContext) => {
		const pool = new pg.Pool(server.connection);
		const clients = await Promise.all([pool.connect(), pool.connect()]);
		const answers = await Promise.all(clients.map(async client => client.query<{one: number; pid: number}>('SELECT 1 AS one, pg_backend_pid() AS pid')));
		for (const client of clients) {
			client.release();
		}

		await pool.end();
		t.assert.deepStrictEqual(answers.map(({rows}) => rows[0]?.one), [1, 1]);
		t.assert.strictEqual(new Set(answers.map(({rows}) => rows[0]?.pid)).size, 2);
	});

	test('refuses a transaction that conflicts with another one', async (t: TestContext) => {
		const [left, right] = [new pg.Client(server.connection), new pg.Client(server.connection)];
		await Promise.all([left.connect(), right.connect()]);
		await left.query('CREATE TABLE counter (n int)');
		await left.query('INSERT INTO counter VALUES (0)');
		for (const client of [left, right]) {
			await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE');

			await client.query('SELECT n FROM counter');
		}

		await right.query('UPDATE counter SET n = n + 1');
		await right.query('COMMIT');
		await t.assert.rejects(left.query('UPDATE counter SET n = n + 1'), {code: '40001'});
		await Promise.all([left.end(), right.end()]);
	});

	test('says which stage it is at', (t: TestContext) => {
		t.assert.deepStrictEqual(stages.filter(stage => stage !== 'unpacking'), ['initialising', 'starting']);
	});

	test('lives in a directory that only its user can enter', async (t: TestContext) => {
		const {mode, uid} = await stat(server.directory);
		t.assert.strictEqual(mode % 0o1000, 0o700);
		t.assert.strictEqual(uid === process.geteuid?.(), !isRoot);
	});

	test('has no TCP port', linuxOnly, async (t: TestContext) => {
		t.assert.deepStrictEqual(await ask(server.connection, 'SHOW listen_addresses'), ['']);
		t.assert.strictEqual(await tcpSocketsOf(server.processId), 0);
	});

	test('runs as another user if we are root', rootOnly, async (t: TestContext) => {
		const {uid} = await stat(`/proc/${server.processId}`);
		t.assert.notStrictEqual(uid, 0);
	});

	test('has settings for a storm of 64 clients and for teaching', async (t: TestContext) => {
		const question = 'SELECT current_setting(\'max_connections\')::int >= 128, getdatabaseencoding() = \'UTF8\', version() LIKE \'PostgreSQL 18%\'';
		t.assert.deepStrictEqual(await ask(server.connection, question), [true, true, true]);
		t.assert.deepStrictEqual(await ask(server.connection, 'SHOW deadlock_timeout'), ['100ms']);
	});

	test('can be there several times at once, also next to one that stops, twice', async (t: TestContext) => {
		const place = await makePlace(t);
		const options = {temporaryDirectories: [place]};
		const [first, second] = await Promise.all([startEmbeddedServer(options), startEmbeddedServer(options)]);
		await Promise.all([first.stop(), first.stop()]);
		t.assert.ok(!await exists(first.directory));
		t.assert.ok(!isRunning(first.processId));
		t.assert.deepStrictEqual(await ask(second.connection, 'SELECT 1'), [1]);
		t.assert.deepStrictEqual(await ask(server.connection, 'SELECT 1'), [1]);
		await second.stop();
		t.assert.deepStrictEqual(await readdir(place), []);
	});

	for (const supervisor of ['sh', 'node'] as const) {
		test(`comes back when it is killed, with all that it had reported as committed, looked after by ${supervisor}`, supervisor === 'node' ? nodeSupervisor : {}, async (t: TestContext) => {
			const place = await makePlace(t);
			const killed = await startEmbeddedServer({supervisor, temporaryDirectories: [place]});
			await ask(killed.connection, 'CREATE TABLE told (n int)');
			const told: number[] = [];
			for (let round = 0; round < 4; round++) {
				const client = new pg.Client(killed.connection);
				client.on('error', () => undefined);
				await client.connect();
				for (let n = round * 100; n < (round * 100) + 50; n++) {
					await client.query('INSERT INTO told VALUES ($1)', [n]);
					told.push(n);
				}

				await killed.crash();
				await client.end().catch(() => undefined);
				t.assert.ok(await waitUntil(async () => ask(killed.connection, 'SELECT 1').then(() => true, () => false), {limit: 10_000}));
				const found = await ask(killed.connection, 'SELECT array_agg(n ORDER BY n) FROM told');
				t.assert.deepStrictEqual(found, [told]);
			}

			await killed.crash();
			await killed.stop();
			t.assert.deepStrictEqual(await readdir(place), []);
		});
	}

	test('listens on loopback if asked to, with a password that has to be right', async (t: TestContext) => {
		const place = await makePlace(t);
		const loopback = await startEmbeddedServer({transport: 'loopback', temporaryDirectories: [place]});
		const {connection} = loopback;
		t.assert.strictEqual(connection.host, '127.0.0.1');
		t.assert.deepStrictEqual(await ask(connection, 'SHOW unix_socket_directories'), ['']);
		t.assert.deepStrictEqual(await ask(connection, 'SHOW listen_addresses'), ['127.0.0.1']);
		await t.assert.rejects(ask({...connection, password: 'guessed'}, 'SELECT 1'), {code: '28P01'});
		t.assert.deepStrictEqual(await readdir(loopback.directory), ['data', 'log']);
		await loopback.stop();
		t.assert.deepStrictEqual(await readdir(place), []);
		await t.assert.rejects(once(connect(connection.port, connection.host), 'connect'), {code: 'ECONNREFUSED'});
	});

	test('can be looked after by Node instead of a shell', nodeSupervisor, async (t: TestContext) => {
		const place = await makePlace(t);
		const other = await startEmbeddedServer({supervisor: 'node', temporaryDirectories: [place]});
		t.assert.deepStrictEqual(await ask(other.connection, 'SELECT 1'), [1]);
		await other.stop();
		t.assert.deepStrictEqual(await readdir(place), []);
	});

	for (const stage of ['initialising', 'starting']) {
		test(`can be called off while it is ${stage}, and leaves nothing behind`, async (t: TestContext) => {
			const place = await makePlace(t);
			const controller = new AbortController();
			const reason = new Error('The user quits.');
			const starting = startEmbeddedServer({
				signal: controller.signal,
				temporaryDirectories: [place],
				onStage(reached) {
					if (reached === stage) {
						controller.abort(reason);
					}
				},
			});
			await t.assert.rejects(starting, reason);
			t.assert.ok(await isEmptied(place));
		});
	}

	test('takes the next place if the first is too long for a socket or cannot be used', async (t: TestContext) => {
		const place = await makePlace(t);
		const other = await startEmbeddedServer({temporaryDirectories: [`/tmp/${'long/'.repeat(20)}`, '/nowhere', place]});
		t.assert.ok(other.directory.startsWith(place));
		await other.stop();
	});

	test('says what is wrong with each place if none will do', async (t: TestContext) => {
		await t.assert.rejects(
			startEmbeddedServer({temporaryDirectories: [`/tmp/${'long/'.repeat(20)}`, '/nowhere']}),
			(error: unknown) => error instanceof EmbeddedServerError && /long for a socket.*\/nowhere/v.test(error.reason),
		);
	});
});
