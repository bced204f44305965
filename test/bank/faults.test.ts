import {after, beforeEach, describe, test, type TestContext} from 'node:test';
import {auditBank} from '../../source/bank/audit.js';
import {faultRefusal} from '../../source/bank/faults.js';
import type {IsolationLevel} from '../../source/transactions/isolation.js';
import {balancesOf, ledgerOf} from '../support/tellers.js';
import {faultNamed, moved, startStage} from './under-faults.js';

const {server, database, bank, reset, sendUnder, stop} = await startStage();
after(stop);

/** Conflicts that the server can be asked for, where it can be. */
const conflicts = ['conflict', 'commit-conflict'].filter(name => faultRefusal(faultNamed(name), database.server) === undefined);

describe('Under a fault', () => {
	beforeEach(reset);

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

	for (const name of conflicts) {
		test(`a transfer that the server is made to refuse, ${name}, is made by the next attempt`, async (t: TestContext) => {
			const {all} = await sendUnder([name]);
			t.assert.deepStrictEqual(all('attempt-failed').map(({failure}) => [failure.verdict, failure.code]), [['retry', '40001']]);
			t.assert.deepStrictEqual(await balancesOf(bank), moved);
		});
	}

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

	test('no connection is left behind', (t: TestContext) => {
		t.assert.strictEqual(database.pool.idleCount, database.pool.totalCount);
	});
});
