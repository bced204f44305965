import {after, describe, test, type TestContext} from 'node:test';
import {makeTransfer} from '../../source/bank/make-transfer.js';
import {openBank} from '../../source/bank/open-bank.js';
import {faults} from '../../source/bank/faults.js';
import {cancelStatement} from '../../source/database/cancel-statement.js';
import {connectDatabase, type ConnectOptions, type Database} from '../../source/database/connect.js';
import {DatabaseConnectionError} from '../../source/database/connection-error.js';
import {findFreePort} from '../../source/database/embedded/free-port.js';
import {wireOf} from '../../source/database/wire.js';
import {createEventLog} from '../support/event-log.js';
import {listenFor} from '../support/peers.js';
import {startServer, type Server} from '../support/servers.js';
import {balancesOf, transferOf} from '../support/tellers.js';
import {freeze, noFreezing, postmasterOf} from './frozen.js';

const limited = {timeout: 15_000};
const linuxOnly = {...limited, skip: noFreezing};

/** A server with a user of its own on loopback. */
const startWith = async (password: string): Promise<Server & {readonly port: number}> => {
	const server = await startServer('loopback');
	await server.run(`CREATE ROLE ann LOGIN PASSWORD '${password}'`, 'GRANT CREATE ON DATABASE postgres TO ann');
	return {...server, port: Number(new URL(server.url()).port)};
};

const [one, two] = await Promise.all([startWith('right'), startWith('right')]);
after(async () => {
	await Promise.all([one.stop(), two.stop()]);
});

const at = (...ports: readonly number[]) => `postgresql://ann:right@${ports.map(port => `127.0.0.1:${port}`).join(',')}/postgres`;

const connectAt = async (t: TestContext, url: string, options: ConnectOptions = {}): Promise<Database> => {
	const database = await connectDatabase({url, ...options});
	t.after(async () => database.close());
	return database;
};

/** The port of the server that a statement reached. */
const reached = async ({pool}: Pick<Database, 'pool'>): Promise<number> => {
	const {rows: [row]} = await pool.query<{port: number}>('SELECT inet_server_port() AS port');
	return row?.port ?? 0;
};

/** Tries to connect: the message, and how long it took. */
const refusal = async (t: TestContext, url: string, options: ConnectOptions = {}): Promise<{readonly message: string; readonly elapsed: number}> => {
	const started = performance.now();
	const error: unknown = await connectDatabase({url, ...options}).catch((error_: unknown) => error_);
	const elapsed = performance.now() - started;
	t.assert.ok(error instanceof DatabaseConnectionError, String(error));
	t.assert.doesNotMatch(`${error.message}\n${error.stack}\n${String(error.cause)}`, /canary/v);
	return {message: error.message, elapsed};
};

const blackHole = async (t: TestContext): Promise<number> => listenFor(t, () => undefined);

/** What a server that is still starting says to everybody. */
const starting = Buffer.from('SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0');
const stillStarting = async (t: TestContext): Promise<number> => listenFor(t, socket => {
	socket.once('data', () => {
		const head = Buffer.from('E\0\0\0\0');
		head.writeInt32BE(starting.length + 4, 1);
		socket.end(Buffer.concat([head, starting]));
	});
});

