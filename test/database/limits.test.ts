import {after, beforeEach, describe, test, type TestContext} from 'node:test';
import {makeTransfer} from '../../source/bank/make-transfer.js';
import {openBank} from '../../source/bank/open-bank.js';
import {connectDatabase, type Database} from '../../source/database/connect.js';
import {waitUntil} from '../../source/database/embedded/wait-until.js';
import type {Gate} from '../../source/transactions/gate.js';
import {createEventLog} from '../support/event-log.js';
import {layLine} from '../support/lossy-line.js';
import {startServer} from '../support/servers.js';
import {balancesOf, ledgerOf, transferOf} from '../support/tellers.js';
import {freeze, noFreezing, postmasterOf} from './frozen.js';

const linuxOnly = {skip: noFreezing, timeout: 20_000};
const limits = {statementTimeout: 300, poolTimeout: 400};
const server = await startServer('loopback');
const database = await connectDatabase({url: server.url(), ...limits});
after(async () => {
	await database.close();
	await server.stop();
});
const {bank} = await openBank(database, {schema: 'bank', accounts: 3});
const postmaster = await postmasterOf(database.pool);

/** Sends $600 of Ada's $1,000 to Ben; the first time that this statement is about to be sent, something happens. */
const send = async (at: string, strike: () => void | Promise<void>) => {
	const transfer = await transferOf(bank, 'Ada', 'Ben', 60_000n);
	const log = createEventLog();
	let isDone = false;
	const gate: Gate = async ({statement}) => {
		if (statement.label !== at || isDone) {
			return;
		}

		isDone = true;
		await strike();
	};

	return {log, transfer, made: makeTransfer(bank, transfer, {base: 1, cap: 20, onEvent: log.onEvent, gate})};
};

const moved = {Ada: 40_000n, Ben: 85_000n, Cleo: 50_000n};

const assertMadeOnce = async (t: TestContext, id: string): Promise<void> => {
	t.assert.deepStrictEqual(await ledgerOf(bank), [{id, from: 'Ada', to: 'Ben', cents: 60_000n}]);
	t.assert.deepStrictEqual(await balancesOf(bank), moved);
};

/** Every connection that a pool has can be used, and is in no transaction. */
const assertSound = async (t: TestContext, {pool}: Database): Promise<void> => {
	const clients = await Promise.all(Array.from({length: pool.totalCount}, async () => pool.connect()));
	for (const client of clients) {
		const {rows} = await client.query('SELECT 1 AS one');
		t.assert.deepStrictEqual([rows, client.getTransactionStatus()], [[{one: 1}], 'I']);
		client.release();
	}
};

/** Opens so many connections, and leaves them idle. */
const openIdle = async ({pool}: Database, count: number): Promise<void> => {
	const clients = await Promise.all(Array.from({length: count}, async () => pool.connect()));
	for (const client of clients) {
		client.release();
	}
};

/** What Node's timers and performance.now() round differently is let through. */
const assertBetween = (t: TestContext, elapsed: number, least: number, most: number): void => {
	t.assert.ok(elapsed >= least, `${elapsed} ms`);
	t.assert.ok(elapsed < most, `${elapsed} ms`);
};

const isTimeout = {message: 'Query read timeout'};

