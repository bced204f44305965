import {randomUUID} from 'node:crypto';
import {after, describe, test, type TestContext} from 'node:test';
import pg from 'pg';
import {listAccounts} from '../../../source/bank/accounts.js';
import {auditBank} from '../../../source/bank/audit.js';
import type {Bank} from '../../../source/bank/bank.js';
import {TransferRefusedError} from '../../../source/bank/refusal.js';
import {tablesIn} from '../../../source/bank/tables.js';
import type {Transfer} from '../../../source/bank/transfer.js';
import {cures} from '../../../source/load/cures/index.js';
import {makeAtOnce} from '../../../source/load/cures/make-at-once.js';
import {connectionLost, serverError} from '../../support/database-errors.js';
import {createEventLog} from '../../support/event-log.js';
import {ScriptedPool} from '../../support/scripted-pool.js';
import {balancesOf, ledgerOf, transferOf} from '../../support/tellers.js';
import {clientOf, loseAnswersOf, openCure, startStage} from './stage.js';

const {server, database, newBank, stop} = await startStage();
after(stop);

/** On CockroachDB whoever waits with their first statement goes on, once the other one has committed. */
const whereWaitingFails = {skip: server.kind !== 'embedded' && 'whoever waited goes on there'};

/** One cent around the first three accounts, in all directions. */
const aroundIn = async (bank: Bank, count: number): Promise<Transfer[]> => {
	const ids = (await listAccounts(bank)).map(({id}) => id);
	return Array.from({length: count}, (_, index) => ({
		id: randomUUID(), from: ids[index % 3] ?? '', to: ids[(index + 1 + (index % 2)) % 3] ?? '', cents: 1n,
	}));
};

/** Resolves when somebody waits for a lock that somebody else has in this bank. */
const untilWaiting = async ({tables}: Bank): Promise<void> => {
	for (let waiting = false; !waiting;) {
		const rows = await server.run(`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%${tables.schema}%'`);
		waiting = rows.length > 0;
	}
};

/** Somebody else who has changed Ada's account, and commits when told to. */
const startRival = async (t: TestContext, {tables}: Bank) => {
	const rival = new pg.Client({connectionString: server.url()});
	await rival.connect();
	t.after(async () => rival.end());
	await rival.query('BEGIN');
	await rival.query(`UPDATE ${tables.accounts} SET balance = balance WHERE owner = 'Ada'`);
	return rival;
};