describe('Of several hosts', () => {
	test('the first that lets us in serves, and is the address', limited, async (t: TestContext) => {
		const database = await connectAt(t, at(one.port, two.port));
		t.assert.deepStrictEqual([await reached(database), database.server.address, database.serving()], [one.port, `ann@127.0.0.1:${one.port}/postgres`, `ann@127.0.0.1:${one.port}/postgres`]);
	});

	const before: ReadonlyArray<readonly [what: string, port: (t: TestContext) => Promise<number>]> = [
		['where nothing listens', findFreePort],
		['that never answers', blackHole],
		['that is still starting', stillStarting],
		['that closes the connection at once', async t => listenFor(t, socket => socket.destroy())],
		['that speaks something else', async t => listenFor(t, socket => {
			socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
		})],
	];
	for (const [what, find] of before) {
		test(`one ${what} is passed over, within 5 s, and is not tried first again`, limited, async (t: TestContext) => {
			const port = await find(t);
			const started = performance.now();
			const database = await connectAt(t, at(port, two.port));
			const elapsed = performance.now() - started;
			t.assert.ok(elapsed < 5000, `${elapsed} ms`);
			t.assert.deepStrictEqual([await reached(database), database.server.address, database.serving()], [two.port, `ann@127.0.0.1:${two.port}/postgres`, `ann@127.0.0.1:${two.port}/postgres`]);
			const again = performance.now();
			const clients = await Promise.all(Array.from({length: 10}, async () => database.pool.connect()));
			t.assert.ok(performance.now() - again < 2000);
			t.assert.deepStrictEqual(new Set(clients.map(client => `${client.host}:${client.port}`)), new Set([`127.0.0.1:${two.port}`]));
			for (const client of clients) {
				client.release();
			}

			await database.reader.query('SELECT 1');
			t.diagnostic(`${Math.round(elapsed)} ms`);
		});
	}

	test('the next one serves when the first is stopped in the middle', limited, async (t: TestContext) => {
		const first = await startWith('right');
		const database = await connectAt(t, at(first.port, two.port));
		await database.reader.query('SELECT 1');
		const client = await database.pool.connect();
		t.assert.strictEqual(client.port, first.port);
		await first.stop();
		await t.assert.rejects(client.query('SELECT 1'), /terminat|not queryable/v);
		client.release();
		t.assert.deepStrictEqual([await reached(database), await reached({pool: database.reader})], [two.port, two.port]);
		t.assert.deepStrictEqual([database.server.address, database.serving()], [`ann@127.0.0.1:${first.port}/postgres`, `ann@127.0.0.1:${two.port}/postgres`]);
	});

	test('the next one serves when the first freezes in the middle', linuxOnly, async (t: TestContext) => {
		const database = await connectAt(t, at(one.port, two.port), {statementTimeout: 300, poolTimeout: 1000});
		const superuser = await connectAt(t, one.url());
		await database.pool.query('SELECT 1');
		freeze(t, await postmasterOf(superuser.pool));
		const started = performance.now();
		await t.assert.rejects(database.pool.query('SELECT 1'), {message: 'Query read timeout'});
		t.assert.strictEqual(await reached(database), two.port);
		t.assert.ok(performance.now() - started < 1500);
	});

	test('the one that serves is asked to cancel a statement', limited, async (t: TestContext) => {
		const {pool} = await connectAt(t, at(await findFreePort(), two.port));
		const client = await pool.connect();
		const {rows: [backend]} = await client.query<{pid: number}>('SELECT pg_backend_pid() AS pid');
		const statement = t.assert.rejects(client.query('SELECT pg_sleep(60)'), {code: '57014'});
		while ((await pool.query('SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND wait_event = \'PgSleep\'', [backend?.pid])).rowCount === 0) {
			// Asked again until the server says so.
		}

		await cancelStatement(client);
		await statement;
		client.release();
	});

	test('the one that serves has a wire under it, where faults are to strike', limited, async (t: TestContext) => {
		const database = await connectAt(t, at(await findFreePort(), two.port));
		const client = await database.wired.connect();
		t.assert.strictEqual(wireOf(client), client.connection.stream);
		client.release();
		const {bank} = await openBank(database, {schema: 'wired', accounts: 3});
		const {onEvent, all} = createEventLog();
		await makeTransfer(bank, await transferOf(bank, 'Ada', 'Ben', 60_000n), {base: 1, cap: 20, onEvent, faults: faults.filter(({name}) => name === 'lose-commit' || name === 'cut')});
		t.assert.strictEqual(all('fault-injected').length, 2);
		t.assert.deepStrictEqual(all('outcome-resolved').map(({committed}) => committed), [true]);
		t.assert.strictEqual((await balancesOf(bank))['Ada'], 40_000n);
	});

	test('sockets and ports may stand in the parameters', limited, async (t: TestContext) => {
		const local = await startServer();
		t.after(async () => local.stop());
		const directory = decodeURIComponent(/host=(?<host>[^&]*)/v.exec(local.url())?.groups?.['host'] ?? '');
		const {server: {address}} = await connectAt(t, local.url().replace('host=', 'host=/nowhere,'));
		t.assert.ok(address.endsWith(`@${directory}:5432/postgres`), address);
	});
});