describe('A server that freezes', () => {
	beforeEach(async () => {
		await server.run(
			'TRUNCATE bank.transfers',
			'UPDATE bank.accounts SET opening = CASE owner WHEN \'Ada\' THEN 100000 WHEN \'Ben\' THEN 25000 ELSE 50000 END',
			'UPDATE bank.accounts SET balance = opening',
		);
	});

	for (const at of ['begin', 'debit']) {
		test(`at ${at} costs a statement its timeout; once it goes on, the transfer is made, once`, linuxOnly, async (t: TestContext) => {
			let thaw = () => undefined as void;
			const {log, transfer, made} = await send(at, () => {
				thaw = freeze(t, postmaster);
			});
			const {failure, elapsed} = await log.next('statement-failed');
			t.assert.deepStrictEqual([failure.statement?.label, failure.verdict], [at, 'retry']);
			assertBetween(t, elapsed, 295, 1000);
			thaw();
			t.assert.strictEqual(await made, undefined);
			await assertMadeOnce(t, transfer.id);
			await assertSound(t, database);
		});
	}

	test('at COMMIT leaves the outcome unknown, with time enough to find out', linuxOnly, async (t: TestContext) => {
		let thaw = () => undefined as void;
		const {log, transfer, made} = await send('commit', () => {
			thaw = freeze(t, postmaster);
		});
		const {failure} = await log.next('outcome-unknown');
		t.assert.deepStrictEqual([failure.phase, failure.verdict], ['commit', 'ambiguous']);
		thaw();
		t.assert.strictEqual(await made, undefined);
		t.assert.deepStrictEqual(log.all('outcome-resolved').map(({committed}) => committed), [true], 'what was sent is done once it goes on');
		await assertMadeOnce(t, transfer.id);
		await assertSound(t, database);
	});

	test('stays frozen for a while, and costs only one statement its timeout: idle connections to it go with the first', linuxOnly, async (t: TestContext) => {
		await openIdle(database, 5);
		t.assert.ok(database.pool.idleCount >= 5);
		let thaw = () => undefined as void;
		const {log, transfer, made} = await send('read-balance', () => {
			thaw = freeze(t, postmaster);
		});
		await log.next('statement-failed');
		await log.next('attempt-failed', ({failure}) => failure.phase === 'connect');
		t.assert.strictEqual(database.pool.idleCount, 0);
		thaw();
		await made;
		t.assert.strictEqual(log.all('statement-failed').length, 1);
		await assertMadeOnce(t, transfer.id);
		await assertSound(t, database);
	});

	test('fails the reads and the single statements of either pool, and leaves no connection that waits for their answers', linuxOnly, async (t: TestContext) => {
		const {pool, reader} = database;
		await openIdle(database, 3);
		await reader.query('SELECT 1');
		const client = await pool.connect();
		const thaw = freeze(t, postmaster);
		const started = performance.now();
		await Promise.all([
			t.assert.rejects(reader.query('SELECT 1'), isTimeout),
			t.assert.rejects(pool.query('SELECT 1'), isTimeout),
			t.assert.rejects(client.query('SELECT 1'), isTimeout).then(() => {
				client.release();
			}),
		]);
		t.assert.ok(performance.now() - started < 1500);
		t.assert.deepStrictEqual([pool.totalCount, reader.totalCount], [0, 0]);
		thaw();
		const {rows} = await reader.query('SELECT current_setting(\'transaction_isolation\') AS level');
		t.assert.deepStrictEqual(rows, [{level: 'repeatable read'}]);
		await pool.query('SELECT 1');
		await assertSound(t, database);
	});

	test('takes a new connection no longer than the pool\'s limit', linuxOnly, async (t: TestContext) => {
		const {pool} = database;
		const taken = await Promise.all(Array.from({length: pool.totalCount}, async () => pool.connect()));
		freeze(t, postmaster);
		const started = performance.now();
		await t.assert.rejects(pool.connect(), /timeout/v);
		const elapsed = performance.now() - started;
		assertBetween(t, elapsed, 395, 1200);
		for (const client of taken) {
			client.release();
		}
	});

	for (const [whose, url] of [['somebody else\'s', server.url()], ['our own', undefined]] as const) {
		test(`keeps nobody from leaving: closing takes 2 s at most, ${whose}`, linuxOnly, async (t: TestContext) => {
			const ours = await connectDatabase({url, ...limits});
			await openIdle(ours, 3);
			await ours.reader.query('SELECT 1');
			const [busy, idle] = [await ours.pool.connect(), await ours.pool.connect()];
			idle.release();
			const thaw = freeze(t, await postmasterOf(ours.pool));
			const asked = busy.query('SELECT 1').catch((error: unknown) => error);
			const started = performance.now();
			await ours.close();
			const elapsed = performance.now() - started;
			t.assert.ok(elapsed <= 2000, `${elapsed} ms`);
			t.assert.ok(await asked instanceof Error);
			busy.release(true);
			t.assert.deepStrictEqual([ours.pool.totalCount, ours.reader.totalCount], [0, 0]);
			t.assert.ok(idle.connection.stream.destroyed, 'it does not wait for a goodbye that nobody says');
			thaw();
			t.diagnostic(`${Math.round(elapsed)} ms`);
		});
	}
});

describe('Closing', {timeout: 20_000}, () => {
	for (const pool of ['pool', 'wired'] as const) {
		test(`ends the wait of whoever asked the ${pool} for a connection, new or taken, of a server that nobody hears any more`, async (t: TestContext) => {
			const line = await layLine(t, server);
			const ours = await connectDatabase({url: line.url(), connections: 2, poolTimeout: 10_000});
			const taken = await ours[pool].connect();
			line.swallow();
			const asked = [ours[pool].connect(), ours[pool].query('SELECT 1'), ours.reader.query('SELECT 1')];
			const told = Promise.allSettled(asked);
			t.assert.deepStrictEqual([ours[pool].totalCount, ours[pool].waitingCount], [2, 1], 'one begins to connect, one waits');
			const started = performance.now();
			await ours.close();
			const ends = await told;
			const elapsed = performance.now() - started;
			t.assert.ok(elapsed <= 2000, `${elapsed} ms`);
			t.assert.deepStrictEqual(ends.map(end => end.status === 'rejected' && String(end.reason)), Array.from({length: 3}, () => 'Error: The connections were closed.'));
			taken.release(true);
			t.assert.ok(await waitUntil(async () => ours[pool].totalCount === 0, {limit: 1000}));
		});
	}
});

describe('A limit', {timeout: 20_000}, () => {
	test('holds for waiting for a lock too', async (t: TestContext) => {
		await server.run('TRUNCATE bank.transfers', 'UPDATE bank.accounts SET balance = opening', 'BEGIN', 'SELECT 1 FROM bank.accounts FOR UPDATE');
		const {log, transfer, made} = await send('none', () => undefined);
		const {failure} = await log.next('statement-failed');
		await server.run('ROLLBACK');
		t.assert.deepStrictEqual([failure.message, failure.verdict], ['Query read timeout', 'retry']);
		await made;
		await assertMadeOnce(t, transfer.id);
		await assertSound(t, database);
	});

	test('holds for waiting for a free connection', async (t: TestContext) => {
		const one = await connectDatabase({url: server.url(), connections: 1, poolTimeout: 200});
		t.after(async () => one.close());
		const client = await one.pool.connect();
		const started = performance.now();
		await t.assert.rejects(one.pool.query('SELECT 1'), /timeout exceeded when trying to connect/v);
		const elapsed = performance.now() - started;
		assertBetween(t, elapsed, 195, 1000);
		client.release();
		await one.pool.query('SELECT 1');
	});
});
