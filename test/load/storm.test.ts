import {after, describe, test, type TestContext} from 'node:test';
import {auditBank} from '../../source/bank/audit.js';
import type {Bank} from '../../source/bank/bank.js';
import {CountedBooks} from '../../source/bank/counted-books.js';
import {TransferRefusedError} from '../../source/bank/refusal.js';
import {openBank as openBankOn} from '../../source/bank/open-bank.js';
import {connectDatabase} from '../../source/database/connect.js';
import type {Cure} from '../../source/load/cures/cure.js';
import {readThenWrite} from '../../source/load/cures/read-then-write.js';
import type {StormEvent} from '../../source/load/events.js';
import {queue} from '../../source/load/cures/queue.js';
import {evenly} from '../../source/load/hot-spot.js';
import {runStorm, startStorm, type StormOptions} from '../../source/load/storm.js';
import {none} from '../../source/transactions/policies/none.js';
import {openBankFor, startServer} from '../support/servers.js';

const server = await startServer();
after(async () => {
	await server.stop();
});

const options: StormOptions = {cure: readThenWrite, clients: 8, accounts: 2, hot: evenly, base: 2, cap: 20, maxAttempts: Infinity};

/** Hears a storm's events, and waits for some. */
const listen = () => {
	const events: StormEvent[] = [];
	let wake = Promise.withResolvers<void>();
	return {
		events,
		onEvent(event: StormEvent) {
			events.push(event);
			wake.resolve();
			wake = Promise.withResolvers();
		},
		async until(found: (event: StormEvent) => boolean): Promise<StormEvent> {
			for (;;) {
				const event = events.find(each => found(each));
				if (event) {
					return event;
				}

				await wake.promise;
			}
		},
	};
};

const openBank = async (t: TestContext, schema: string): Promise<Bank> => openBankFor(t, server, {schema: await server.freshSchema(schema)});

/** A cure that needs no server: `work` is what becomes of each transfer. */
const cureOf = (move: Awaited<ReturnType<Cure['open']>>['move']): Cure => ({
	...readThenWrite, open: async () => ({move, close: async () => undefined}),
});

const withOwnServer = {skip: server.kind !== 'embedded' && 'it kills a server of its own'};

describe('A storm whose server is killed', {timeout: 60_000}, () => {
	for (const cure of [readThenWrite, queue]) {
		test(`goes on once it is back, and every transfer is settled: ${cure.name}`, withOwnServer, async (t: TestContext) => {
			const database = await connectDatabase({});
			t.after(async () => database.close());
			const {bank} = await openBankOn(database, {schema: 'killed'});
			const {onEvent, until} = listen();
			const storm = startStorm(bank, {...options, accounts: 4, cure, onEvent});
			await until(event => event.type === 'storm-sample' && event.committed > 0);
			await database.crash?.();
			const back = await until(event => event.type === 'storm-sample' && event.failures.some(({code, reason}) => code === '57P01' || code === 'ECONNREFUSED' || reason === 'connection lost'));
			const before = back.type === 'storm-sample' ? back.committed : 0;
			await until(event => event.type === 'storm-sample' && event.committed > before + 5);
			storm.stop();
			const {committed, unknown, failed} = await storm.ended;
			const {conserved, lost, denied = 0} = await auditBank(bank, storm.books.books(true));
			t.assert.deepStrictEqual([conserved, lost, denied, unknown, failed], [true, 0, 0, 0, 0]);
			const {rows} = await database.pool.query<{count: number}>(`SELECT count(*)::INT FROM ${bank.tables.transfers}`);
			t.assert.deepStrictEqual(rows, [{count: committed}]);
		});
	}
});

