import {randomUUID} from 'node:crypto';
import {after, beforeEach, describe, test, type TestContext} from 'node:test';
import {auditBank, type Audit, type Books} from '../../source/bank/audit.js';
import {CountedBooks} from '../../source/bank/counted-books.js';
import {openBank} from '../../source/bank/open-bank.js';
import {connectDatabase} from '../../source/database/connect.js';
import type {OnBankEvent} from '../../source/bank/events.js';
import {createEventLog} from '../support/event-log.js';
import {makeTransferOn, startServer} from '../support/servers.js';
import {transferOf} from '../support/tellers.js';
import type {Transfer} from '../../source/bank/transfer.js';
import {keepBooks} from '../../source/bank/keep-books.js';

const server = await startServer();
const makeTransfer = makeTransferOn(server);
const database = await connectDatabase({url: server.url()});
after(async () => {
	await database.close();
	await server.stop();
});
const {bank} = await openBank(database, {schema: await server.freshSchema('bank'), accounts: 4});
const {tables} = bank;

/** The books of somebody who was told that these are done. */
const confirming = (...confirmed: readonly Transfer[]): Books => ({confirmed, unknown: []});

const differencesOf = ({differences}: Audit): Record<string, bigint> =>
	Object.fromEntries(differences.map(({owner, cents}) => [owner, cents]));