describe('Where none of several hosts lets us in', {concurrency: true}, () => {
	test('each has its own reason', limited, async (t: TestContext) => {
		const [closed, hasty, early] = [await findFreePort(), await listenFor(t, socket => socket.destroy()), await stillStarting(t)];
		const {message} = await refusal(t, at(closed, hasty, early).replace('right', 'canary'));
		t.assert.strictEqual(message, `Can't connect to ann@127.0.0.1:${closed},127.0.0.1:${hasty},127.0.0.1:${early}/postgres.`
		+ ` 127.0.0.1:${closed}: Nothing listens on port ${closed} of 127.0.0.1. Start the server, or correct host and port.`
		+ ` 127.0.0.1:${hasty}: 127.0.0.1 closed the connection on port ${hasty}. Is it a database that speaks PostgreSQL's protocol?`
		+ ` 127.0.0.1:${early}: 127.0.0.1 is not taking connections yet: it is starting or stopping. Try again in a moment.`);
	});

	test('and all are silent, that is known within 5 s in all', limited, async (t: TestContext) => {
		const [first, second] = [await blackHole(t), await blackHole(t)];
		const {message, elapsed} = await refusal(t, at(first, second));
		t.assert.match(message, new RegExp(String.raw`127\.0\.0\.1 did not answer on port ${first} in time\..*127\.0\.0\.1 did not answer on port ${second} in time\.`, 'v'));
		t.assert.ok(elapsed < 5500, `${elapsed} ms`);
		t.diagnostic(`${Math.round(elapsed)} ms`);
	});

	test('TLS is asked of each', limited, async (t: TestContext) => {
		const refuse = async () => listenFor(t, socket => {
			socket.once('data', () => socket.write('N'));
		});
		const {message} = await refusal(t, `${at(await refuse(), await refuse())}?sslmode=no-verify`);
		t.assert.strictEqual(message.match(/does not offer TLS/gv)?.length, 2);
	});

	test('because the first refuses the password, that is said, and that the next was not tried', limited, async (t: TestContext) => {
		let asked = 0;
		const next = await listenFor(t, () => {
			asked++;
		});
		const {message} = await refusal(t, at(one.port, next).replace('right', 'canary'));
		t.assert.strictEqual(message, `Can't connect to ann@127.0.0.1:${one.port}/postgres. The server refused the password of ann.`
		+ ` Correct it in the connection string, or set PGPASSWORD. Not tried, since 127.0.0.1:${one.port} answered: 127.0.0.1:${next}.`);
		t.assert.strictEqual(asked, 0);
	});

	test('because the second refuses the password, the first being down, it is the second that is named', limited, async (t: TestContext) => {
		const {message} = await refusal(t, at(await findFreePort(), two.port).replace('right', 'canary'));
		t.assert.strictEqual(message, `Can't connect to ann@127.0.0.1:${two.port}/postgres. The server refused the password of ann. Correct it in the connection string, or set PGPASSWORD.`);
	});

	test('once we are in, a transfer goes on trying', limited, async (t: TestContext) => {
		const first = await startWith('right');
		const database = await connectAt(t, at(first.port, await findFreePort()));
		const {bank} = await openBank(database, {schema: 'lost', accounts: 3});
		const transfer = await transferOf(bank, 'Ada', 'Ben', 1n);
		await first.stop();
		const {onEvent, all} = createEventLog();
		await t.assert.rejects(makeTransfer(bank, transfer, {base: 1, cap: 5, maxAttempts: 3, onEvent}), {name: 'RetriesExhaustedError'});
		const {failure} = all('attempt-failed').at(-1) ?? {};
		t.assert.deepStrictEqual([all('attempt-failed').length, failure?.phase, failure?.verdict], [3, 'connect', 'retry']);
		t.assert.match(failure?.message ?? '', /^127\.0\.0\.1:\d+: connect ECONNREFUSED .*; 127\.0\.0\.1:\d+: connect ECONNREFUSED /v);
	});
});
