import {randomUUID} from 'node:crypto';
import {after, describe, test, type TestContext} from 'node:test';
import {setImmediate as turn} from 'node:timers/promises';
import {auditBank} from '../../source/bank/audit.js';
import {keepBooks} from '../../source/bank/keep-books.js';
import type {TransferOptions} from '../../source/bank/make-transfer.js';
import {openBank} from '../../source/bank/open-bank.js';
import {TransferRefusedError} from '../../source/bank/refusal.js';
import {connectDatabase} from '../../source/database/connect.js';
import {RetriesExhaustedError} from '../../source/transactions/errors.js';
import {none} from '../../source/transactions/policies/none.js';
import {createEventLog} from '../support/event-log.js';
import {makeTransferOn, startServer} from '../support/servers.js';
import {accountOf, balancesOf, ledgerOf, transferOf} from '../support/tellers.js';

const server = await startServer();
const makeTransfer = makeTransferOn(server);
const database = await connectDatabase({url: server.url()});
after(async () => {
	await database.close();
	await server.stop();
});

/** After a rollback to cockroach_restart the transaction still holds its locks: no other rival gets in. */
const mostRivals = server.restart === 'savepoint' ? 1 : Infinity;
const severalOnly = {skip: mostRivals === 1 && 'no second rival gets in'};
const readCommittedOnly = {skip: !server.hasReadCommitted && 'there it is serializable'};

/** A transfer of $100 from Ada to Ben in a new bank, with all that was heard of it. */
const compete = async (options: TransferOptions, {accounts = 4}: {readonly accounts?: number} = {}) => {
	const {bank} = await openBank(database, {schema: await server.freshSchema(`bank_${randomUUID().replaceAll('-', '')}`), accounts});
	const transfer = await transferOf(bank, 'Ada', 'Ben', 10_000n);
	const log = createEventLog();
	const run = makeTransfer(bank, transfer, {policy: none, onEvent: log.onEvent, ...options});
	await run.catch(() => undefined);
	const {hear, books} = keepBooks();
	for (const event of log.events) {
		hear(event);
	}

	const {conserved} = await auditBank(bank, books());
	return {bank, transfer, log, run, conserved};
};

