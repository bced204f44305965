import {after, beforeEach, describe, test, type TestContext} from 'node:test';
import {auditBank} from '../../source/bank/audit.js';
import {faults, type Fault} from '../../source/bank/faults.js';
import type {TransferOptions} from '../../source/bank/make-transfer.js';
import {openBank} from '../../source/bank/open-bank.js';
import {connectDatabase} from '../../source/database/connect.js';
import {wireOf} from '../../source/database/wire.js';
import type {IsolationLevel} from '../../source/transactions/isolation.js';
import {createEventLog} from '../support/event-log.js';
import {makeTransferOn, startServer} from '../support/servers.js';
import {balancesOf, ledgerOf, transferOf} from '../support/tellers.js';

const server = await startServer();
const makeTransfer = makeTransferOn(server);
const database = await connectDatabase({url: server.url()});
after(async () => {
	await database.close();
	await server.stop();
});
const {bank} = await openBank(database, {schema: await server.freshSchema('bank'), accounts: 3});
const {tables} = bank;

/** The stand-ins' PostgreSQL isn't theirs to kill. */
const oursOnly = {skip: server.kind !== 'embedded' && 'it needs a server of our own'};

const faultNamed = (name: string): Fault => {
	const found = faults.find(fault => fault.name === name);
	if (!found) {
		throw new Error(`There is no fault ${name}`);
	}

	return found;
};

/** Sends $600 of Ada's $1,000 to Ben under faults: more than she has left afterwards. */
const sendUnder = async (names: readonly string[], options: TransferOptions = {}) => {
	const transfer = await transferOf(bank, 'Ada', 'Ben', 60_000n);
	const {onEvent, all, events} = createEventLog();
	const receipt = await makeTransfer(bank, transfer, {base: 1, cap: 20, ...options, onEvent, faults: names.map(name => faultNamed(name))});
	return {transfer, receipt, all, events};
};

const moved = {Ada: 40_000n, Ben: 85_000n, Cleo: 50_000n};