for (const cure of cures) {
	describe(`The cure ${cure.name}`, () => {
		test('makes every transfer of many clients on few accounts, once', async (t: TestContext) => {
			const bank = await newBank();
			const {move} = await openCure(t, cure, bank);
			const {onEvent, all} = createEventLog();
			const transfers = await aroundIn(bank, 48);
			await Promise.all(Array.from({length: 8}, async (_, client) => {
				for (const transfer of transfers.slice(client * 6, (client + 1) * 6)) {
					await move(transfer, clientOf({session: `client ${client}`, onEvent}));
				}
			}));
			const audit = await auditBank(bank, {confirmed: transfers, unknown: []});
			t.assert.deepStrictEqual([audit.conserved, audit.lost, audit.twice], [true, 0, 0]);
			t.assert.deepStrictEqual(new Set((await ledgerOf(bank)).map(({id}) => id)), new Set(transfers.map(({id}) => id)));
			t.assert.strictEqual(all('transfer-started').length, 48);
			t.assert.deepStrictEqual(all('committed').map(event => event.transactionId).toSorted(), transfers.map(({id}) => id).toSorted());
			t.assert.strictEqual(all('attempt-started').length, 48 + all('attempt-failed').length);
			t.assert.strictEqual(all('backoff-started').length, all('attempt-failed').length);
			t.assert.ok(all('committed').every(({session}) => /^client \d+$/v.test(session)));
		});

		test('refuses what is not covered, and that alone', async (t: TestContext) => {
			const bank = await newBank();
			const {move} = await openCure(t, cure, bank);
			const good = await transferOf(bank, 'Ada', 'Ben', 100n);
			const uncovered = await transferOf(bank, 'Ben', 'Ada', 25_101n);
			const noPayer = {...await transferOf(bank, 'Ben', 'Ada', 1n), from: randomUUID()};
			const noReceiver = {...await transferOf(bank, 'Cleo', 'Ada', 1n), to: randomUUID()};
			const same = {...good, id: randomUUID(), to: good.from};
			const {onEvent, all} = createEventLog();
			const results = await Promise.allSettled([good, uncovered, noPayer, noReceiver, same].map(async transfer => move(transfer, clientOf({onEvent}))));
			const refusals = results.map(each => each.status === 'rejected' && each.reason instanceof TransferRefusedError ? each.reason.refusal.type : each.status);
			t.assert.deepStrictEqual(refusals, ['fulfilled', 'insufficient-funds', 'no-such-account', 'no-such-account', 'same-account']);
			t.assert.deepStrictEqual(all('transfer-refused').map(event => event.transactionId).toSorted(), [uncovered, noPayer, noReceiver].map(({id}) => id).toSorted());
			t.assert.deepStrictEqual(await balancesOf(bank), {Ada: 99_900n, Ben: 25_100n, Cleo: 50_000n, Dan: 50_000n});
			t.assert.deepStrictEqual((await ledgerOf(bank)).map(({id}) => id), [good.id]);
		});

		test('leaves it at one where the same transfer is asked for twice, also at the same time', async (t: TestContext) => {
			const bank = await newBank();
			const {move} = await openCure(t, cure, bank);
			const transfer = await transferOf(bank, 'Ada', 'Ben', 60_000n);
			const other = await transferOf(bank, 'Cleo', 'Ben', 1n);
			await Promise.all([transfer, transfer, other].map(async each => move(each, clientOf())));
			await move(transfer, clientOf());
			t.assert.deepStrictEqual(await balancesOf(bank), {Ada: 40_000n, Ben: 85_001n, Cleo: 49_999n, Dan: 50_000n});
		});

		test('counts the conflict that somebody from outside makes, and gets through', whereWaitingFails, async (t: TestContext) => {
			const bank = await newBank();
			const {move} = await openCure(t, cure, bank);
			const transfer = await transferOf(bank, 'Ada', 'Ben', 100n);
			const {onEvent, all} = createEventLog();
			const rival = await startRival(t, bank);
			const moved = move(transfer, clientOf({onEvent}));
			await untilWaiting(bank);
			await rival.query('COMMIT');
			await moved;
			t.assert.deepStrictEqual(all('attempt-failed').map(({attempt, failure: {code, verdict}}) => [attempt, code, verdict]), [[1, '40001', 'retry']]);
			t.assert.deepStrictEqual(all('backoff-started').map(({attempt, policy}) => [attempt, policy]), [[1, 'full']]);
			t.assert.deepStrictEqual(all('committed').map(({attempt}) => attempt), [2]);
			t.assert.deepStrictEqual(await balancesOf(bank), {Ada: 99_900n, Ben: 25_100n, Cleo: 50_000n, Dan: 50_000n});
		});

		test('gives up at the limit of attempts, and changes nothing', whereWaitingFails, async (t: TestContext) => {
			const bank = await newBank();
			const {move} = await openCure(t, cure, bank, {maxAttempts: 1});
			const rival = await startRival(t, bank);
			const {onEvent, all} = createEventLog();
			const moved = t.assert.rejects(move(await transferOf(bank, 'Ada', 'Ben', 100n), clientOf({onEvent})), {name: 'RetriesExhaustedError'});
			await untilWaiting(bank);
			await rival.query('COMMIT');
			await moved;
			t.assert.deepStrictEqual(all('gave-up').map(({reason}) => reason), ['attempts']);
			t.assert.deepStrictEqual(await ledgerOf(bank), []);
		});

		test('never tells of a transfer that was not made, nor makes one twice, when answers are lost', async (t: TestContext) => {
			const line = loseAnswersOf(t, {url: server.url(), database});
			const bank = await newBank();
			const {move} = await openCure(t, cure, {...bank, database: line.database});
			const {onEvent, all} = createEventLog();
			const transfers = await aroundIn(bank, 24);
			for (let round = 0; round < 4; round++) {
				const some = transfers.slice(round * 6, (round + 1) * 6).map(async transfer => move(transfer, clientOf({onEvent})));
				// Lanes that stand lose the next thing they hear; in the first round none stands yet.
				line.loseAnswers();
				await Promise.all(some);
			}

			const audit = await auditBank(bank, {confirmed: transfers, unknown: []});
			t.assert.deepStrictEqual([audit.conserved, audit.lost, audit.twice], [true, 0, 0]);
			t.assert.strictEqual((await ledgerOf(bank)).length, 24);
			t.assert.deepStrictEqual(all('committed').map(event => event.transactionId).toSorted(), transfers.map(({id}) => id).toSorted());
			t.assert.ok(all('attempt-failed').some(({failure: {code}}) => code === undefined), 'lines were lost');
			t.assert.strictEqual(all('outcome-resolved').length, all('outcome-unknown').length);
		});

		test('ends at once for a client that no longer waits, and changes nothing', async (t: TestContext) => {
			const bank = await newBank();
			const {move} = await openCure(t, cure, bank);
			const rival = await startRival(t, bank);
			const controllers = [new AbortController(), new AbortController()];
			const {onEvent, all} = createEventLog();
			const moves = await Promise.all(controllers.map(async ({signal}) => ({moved: move(await transferOf(bank, 'Ada', 'Ben', 100n), clientOf({signal, onEvent}))})));
			await untilWaiting(bank);
			const ended = moves.map(async ({moved}) => t.assert.rejects(moved, {name: 'TransactionAbortedError'}));
			for (const controller of controllers) {
				controller.abort(new Error('changed their mind'));
			}

			await Promise.all(ended);
			t.assert.deepStrictEqual(all('gave-up').map(({reason}) => reason), ['aborted', 'aborted']);
			await rival.query('ROLLBACK');
			await move(await transferOf(bank, 'Ada', 'Ben', 1n), clientOf());
			t.assert.deepStrictEqual(await balancesOf(bank), {Ada: 99_999n, Ben: 25_001n, Cleo: 50_000n, Dan: 50_000n});
		});

		test('lets nobody in whose signal was aborted before', async (t: TestContext) => {
			const bank = await newBank();
			const {move} = await openCure(t, cure, bank);
			await t.assert.rejects(move(await transferOf(bank, 'Ada', 'Ben', 1n), clientOf({signal: AbortSignal.abort()})), {name: 'TransactionAbortedError'});
			t.assert.deepStrictEqual(await ledgerOf(bank), []);
		});
	});
}