describe('Rivals', () => {
	for (const asked of [1, 2, 3]) {
		const rivals = Math.min(asked, mostRivals);
		for (const isolation of ['serializable', 'repeatable read'] as const) {
			test(`make exactly ${rivals} of ${asked} attempts fail with 40001 under ${isolation}, and then it commits`, async (t: TestContext) => {
				const {bank, transfer, log, run, conserved} = await compete({rivals: asked, isolation});
				await run;
				const failures = log.all('attempt-failed').map(({session, attempt, failure}) => [session, attempt, failure.code, failure.statement?.label]);
				t.assert.deepStrictEqual(failures, Array.from({length: rivals}, (_, index) => ['you', index + 1, '40001', 'debit']));
				t.assert.deepStrictEqual(log.all('attempt-started').filter(({session}) => session === 'you').length, rivals + 1);
				t.assert.deepStrictEqual(log.all('committed').map(({session}) => session), [...Array.from({length: rivals}, (_, index) => `rival ${index + 1}`), 'you']);
				t.assert.deepStrictEqual(await balancesOf(bank), {Ada: 90_000n - BigInt(rivals), Ben: 35_000n, Cleo: 50_000n + BigInt(rivals), Dan: 50_000n});
				const ledger = await ledgerOf(bank);
				t.assert.deepStrictEqual(ledger.map(({from, to, cents}) => `${from} ${to} ${cents}`), [...Array.from({length: rivals}, () => 'Ada Cleo 1'), 'Ada Ben 10000']);
				t.assert.strictEqual(ledger.at(-1)?.id, transfer.id);
				t.assert.ok(conserved);
			});
		}
	}

	test('are told of before they start, each with a transfer of its own', severalOnly, async (t: TestContext) => {
		const {bank, transfer, log, run} = await compete({rivals: 2});
		await run;
		const sent = log.all('rival-sent');
		t.assert.deepStrictEqual(sent.map(({transactionId, attempt}) => [transactionId, attempt]), [[transfer.id, 1], [transfer.id, 2]]);
		const ledger = await ledgerOf(bank);
		t.assert.deepStrictEqual(sent.map(event => event.transfer.id), ledger.slice(0, 2).map(({id}) => id));
		const order = log.events.filter(event => event.type === 'rival-sent' || (event.type === 'attempt-started' && event.session.startsWith('rival')));
		t.assert.deepStrictEqual(order.map(({type}) => type), ['rival-sent', 'attempt-started', 'rival-sent', 'attempt-started']);
	});

	test('pay the receiver where there is no third account', async (t: TestContext) => {
		const {bank, run, conserved} = await compete({rivals: 1}, {accounts: 2});
		await run;
		t.assert.deepStrictEqual(await balancesOf(bank), {Ada: 89_999n, Ben: 35_001n});
		t.assert.ok(conserved);
	});

	test('pay whom they are told to', async (t: TestContext) => {
		const {bank} = await openBank(database, {schema: await server.freshSchema('told'), accounts: 4});
		const dan = await accountOf(bank, 'Dan');
		await makeTransfer(bank, await transferOf(bank, 'Ada', 'Ben', 1n), {rivals: 1, rivalsPay: dan.id, policy: none});
		t.assert.deepStrictEqual(await balancesOf(bank), {Ada: 99_998n, Ben: 25_001n, Cleo: 50_000n, Dan: 50_001n});
	});

	test('make nothing fail under read committed, and no cent is lost', readCommittedOnly, async (t: TestContext) => {
		const {bank, log, run, conserved} = await compete({rivals: 3, isolation: 'read committed'});
		await run;
		t.assert.deepStrictEqual(log.all('attempt-failed'), []);
		t.assert.strictEqual(log.all('rival-sent').length, 1, 'the first attempt is the last');
		t.assert.deepStrictEqual(await balancesOf(bank), {Ada: 89_999n, Ben: 35_000n, Cleo: 50_001n, Dan: 50_000n});
		t.assert.ok(conserved);
	});

	test('exhaust the attempts where they are as many, and only their money has moved', severalOnly, async (t: TestContext) => {
		const {bank, log, run, conserved} = await compete({rivals: 5, maxAttempts: 3});
		await t.assert.rejects(run, (error: unknown) => error instanceof RetriesExhaustedError && error.attempts === 3 && error.failure?.code === '40001');
		t.assert.deepStrictEqual(log.all('gave-up').map(({session, reason}) => [session, reason]), [['you', 'attempts']]);
		t.assert.deepStrictEqual(await balancesOf(bank), {Ada: 99_997n, Ben: 25_000n, Cleo: 50_003n, Dan: 50_000n});
		t.assert.ok(conserved);
	});

	test('can take the last cent: then the transfer is refused after all', async (t: TestContext) => {
		const {bank} = await openBank(database, {schema: await server.freshSchema('last'), accounts: 3});
		const {onEvent, all} = createEventLog();
		const run = makeTransfer(bank, await transferOf(bank, 'Ada', 'Ben', 100_000n), {rivals: 1, policy: none, onEvent});
		await t.assert.rejects(run, (error: unknown) => error instanceof TransferRefusedError && error.refusal.type === 'insufficient-funds' && error.refusal.balance === 99_999n);
		t.assert.deepStrictEqual(all('attempt-failed').map(({failure}) => failure.code), ['40001']);
		t.assert.deepStrictEqual(await balancesOf(bank), {Ada: 99_999n, Ben: 25_000n, Cleo: 50_001n});
	});

	test('leave no connection behind when the transfer is cancelled while they work', {timeout: 10_000}, async (t: TestContext) => {
		const cancel = new AbortController();
		const {bank, run, conserved} = await compete({
			rivals: 1,
			signal: cancel.signal,
			async gate({statement, session}) {
				if (session === 'you' && statement.label === 'debit') {
					cancel.abort();
				}
			},
		});
		await t.assert.rejects(run, {name: 'TransactionAbortedError'});
		const {Ben} = await balancesOf(bank);
		t.assert.strictEqual(Ben, 25_000n);
		t.assert.ok(conserved);
		// A connection that was being made for the rival comes back once it stands.
		while (database.pool.idleCount !== database.pool.totalCount) {
			await turn();
		}
	});
});