describe('A storm on a real server', {timeout: 60_000}, () => {
	test('makes many transfers and conflicts, and every one that it reports is in the ledger', async (t: TestContext) => {
		const bank = await openBank(t, 'storm');
		const {events, onEvent, until} = listen();
		const storm = startStorm(bank, {...options, onEvent});
		await until(event => event.type === 'storm-sample' && event.committed >= 50 && event.retries > 0);
		storm.stop();
		const figures = await storm.ended;
		const {audit, rows} = {audit: await auditBank(bank, storm.books.books()), rows: await server.run(`SELECT count(*) FROM ${bank.tables.transfers}`)};
		t.assert.deepStrictEqual([audit.conserved, audit.lost, audit.unknown], [true, 0, 0]);
		t.assert.deepStrictEqual(rows, [[String(figures.committed)]]);
		t.assert.strictEqual(storm.books.confirmed, figures.committed);
		t.assert.ok(figures.failures.some(({code, count}) => code === '40001' && count > 0));
		t.assert.ok(figures.attempts >= figures.committed + figures.retries);
		t.assert.ok(figures.backoff > 0);
		t.assert.ok(figures.perSecond > 0);
		const {p50, p95, p99, max} = figures.latency;
		t.assert.ok(p50 > 0);
		t.assert.deepStrictEqual([p50, p95, p99, max], [p50, p95, p99, max].toSorted((a, b) => a - b));
		t.assert.ok(figures.jain >= 1 / 8);
		t.assert.ok(figures.jain <= 1);
		t.assert.deepStrictEqual([events[0]?.type, events.at(-1)?.type], ['storm-started', 'storm-ended']);
		const last = events.at(-1);
		t.assert.deepStrictEqual(last?.type === 'storm-ended' && [last.committed, last.clients, last.hottest.map(({owner}) => owner).toSorted()], [figures.committed, 8, ['Ada', 'Ben']]);
	});

	test('lets more clients in and some leave while it runs', async (t: TestContext) => {
		const bank = await openBank(t, 'more');
		const {onEvent, until} = listen();
		const storm = startStorm(bank, {...options, clients: 2, mostClients: 6, onEvent});
		await until(event => event.type === 'storm-sample' && event.committed > 0);
		storm.setClients(6);
		await until(event => event.type === 'storm-sample' && event.clients === 6 && event.starved === 0);
		storm.setClients(1);
		const alone = await until(event => event.type === 'storm-sample' && event.clients === 1 && event.committed > 20);
		t.assert.strictEqual(alone.type === 'storm-sample' && alone.jain, 1);
		storm.stop();
		const {committed} = await storm.ended;
		t.assert.deepStrictEqual(await server.run(`SELECT count(*) FROM ${bank.tables.transfers}`), [[String(committed)]]);
		t.assert.ok((await auditBank(bank, storm.books.books())).conserved);
	});

	test('ends after its duration, and at a signal', async (t: TestContext) => {
		const bank = await openBank(t, 'ends');
		const {elapsed, committed} = await runStorm(bank, {...options, duration: 300});
		t.assert.ok(elapsed >= 300);
		t.assert.ok(committed > 0);
		const ended = await runStorm(bank, {...options, signal: AbortSignal.abort()});
		t.assert.strictEqual(ended.committed, 0);
	});

	test('is over when each client has asked for as many as it was to', async (t: TestContext) => {
		const bank = await openBank(t, 'each');
		const {events, onEvent} = listen();
		const figures = await runStorm(bank, {...options, clients: 3, each: 2, duration: 60_000, onEvent});
		t.assert.deepStrictEqual([figures.committed, figures.transfers, figures.jain, figures.starved], [6, 6, 1, 0]);
		t.assert.ok(figures.elapsed < 30_000, String(figures.elapsed));
		const [started] = events;
		t.assert.deepStrictEqual(started?.type === 'storm-started' && [started.each, started.gap], [2, undefined]);
	});

	test('holds every statement but BEGIN for its gap', async (t: TestContext) => {
		const bank = await openBank(t, 'gap');
		const {latency, committed, attempts} = await runStorm(bank, {...options, clients: 1, each: 1, gap: 20});
		t.assert.deepStrictEqual([committed, attempts], [1, 1]);
		// Read, debit, credit, ledger and COMMIT; timers may be early by a fraction.
		t.assert.ok(latency.max >= 5 * 19, String(latency.max));
	});

	test('waits between transfers where its clients think', async (t: TestContext) => {
		const bank = await openBank(t, 'think');
		const {committed} = await runStorm(bank, {...options, clients: 2, think: 60_000, duration: 300});
		t.assert.ok(committed <= 2, 'nobody asks twice within a minute');
	});
});

describe('A storm', {timeout: 60_000}, () => {
	/** The bank is there, and the cures here leave it alone. */
	const openIdle = async (t: TestContext) => openBank(t, 'idle');

	test('counts latencies from when a transfer came, however late it is served', async (t: TestContext) => {
		let served = 0;
		const slow = cureOf(async () => {
			served++;
			await new Promise(resolve => {
				setTimeout(resolve, 20);
			});
		});
		const {latency} = await runStorm(await openIdle(t), {...options, cure: slow, clients: 1, rate: 500, duration: 400, seed: 1});
		t.assert.ok(served < 25);
		t.assert.ok(latency.max > 200, `one client serves 50 a second, 500 come: the last one waited ${latency.max} ms`);
	});

	test('knows refused and unknown transfers, and counts no cancelled ones', async (t: TestContext) => {
		const books = new CountedBooks();
		let count = 0;
		const storm = startStorm(await openIdle(t), {
			...options, clients: 1, books, cure: cureOf(async () => {
				count++;
				if (count === 3) {
					storm.stop();
				}

				throw new TransferRefusedError({type: 'same-account', account: 'x'});
			}),
		});
		const {refused, committed, transfers} = await storm.ended;
		t.assert.deepStrictEqual([refused, committed, transfers, books.confirmed], [3, 0, 3, 0]);
	});

	test('ends with an error that no transfer ends with', async (t: TestContext) => {
		let isClosed = false;
		const broken: Cure = {...readThenWrite, open: async () => ({
			async move() {
				throw new TypeError('broken');
			},
			async close() {
				isClosed = true;
			},
		})};
		const bank = await openIdle(t);
		await t.assert.rejects(runStorm(bank, {...options, cure: broken}), /^TypeError: broken$/v);
		t.assert.ok(isClosed);
	});

	test('lets an attempt come to its end, and ends a wait at once, when a client leaves', async (t: TestContext) => {
		const bank = await openBank(t, 'leave');
		const {onEvent, until} = listen();
		const storm = startStorm(bank, {...options, clients: 4, policy: {...none, delay: () => 60_000}, cap: 60_000, deadline: 600_000, onEvent});
		await until(event => event.type === 'storm-sample' && event.waiting > 0);
		const stopped = performance.now();
		storm.stop();
		await storm.ended;
		t.assert.ok(performance.now() - stopped < 10_000, 'it did not wait a minute');
		t.assert.ok((await auditBank(bank, storm.books.books())).conserved);
	});
});
