import {randomUUID} from 'node:crypto';
import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {after, beforeEach, describe, test, type TestContext} from 'node:test';
import {isDeepStrictEqual} from 'node:util';
import {Journal} from '../../source/bank/journal.js';
import {listAccounts} from '../../source/bank/accounts.js';
import {auditBank} from '../../source/bank/audit.js';
import {openBank} from '../../source/bank/open-bank.js';
import {TransferRefusedError, type Refusal} from '../../source/bank/refusal.js';
import type {Transfer} from '../../source/bank/transfer.js';
import {connectDatabase} from '../../source/database/connect.js';
import {TransactionFailedError} from '../../source/transactions/errors.js';
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
const most = 9_223_372_036_854_775_807n;

/** Makes a transfer that the bank refuses: the refusal, what was heard, and whether anything was changed. */
const refuse = async (transfer: Transfer) => {
	const before = [await listAccounts(bank), await ledgerOf(bank)];
	const {onEvent, all} = createEventLog();
	const refusal = await makeTransfer(bank, transfer, {onEvent}).then(() => undefined, (error: unknown) =>
		error instanceof TransferRefusedError ? error.refusal : error);
	return {
		refusal,
		isUnchanged: isDeepStrictEqual([await listAccounts(bank), await ledgerOf(bank)], before),
		attempts: all('attempt-started').length,
		told: all('transfer-refused').map(event => event.refusal),
		gaveUp: all('gave-up').map(({reason}) => reason),
		isPoolAtRest: database.pool.idleCount === database.pool.totalCount,
	};
};

/** How it goes when the bank says no after looking into the accounts. */
const refusedWith = (refusal: Refusal) => ({
	refusal, isUnchanged: true, attempts: 1, told: [refusal], gaveUp: ['refused'], isPoolAtRest: true,
});