describe('The audit', () => {
	beforeEach(async () => {
		await server.run(`TRUNCATE ${tables.transfers}`, `UPDATE ${tables.accounts} SET balance = opening`);
		await makeTransfer(bank, await transferOf(bank, 'Ada', 'Ben', 10_000n));
		await makeTransfer(bank, await transferOf(bank, 'Ben', 'Cleo', 500n));
	});

	test('finds nothing wrong where nothing is', async (t: TestContext) => {
		t.assert.deepStrictEqual(await auditBank(bank), {conserved: true, total: 225_000n, opening: 225_000n, differences: [], lost: 0, twice: 0, unknown: 0});
	});

	test('finds an account that was changed behind the ledger\'s back', async (t: TestContext) => {
		await server.run(`UPDATE ${tables.accounts} SET balance = balance + 1 WHERE owner = 'Dan'`);
		const audit = await auditBank(bank);
		t.assert.deepStrictEqual([audit.conserved, audit.total, audit.opening, differencesOf(audit)], [false, 225_001n, 225_000n, {Dan: 1n}]);
	});

	test('finds money moved behind the ledger\'s back, though the total is right', async (t: TestContext) => {
		await server.run(`UPDATE ${tables.accounts} SET balance = balance + CASE owner WHEN 'Dan' THEN 7 ELSE -7 END WHERE owner IN ('Dan', 'Ada')`);
		const audit = await auditBank(bank);
		t.assert.deepStrictEqual([audit.conserved, audit.total, differencesOf(audit)], [false, 225_000n, {Ada: -7n, Dan: 7n}]);
	});

	test('finds a ledger row without its money', async (t: TestContext) => {
		const half = await transferOf(bank, 'Ada', 'Dan', 3n);
		const {id, from, to} = half;
		await server.run(`INSERT INTO ${tables.transfers} (id, from_account, to_account, cents) VALUES ('${id}', '${from}', '${to}', 3)`);
		const audit = await auditBank(bank, confirming(half));
		t.assert.deepStrictEqual([audit.conserved, audit.lost, differencesOf(audit)], [false, 0, {Ada: 3n, Dan: -3n}]);
	});

	test('finds a transfer that was applied twice, and counts it', async (t: TestContext) => {
		const [once, twice] = [await transferOf(bank, 'Cleo', 'Ada', 50n), await transferOf(bank, 'Ben', 'Dan', 25n)];
		await makeTransfer(bank, once);
		await makeTransfer(bank, twice);
		t.assert.strictEqual((await auditBank(bank, confirming(once, twice))).twice, 0);
		await server.run(`UPDATE ${tables.accounts} SET balance = balance + CASE owner WHEN 'Dan' THEN 25 ELSE -25 END WHERE owner IN ('Dan', 'Ben')`);
		const audit = await auditBank(bank, confirming(once, twice));
		t.assert.deepStrictEqual([audit.conserved, audit.lost, audit.twice], [false, 0, 1]);
	});

	test('finds confirmed transfers that are not in the ledger', async (t: TestContext) => {
		const made = await transferOf(bank, 'Ada', 'Ben', 1n);
		await makeTransfer(bank, made);
		const there = await auditBank(bank, confirming(made));
		t.assert.deepStrictEqual([there.conserved, there.lost], [true, 0]);
		const missing = await auditBank(bank, confirming(made, {...made, id: randomUUID()}, {...made, id: randomUUID()}));
		t.assert.deepStrictEqual([missing.conserved, missing.lost, missing.differences], [false, 2, []]);
	});

	test('tells of what is unknown only while it is not in the ledger, and that is no fault', async (t: TestContext) => {
		const open = await transferOf(bank, 'Ada', 'Ben', 1n);
		const before = await auditBank(bank, {confirmed: [], unknown: [open]});
		t.assert.deepStrictEqual([before.conserved, before.lost, before.unknown], [true, 0, 1]);
		await makeTransfer(bank, open);
		const later = await auditBank(bank, {confirmed: [], unknown: [open]});
		t.assert.deepStrictEqual([later.conserved, later.lost, later.unknown], [true, 0, 0]);
	});

	for (const [made, confirmed, unknown, expected] of [
		[3, 3, 0, [true, 0, 0]],
		[3, 4, 0, [false, 1, 0]],
		[3, 2, 0, [true, 0, 0]],
		[2, 2, 1, [true, 0, 1]],
		[3, 2, 1, [true, 0, 0]],
		[0, 2, 1, [false, 2, 1]],
	] as const) {
		test(`counts ${made} of ${confirmed} confirmed and ${unknown} unknown transfers by their ids' beginning`, async (t: TestContext) => {
			const counted = new CountedBooks();
			const others = new CountedBooks();
			for (const books of [...Array.from({length: made}, () => counted), others]) {
				await makeTransfer(bank, {...await transferOf(bank, 'Ada', 'Ben', 1n), id: books.nextId()});
			}

			counted.confirmed = confirmed;
			counted.unknown = unknown;
			const audit = await auditBank(bank, counted.books());
			t.assert.deepStrictEqual([audit.conserved, audit.lost, audit.unknown], expected);
		});
	}

	test('finds what was reported as not made, once nothing is under way any more', async (t: TestContext) => {
		const counted = new CountedBooks();
		await makeTransfer(bank, {...await transferOf(bank, 'Ada', 'Ben', 1n), id: counted.nextId()});
		const running = await auditBank(bank, counted.books());
		t.assert.deepStrictEqual([running.conserved, running.denied], [true, undefined]);
		const over = await auditBank(bank, counted.books(true));
		t.assert.deepStrictEqual([over.conserved, over.denied], [false, 1]);
	});

	test('finds all of what a rolled-back half would leave', async (t: TestContext) => {
		await server.run(`DELETE FROM ${tables.transfers}`);
		t.assert.deepStrictEqual(differencesOf(await auditBank(bank)), {Ada: -10_000n, Ben: 9500n, Cleo: 500n});
	});

	test('adds up more than INT8 holds', async (t: TestContext) => {
		await server.run(`UPDATE ${tables.accounts} SET balance = 9223372036854775807, opening = 9223372036854775807`, `TRUNCATE ${tables.transfers}`);
		t.after(async () => server.run(`UPDATE ${tables.accounts} SET balance = 50000, opening = 50000`));
		const all = 4n * 9_223_372_036_854_775_807n;
		t.assert.deepStrictEqual(await auditBank(bank), {conserved: true, total: all, opening: all, differences: [], lost: 0, twice: 0, unknown: 0});
	});

	test('gets in no writer\'s way, however often it looks', async (t: TestContext) => {
		const {onEvent: remember, all} = createEventLog();
		const {hear, books} = keepBooks();
		const onEvent: OnBankEvent = event => {
			remember(event);
			hear(event);
		};

		const there = await transferOf(bank, 'Ada', 'Ben', 1n);
		const back = {...there, from: there.to, to: there.from};
		const audits: Audit[] = [];
		const writing = new AbortController();
		const look = async () => {
			while (!writing.signal.aborted) {
				audits.push(await auditBank(bank, books()));
			}
		};

		const write = async () => {
			try {
				for (let round = 0; round < 100; round++) {
					await makeTransfer(bank, {...there, id: randomUUID()}, {onEvent});
					await makeTransfer(bank, {...back, id: randomUUID()}, {onEvent});
				}
			} finally {
				writing.abort();
			}
		};

		await Promise.all([write(), look()]);
		t.assert.strictEqual(all('committed').length, 200);
		t.assert.deepStrictEqual(all('attempt-failed'), []);
		t.assert.ok(audits.length > 20, `${audits.length} audits`);
		t.assert.ok(audits.every(({conserved}) => conserved));
	});
});
