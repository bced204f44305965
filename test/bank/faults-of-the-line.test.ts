import {after, beforeEach, describe, test, type TestContext} from 'node:test';
import {makeTransfer} from '../../source/bank/make-transfer.js';
import {openBank} from '../../source/bank/open-bank.js';
import {connectDatabase} from '../../source/database/connect.js';
import {wireOf} from '../../source/database/wire.js';
import {createEventLog} from '../support/event-log.js';
import {balancesOf, ledgerOf, transferOf} from '../support/tellers.js';
import {faultNamed, moved, startStage} from './under-faults.js';

const {server, database, bank, reset, sendUnder, stop} = await startStage();
after(stop);

const onceOnly = {skip: server.kind !== 'embedded' && 'it has a server of its own'};

describe('Under a fault of the line', () => {
	beforeEach(reset);

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

	test('a server of our own that is killed before COMMIT comes back, and the transfer is made once', onceOnly, async (t: TestContext) => {
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
});
