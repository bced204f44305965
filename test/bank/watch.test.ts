import {randomUUID} from 'node:crypto';
import {setImmediate} from 'node:timers/promises';
import {after, describe, test, type TestContext} from 'node:test';
import type {Transfer} from '../../source/bank/transfer.js';
import {watchBank} from '../../source/bank/watch.js';
import {constant} from '../../source/transactions/policies/constant.js';
import {none} from '../../source/transactions/policies/none.js';
import type {BackoffPolicy} from '../../source/transactions/policies/policy.js';
import {createEventLog} from '../support/event-log.js';
import {makeTransferOn, openBankFor, startServer} from '../support/servers.js';
import {transferOf} from '../support/tellers.js';

const server = await startServer();
const makeTransfer = makeTransferOn(server);
after(async () => {
	await server.stop();
});

type Backoff = {readonly policy: BackoffPolicy; readonly base: number; readonly cap: number};

const backoff: Backoff = {policy: constant, base: 50, cap: 1000};

/** Watches a bank for one test. */
const watch = async (t: TestContext, schema: string, confirmed: readonly Transfer[] = [], waits: Backoff = backoff) => {
	const bank = await openBankFor(t, server, {schema: await server.freshSchema(schema)});
	const controller = new AbortController();
	t.after(() => {
		controller.abort();
	});
	const log = createEventLog();
	const {look} = watchBank(bank, {signal: controller.signal, onEvent: log.onEvent, books: () => ({confirmed, unknown: []}), backoff: waits});
	return {bank, controller, look, ...log};
};