describe('A transfer', () => {
	beforeEach(async () => {
		await server.run(
			`TRUNCATE ${tables.transfers}`,
			`UPDATE ${tables.accounts} SET opening = CASE owner WHEN 'Ada' THEN 100000 WHEN 'Ben' THEN 25000 ELSE 50000 END`,
			`UPDATE ${tables.accounts} SET balance = opening`,
		);
	});

	test('moves the money and writes its ledger row, with the client\'s id', async (t: TestContext) => {
		const transfer = await transferOf(bank, 'Ada', 'Ben', 10_000n);
		const {onEvent, all, events} = createEventLog();
		await makeTransfer(bank, transfer, {onEvent});
		t.assert.deepStrictEqual(await balancesOf(bank), {Ada: 90_000n, Ben: 35_000n, Cleo: 50_000n});
		t.assert.deepStrictEqual(await ledgerOf(bank), [{id: transfer.id, from: 'Ada', to: 'Ben', cents: 10_000n}]);
		const [opens, closes] = server.restart === 'savepoint' ? [['begin', 'savepoint'], ['release', 'commit']] : [['begin'], ['commit']];
		t.assert.deepStrictEqual(all('statement-finished').map(({statement}) => statement.label), [...opens, 'read-balance', 'debit', 'credit', 'write-ledger', ...closes]);
		t.assert.deepStrictEqual(all('transfer-started').map(event => [event.transfer, event.session, event.rivals]), [[transfer, 'you', 0]]);
		t.assert.deepStrictEqual([events[0]?.type, events.at(-1)?.type], ['transfer-started', 'committed']);
		t.assert.ok(events.every(event => !('transactionId' in event) || event.transactionId === transfer.id));
	});

	test('of all there is leaves nothing', async (t: TestContext) => {
		await makeTransfer(bank, await transferOf(bank, 'Ben', 'Ada', 25_000n));
		t.assert.deepStrictEqual(await balancesOf(bank), {Ada: 125_000n, Ben: 0n, Cleo: 50_000n});
	});

	test('that the account does not cover is refused, not retried, and changes nothing', async (t: TestContext) => {
		const transfer = await transferOf(bank, 'Ben', 'Ada', 25_001n);
		t.assert.deepStrictEqual(await refuse(transfer), refusedWith({type: 'insufficient-funds', account: transfer.from, balance: 25_000n, cents: 25_001n}));
		await t.assert.rejects(makeTransfer(bank, transfer), {message: `The account ${transfer.from} has $250.00, which does not cover $250.01`});
	});

	test('from an account that is not there is refused', async (t: TestContext) => {
		const transfer = {...await transferOf(bank, 'Ben', 'Ada', 1n), from: randomUUID()};
		t.assert.deepStrictEqual(await refuse(transfer), refusedWith({type: 'no-such-account', account: transfer.from}));
	});

	test('to an account that is not there is refused, and the debit is rolled back', async (t: TestContext) => {
		const transfer = {...await transferOf(bank, 'Ben', 'Ada', 1n), to: randomUUID()};
		t.assert.deepStrictEqual(await refuse(transfer), refusedWith({type: 'no-such-account', account: transfer.to}));
	});

	test('to the same account is refused before anything is sent', async (t: TestContext) => {
		const {from, ...rest} = await transferOf(bank, 'Ben', 'Ada', 1n);
		const refusal = {type: 'same-account', account: from} as const;
		t.assert.deepStrictEqual(await refuse({...rest, from, to: from}), {...refusedWith(refusal), attempts: 0, told: [], gaveUp: []});
	});

	test('is exact to the cent as far as INT8 goes', async (t: TestContext) => {
		await server.run(`UPDATE ${tables.accounts} SET balance = ${most}, opening = ${most} WHERE owner = 'Ada'`);
		await server.run(`UPDATE ${tables.accounts} SET balance = 0, opening = 0 WHERE owner = 'Ben'`);
		await makeTransfer(bank, await transferOf(bank, 'Ada', 'Ben', 9_007_199_254_740_993n));
		t.assert.deepStrictEqual(await balancesOf(bank), {Ada: most - 9_007_199_254_740_993n, Ben: 9_007_199_254_740_993n, Cleo: 50_000n});
		await makeTransfer(bank, await transferOf(bank, 'Ada', 'Ben', most - 9_007_199_254_740_993n));
		t.assert.deepStrictEqual(await balancesOf(bank), {Ada: 0n, Ben: most, Cleo: 50_000n});
		const {conserved, total} = await auditBank(bank);
		t.assert.deepStrictEqual([conserved, total], [true, most + 50_000n]);
	});

	test('that the receiver\'s account cannot hold is an error, not retried, and changes nothing', async (t: TestContext) => {
		await server.run(`UPDATE ${tables.accounts} SET balance = ${most}, opening = ${most} WHERE owner = 'Ben'`);
		const before = await listAccounts(bank);
		const {onEvent, all} = createEventLog();
		await t.assert.rejects(makeTransfer(bank, await transferOf(bank, 'Ada', 'Ben', 1n), {onEvent}), (error: unknown) =>
			error instanceof TransactionFailedError && error.failure?.code === '22003');
		t.assert.strictEqual(all('attempt-started').length, 1);
		t.assert.deepStrictEqual(await listAccounts(bank), before);
		t.assert.deepStrictEqual(await ledgerOf(bank), []);
	});

	for (const isRepeated of [false, true]) {
		const how = isRepeated ? 'asked for again' : 'asked for as if it were new';
		test(`that was made before and is ${how} is already done, whatever the payer has left`, async (t: TestContext) => {
			for (const cents of [100n, 24_900n]) {
				const transfer = await transferOf(bank, 'Ben', 'Ada', cents);
				t.assert.strictEqual(await makeTransfer(bank, transfer, {isRepeated}), undefined);
				const before = [await listAccounts(bank), await ledgerOf(bank)];
				const {onEvent, all} = createEventLog();
				const receipt = await makeTransfer(bank, transfer, {isRepeated, onEvent});
				const {madeAt, ...made} = receipt ?? {};
				t.assert.deepStrictEqual(made, transfer);
				t.assert.deepStrictEqual(all('transfer-repeated').map(event => [event.transactionId, event.madeAt]), [[transfer.id, madeAt]]);
				t.assert.ok(Math.abs(Number(madeAt) - Date.now()) < 60_000);
				t.assert.deepStrictEqual([await listAccounts(bank), await ledgerOf(bank)], before);
				t.assert.deepStrictEqual(all('transfer-refused'), []);
			}
		});

		test(`whose id belongs to another one and that is ${how} is refused, and changes nothing`, async (t: TestContext) => {
			const first = await transferOf(bank, 'Ada', 'Ben', 100n);
			await makeTransfer(bank, first);
			const before = [await listAccounts(bank), await ledgerOf(bank)];
			const others = [
				{...first, cents: 101n}, {...first, cents: most}, {...first, from: first.to, to: first.from}, {...await transferOf(bank, 'Ada', 'Cleo', 100n), id: first.id},
			];
			for (const other of others) {
				const {onEvent, all} = createEventLog();
				await t.assert.rejects(makeTransfer(bank, other, {isRepeated, onEvent}), (error: unknown) =>
					error instanceof TransferRefusedError && error.refusal.type === 'id-taken' && error.message.startsWith(`The id ${first.id} belongs to another transfer, made on 2`));
				t.assert.deepStrictEqual(all('transfer-refused').map(({refusal}) => refusal.type), ['id-taken']);
			}

			t.assert.deepStrictEqual([await listAccounts(bank), await ledgerOf(bank)], before);
		});
	}

	test('that is asked for as repeated and was never made is made, once', async (t: TestContext) => {
		const transfer = await transferOf(bank, 'Ada', 'Ben', 100n);
		const results = await Promise.all(Array.from({length: 8}, async () => makeTransfer(bank, transfer, {isRepeated: true, base: 5, maxAttempts: 100})));
		t.assert.strictEqual(results.filter(receipt => receipt === undefined).length, 1, 'one of them made it');
		t.assert.deepStrictEqual(await ledgerOf(bank), [{id: transfer.id, from: 'Ada', to: 'Ben', cents: 100n}]);
		t.assert.deepStrictEqual(await balancesOf(bank), {Ada: 99_900n, Ben: 25_100n, Cleo: 50_000n});
	});

	test('is in the journal before BEGIN is sent, and no longer when it is over', async (t: TestContext) => {
		const directory = await mkdtemp(path.join(os.tmpdir(), 'transfer-'));
		t.after(async () => rm(directory, {recursive: true}));
		const transfer = await transferOf(bank, 'Ada', 'Ben', 100n);
		const journal = new Journal(directory);
		const seen: string[] = [];
		await makeTransfer(bank, transfer, {
			journal,
			async gate({statement}) {
				if (statement.label !== 'begin') {
					return;
				}

				const [name = ''] = await readdir(directory);
				seen.push(await readFile(path.join(directory, name), 'utf8'));
			},
		});
		t.assert.deepStrictEqual(seen.map(text => text.includes(`"id":"${transfer.id}"`)), [true]);
		journal.close();
		t.assert.deepStrictEqual(await readdir(directory), []);
	});

	test('cancelled before it is sent changes nothing, and leaves no connection behind', async (t: TestContext) => {
		const before = await listAccounts(bank);
		await t.assert.rejects(makeTransfer(bank, await transferOf(bank, 'Ada', 'Ben', 1n), {signal: AbortSignal.abort()}), {name: 'TransactionAbortedError'});
		t.assert.deepStrictEqual(await listAccounts(bank), before);
		t.assert.strictEqual(database.pool.idleCount, database.pool.totalCount);
	});
});