describe('Under a fault', () => {
	beforeEach(async () => {
		await server.run(
			`TRUNCATE ${tables.transfers}`,
			`UPDATE ${tables.accounts} SET opening = CASE owner WHEN 'Ada' THEN 100000 WHEN 'Ben' THEN 25000 ELSE 50000 END`,
			`UPDATE ${tables.accounts} SET balance = opening`,
		);
	});

	for (const isolation of ['serializable', 'repeatable read', 'read committed'] satisfies IsolationLevel[]) {
		test(`a transfer whose COMMIT was answered to nobody is found in the ledger, and is not made twice, ${isolation}`, async (t: TestContext) => {
			const {transfer, receipt, all} = await sendUnder(['lose-commit'], {isolation});
			t.assert.strictEqual(receipt, undefined, 'it was made now');
			t.assert.deepStrictEqual(all('fault-injected').map(({fault, attempt}) => [fault, attempt]), [['lose-commit', 1]]);
			t.assert.deepStrictEqual(all('outcome-unknown').map(({failure}) => [failure.phase, failure.verdict]), [['commit', 'ambiguous']]);
			t.assert.deepStrictEqual(all('outcome-resolved').map(({committed}) => committed), [true]);
			t.assert.deepStrictEqual(all('transfer-refused'), [], 'though the payer has too little left for another one');
			t.assert.deepStrictEqual(await ledgerOf(bank), [{id: transfer.id, from: 'Ada', to: 'Ben', cents: 60_000n}]);
			t.assert.deepStrictEqual(await balancesOf(bank), moved);
		});
	}

	test('a transfer whose line was cut before COMMIT is known to have been rolled back, and is made', async (t: TestContext) => {
		const {all} = await sendUnder(['cut']);
		t.assert.deepStrictEqual(all('attempt-failed').map(({failure}) => [failure.phase, failure.verdict]), [['work', 'retry']]);
		t.assert.deepStrictEqual([all('outcome-unknown'), all('committed').length], [[], 1]);
		t.assert.deepStrictEqual(await balancesOf(bank), moved);
	});

	test('a transfer whose session was ended from another one is told so by the server, and is made', async (t: TestContext) => {
		const {all} = await sendUnder(['end-session']);
		// CockroachDB ends it without a word.
		t.assert.deepStrictEqual(all('attempt-failed').map(({failure}) => [failure.verdict, failure.code]), [['retry', server.kind.startsWith('CockroachDB') ? undefined : '57P01']]);
		t.assert.deepStrictEqual(await balancesOf(bank), moved);
	});

	test('a frozen line holds a transfer up, and no more', async (t: TestContext) => {
		const started = performance.now();
		const {all} = await sendUnder(['freeze']);
		t.assert.ok(performance.now() - started >= 1900);
		t.assert.deepStrictEqual([all('attempt-started').length, all('committed').length], [1, 1]);
		t.assert.deepStrictEqual(await balancesOf(bank), moved);
	});

	test('a slow line makes everything take longer', async (t: TestContext) => {
		const {all} = await sendUnder(['latency']);
		const [begin] = all('statement-finished');
		t.assert.ok((begin?.elapsed ?? 0) >= 95, 'there and back');
		t.assert.deepStrictEqual(await balancesOf(bank), moved);
	});

	test('a server of our own that is killed before COMMIT comes back, and the transfer is made once', oursOnly, async (t: TestContext) => {
		const ours = await connectDatabase({});
		t.after(async () => ours.close());
		const {bank: own} = await openBank(ours, {schema: 'bank', accounts: 3});
		for (let round = 1; round <= 3; round++) {
			const transfer = await transferOf(own, 'Ada', 'Ben', 10_000n);
			const {onEvent, all} = createEventLog();
			await makeTransfer(own, transfer, {onEvent, faults: [faultNamed('restart')]});
			t.assert.deepStrictEqual(all('fault-injected').map(({fault}) => fault), ['restart']);
			t.assert.ok(all('attempt-started').length > 1);
			t.assert.strictEqual((await ledgerOf(own)).length, round);
			t.assert.deepStrictEqual(await balancesOf(own), {Ada: 100_000n - (10_000n * BigInt(round)), Ben: 25_000n + (10_000n * BigInt(round)), Cleo: 50_000n});
		}
	});

	test('faults strike one after the other, each once', async (t: TestContext) => {
		const {all, transfer} = await sendUnder(['end-session', 'cut', 'lose-commit']);
		t.assert.deepStrictEqual(all('fault-injected').map(({fault, attempt, transactionId}) => [fault, attempt, transactionId]), [
			['end-session', 1, transfer.id],
			['cut', 2, transfer.id],
			['lose-commit', 3, transfer.id],
		]);
		t.assert.deepStrictEqual(await balancesOf(bank), moved);
		const {conserved, lost} = await auditBank(bank, {confirmed: [transfer], unknown: []});
		t.assert.deepStrictEqual([conserved, lost], [true, 0]);
	});

	test('the line takes longer, and nothing gets out of order', async (t: TestContext) => {
		const rows = Array.from({length: 2000}, (_, index) => index);
		const client = await database.wired.connect();
		try {
			wireOf(client)?.slow(15, 200);
			const started = performance.now();
			const queries = await client.query<{n: number | string}>('SELECT generate_series(0, 1999) AS n, repeat(\'x\', 1000) AS filling');
			t.assert.ok(performance.now() - started >= 29);
			t.assert.deepStrictEqual(queries.rows.map(({n}) => Number(n)), rows);
			const later = await client.query<{n: number | string}>('SELECT generate_series(0, 1999) AS n');
			t.assert.deepStrictEqual(later.rows.map(({n}) => Number(n)), rows);
		} finally {
			client.release();
		}
	});

	test('no connection is left behind', (t: TestContext) => {
		t.assert.strictEqual(database.pool.idleCount, database.pool.totalCount);
	});
});