describe('Watching the bank', {timeout: 15_000}, () => {
	test('tells the balances and the audit at once', async (t: TestContext) => {
		const {next, events} = await watch(t, 'first');
		const {audit, elapsed} = await next('audited');
		t.assert.deepStrictEqual(events.map(({type}) => type), ['balances-read', 'audited']);
		t.assert.ok(audit.conserved);
		t.assert.ok(elapsed > 0);
	});

	test('tells of a change by somebody else within 300 ms', async (t: TestContext) => {
		const {next, bank: {tables}} = await watch(t, 'others');
		await next('balances-read');
		const took: number[] = [];
		for (let cents = 1; cents <= 5; cents++) {
			await server.run(`UPDATE ${tables.accounts} SET balance = ${cents} WHERE owner = 'Ada'`);
			const changed = performance.now();
			await next('balances-read', ({accounts}) => accounts[0]?.balance === BigInt(cents));
			took.push(performance.now() - changed);
		}

		// The median, because this machine may have something else to do for a moment.
		t.assert.ok((took.toSorted((a, b) => a - b)[2] ?? Infinity) <= 300, took.join(' '));
	});

	test('tells soon that the books do not balance, and that a confirmed transfer is lost', async (t: TestContext) => {
		const {next, bank} = await watch(t, 'books', [{id: randomUUID(), from: randomUUID(), to: randomUUID(), cents: 1n}]);
		const {audit} = await next('audited');
		t.assert.deepStrictEqual([audit.conserved, audit.lost], [false, 1]);
		await makeTransfer(bank, await transferOf(bank, 'Ada', 'Ben', 1n));
		await server.run(`UPDATE ${bank.tables.accounts} SET balance = balance + 1 WHERE owner = 'Ben'`);
		const {audit: {differences}} = await next('audited', later => later.audit.differences.length > 0);
		t.assert.deepStrictEqual(differences.map(({owner, cents}) => [owner, cents]), [['Ben', 1n]]);
	});

	test('reads at once when told to look', async (t: TestContext) => {
		const {look, next} = await watch(t, 'look');
		await next('audited');
		const started = performance.now();
		for (let round = 0; round < 10; round++) {
			look();
			await next('balances-read');
		}

		t.assert.ok(performance.now() - started < 1200, 'ten turns would take 1.5 s');
	});

	test('reads once more at once when told to look while it reads', async (t: TestContext) => {
		const bank = await openBankFor(t, server, {schema: await server.freshSchema('again')});
		const controller = new AbortController();
		const {promise, resolve} = Promise.withResolvers<void>();
		let reads = 0;
		const {look} = watchBank(bank, {
			signal: controller.signal,
			books: () => ({confirmed: [], unknown: []}),
			backoff,
			onEvent({type}) {
				reads += type === 'balances-read' ? 1 : 0;
				if (reads < 10) {
					look();
				} else {
					resolve();
				}
			},
		});
		const started = performance.now();
		await promise;
		controller.abort();
		t.assert.ok(performance.now() - started < 1200, 'ten turns would take 1.5 s');
	});

	test('survives tables that cannot be read, says so, and goes on', async (t: TestContext) => {
		const {next, look, all, bank: {tables}} = await watch(t, 'lost');
		await next('audited');
		await server.run(`ALTER TABLE ${tables.accounts} RENAME TO elsewhere`);
		look();
		const {message} = await next('balances-lost');
		t.assert.match(message, /relation "\w+\.accounts" does not exist/v);
		look();
		await next('balances-lost');
		await server.run(`ALTER TABLE ${tables.quotedSchema}.elsewhere RENAME TO accounts`);
		look();
		const {accounts} = await next('balances-read');
		t.assert.strictEqual(accounts.length, 8);
		t.assert.ok(all('balances-lost').length >= 2);
	});

	test('asks again after a backoff, which begins anew once the balances were read', async (t: TestContext) => {
		const asked: number[] = [];
		const counting: BackoffPolicy = {
			name: 'counting',
			title: 'counting',
			delay({failures, previous, base, cap}) {
				asked.push(failures);
				return Math.min(cap, failures === 1 ? base : previous + 1);
			},
		};
		const {next, all, bank: {tables}} = await watch(t, 'backoff', [], {policy: counting, base: 5, cap: 7});
		await next('audited');
		for (const _ of [1, 2]) {
			const before = all('balances-lost').length;
			await server.run(`ALTER TABLE ${tables.accounts} RENAME TO elsewhere`);
			while (all('balances-lost').length < before + 4) {
				await next('balances-lost');
			}

			t.assert.deepStrictEqual(all('balances-lost').slice(before, before + 4).map(({code, delay}) => [code, delay]), [['42P01', 5], ['42P01', 6], ['42P01', 7], ['42P01', 7]]);
			await server.run(`ALTER TABLE ${tables.quotedSchema}.elsewhere RENAME TO accounts`);
			await next('balances-read');
		}

		t.assert.deepStrictEqual(asked.filter(failures => failures === 1), [1, 1]);
	});

	test('pauses between failures also where transfers don\'t', async (t: TestContext) => {
		const {next, bank: {tables}} = await watch(t, 'pause', [], {policy: none, base: 1000, cap: 1000});
		await next('audited');
		await server.run(`ALTER TABLE ${tables.accounts} RENAME TO elsewhere`);
		const {delay} = await next('balances-lost');
		t.assert.ok(delay > 0);
	});

	test('survives the end of its connection', async (t: TestContext) => {
		const {next, look} = await watch(t, 'cut');
		await next('audited');
		await server.endSessions();
		look();
		const {accounts} = await next('balances-read');
		t.assert.strictEqual(accounts.length, 8);
	});

	test('ends with its signal, in the middle of a pause', async (t: TestContext) => {
		const {next, look, bank: {database}, controller, events} = await watch(t, 'end');
		await next('audited');
		// The one connection for reading is free again, so nothing is being read.
		await database.reader.query('SELECT 1');
		let reads = 0;
		database.reader.on('acquire', () => {
			reads++;
		});
		controller.abort();
		const told = events.length;
		look();
		for (let turn = 0; turn < 10; turn++) {
			await setImmediate();
			await database.pool.query('SELECT 1');
		}

		t.assert.deepStrictEqual([reads, events.length], [0, told]);
	});
});