describe('A transfer sent all at once, whose answer was lost', () => {
	test('is in doubt once, until it is settled, whatever is lost meanwhile', async (t: TestContext) => {
		const one = {rowCount: 1};
		const pool = new ScriptedPool([
			// The first answer to what settles it is lost as well; what settles that meets a conflict.
			['INSERT', one],
			['SELECT', {rows: [{balance: '100000'}]}],
			['UPDATE', one],
			['UPDATE', one],
			['COMMIT', connectionLost()],
			['INSERT', one],
			['SELECT', serverError('40001')],
		]);
		const bank = {tables: tablesIn('bank'), database: {...database, pool: Object.assign(new pg.Pool(), {connect: async () => pool.connect()})}};
		const controller = new AbortController();
		const {onEvent, all, events} = createEventLog();
		const send = async () => {
			throw connectionLost();
		};

		const transfer = {id: randomUUID(), from: randomUUID(), to: randomUUID(), cents: 1n};
		await t.assert.rejects(makeAtOnce({bank, options: {base: 1, cap: 1}, send}, transfer, clientOf({
			signal: controller.signal,
			onEvent(event) {
				onEvent(event);
				if (event.type === 'backoff-started' && pool.sent.filter(({text}) => text.startsWith('INSERT')).length === 2) {
					controller.abort(new Error('changed their mind'));
				}
			},
		})), {name: 'OutcomeUnknownError'});
		// What was sent at once may still come: that a claim succeeded, and was rolled back, proves nothing.
		t.assert.deepStrictEqual([all('outcome-unknown').length, all('outcome-resolved').length], [1, 0]);
		t.assert.partialDeepStrictEqual(events.at(-1), {type: 'gave-up', reason: 'unknown'});
	});
});
