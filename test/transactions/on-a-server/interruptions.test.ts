import {after, describe, test, type TestContext} from 'node:test';
import type pg from 'pg';
import {runTransaction, type TransactionEvent, type Work} from '../../../source/index.js';
import {beforeFirst, failuresIn, nothing, startStage} from './stage.js';

const stage = await startStage();
after(async () => {
	await stage.stop();
});
const {pool, restart, kind, ended} = stage;

// A COMMIT that takes as long as somebody else holds the one row of `door`.
const whereHeld = {skip: !stage.canHoldCommit && 'COMMIT can\'t be made to wait there: it has no deferred triggers'};
if (stage.canHoldCommit) {
	await stage.run(
		'CREATE TABLE slow (n int)',
		'CREATE TABLE door (id int8 PRIMARY KEY)',
		'INSERT INTO door VALUES (1)',
		'CREATE FUNCTION go_through() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM public.door FOR UPDATE; RETURN NULL; END $$',
		'CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON slow DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION go_through()',
	);
}

const debit = (account: number): Work<number> => async ({query, attempt}) => {
	await query({text: 'UPDATE accounts SET balance = balance - 10 WHERE id = $1', label: 'debit', values: [account]});
	await query({text: 'SELECT 1', label: 'look'});
	return attempt;
};

const commitSlowly: Work<string> = async ({query}) => {
	await query('INSERT INTO slow VALUES (1)');
	return 'committed';
};

/** Runs something while a rival holds a lock, and lets go of it afterwards. */
const whileLocked = async (lock: string, run: (rival: pg.PoolClient) => Promise<void>): Promise<void> => {
	const rival = await stage.rival();
	await rival.query('BEGIN');
	await rival.query(lock);
	try {
		await run(rival);
	} finally {
		// Its transaction ends with it.
		rival.release(true);
	}
};

const lockOf = (account: number): string => `SELECT 1 FROM accounts WHERE id = ${account} FOR UPDATE`;
const slowLock = 'SELECT 1 FROM door FOR UPDATE';
const reason = new Error('Escape was pressed.');
/**
An abort has to be quicker than the second after which a silent server is given up, with room for a busy machine. A server that
hears no CancelRequest is such a one.
*/
const atOnce = stage.hearsCancelRequests ? 500 : 1500;
/** Those seconds pass at the same time. */
const besideEachOther = {concurrency: !stage.hearsCancelRequests};

const recorder = () => {
	const events: TransactionEvent[] = [];
	return {
		events,
		restart,
		base: 5,
		onEvent(event: TransactionEvent) {
			events.push(event);
		},
	};
};

describe(`On ${kind}, restarted at ${restart}, an abort`, besideEachOther, () => {
	for (const [what, work] of [
		['a statement that waits for a lock', debit],
		['the second of two statements sent at once', (account: number): Work<unknown> => async ({query}) =>
			Promise.all([query('SELECT 1'), query('UPDATE accounts SET balance = 0 WHERE id = $1', [account])])],
	] as const) {
		test(`ends ${what} at once, and the server has nothing left of it`, async (t: TestContext) => {
			const [account = 0] = await stage.open(1);
			const controller = new AbortController();
			await whileLocked(lockOf(account), async rival => {
				const run = runTransaction(pool, work(account), {restart, signal: controller.signal});
				const rejected = t.assert.rejects(run, {name: 'TransactionAbortedError', cause: reason});
				const session = await stage.blockedBy(rival);
				const before = performance.now();
				controller.abort(reason);
				await rejected;
				const took = performance.now() - before;
				t.diagnostic(`took ${Math.round(took)} ms`);
				t.assert.ok(took < atOnce, `${took} ms`);
				t.assert.deepStrictEqual(await stage.leftOf(session), []);
			});
			t.assert.strictEqual(await stage.balance(account), 100);
			t.assert.deepStrictEqual(await stage.leftovers(), nothing);
		});
	}

	test('undoes what the transaction had done before', async (t: TestContext) => {
		const [first = 0, second = 0] = await stage.open(2);
		const controller = new AbortController();
		await whileLocked(lockOf(second), async rival => {
			const run = runTransaction(pool, async transaction => {
				await debit(first)(transaction);
				await debit(second)(transaction);
			}, {restart, signal: controller.signal});
			const rejected = t.assert.rejects(run, {name: 'TransactionAbortedError'});
			await stage.blockedBy(rival);
			controller.abort(reason);
			await rejected;
		});
		t.assert.deepStrictEqual([await stage.balance(first), await stage.balance(second)], [100, 100]);
		t.assert.deepStrictEqual(await stage.leftovers(), nothing);
	});

	test('by the deadline ends a statement that waits for a lock', async (t: TestContext) => {
		const [account = 0] = await stage.open(1);
		await whileLocked(lockOf(account), async () => {
			await t.assert.rejects(runTransaction(pool, debit(account), {restart, deadline: 100}), {name: 'RetriesExhaustedError', attempts: 1});
		});
		t.assert.strictEqual(await stage.balance(account), 100);
		t.assert.deepStrictEqual(await stage.leftovers(), nothing);
	});

	test('waits for a COMMIT under way, and returns the value that it committed', whereHeld, async (t: TestContext) => {
		await stage.run('TRUNCATE slow');
		const controller = new AbortController();
		await whileLocked(slowLock, async rival => {
			const run = runTransaction(pool, commitSlowly, {restart, signal: controller.signal});
			await stage.blockedBy(rival);
			controller.abort(reason);
			await rival.query('ROLLBACK');
			t.assert.strictEqual(await run, 'committed');
		});
		t.assert.deepStrictEqual(await stage.run('SELECT n FROM slow'), [[1]]);
		t.assert.deepStrictEqual(await stage.leftovers(), nothing);
	});
});

describe(`On ${kind}, restarted at ${restart}, a session that is terminated`, () => {
	for (const [when, label, phase] of [
		['before BEGIN, while it was idle', 'begin', 'connect'],
		['between two statements', 'look', 'work'],
		['before COMMIT was sent', stage.commit, 'work'],
	] as const) {
		test(`${when} is replaced, and the transaction commits once`, async (t: TestContext) => {
			const [account = 0] = await stage.open(1);
			const {events, ...options} = recorder();
			const gate = beforeFirst(label, async () => stage.terminate());
			t.assert.strictEqual(await runTransaction(pool, debit(account), {...options, gate}), 2);
			t.assert.deepStrictEqual(failuresIn(events), [`${ended} at ${phase}`]);
			t.assert.strictEqual(await stage.balance(account), 90);
			t.assert.deepStrictEqual(await stage.leftovers(), nothing);
		});
	}

	test('during a statement is replaced, and the transaction commits once', async (t: TestContext) => {
		const [account = 0] = await stage.open(1);
		const {events, ...options} = recorder();
		const running: Array<Promise<number>> = [];
		await whileLocked(lockOf(account), async rival => {
			running.push(runTransaction(pool, debit(account), options));
			await stage.blockedBy(rival);
			await stage.terminate();
		});
		t.assert.deepStrictEqual(await Promise.all(running), [2]);
		t.assert.deepStrictEqual(failuresIn(events), [`${ended} at work`]);
		t.assert.strictEqual(await stage.balance(account), 90);
		t.assert.deepStrictEqual(await stage.leftovers(), nothing);
	});

	test('during COMMIT leaves the outcome unknown, and nothing is tried again', whereHeld, async (t: TestContext) => {
		await stage.run('TRUNCATE slow');
		const {events, ...options} = recorder();
		await whileLocked(slowLock, async rival => {
			const rejected = t.assert.rejects(runTransaction(pool, commitSlowly, options), {name: 'OutcomeUnknownError', attempts: 1});
			await stage.blockedBy(rival);
			await stage.terminate();
			await rejected;
		});
		t.assert.deepStrictEqual(failuresIn(events), [`${ended} at commit`]);
		t.assert.deepStrictEqual(events.slice(-2).map(({type}) => type), ['outcome-unknown', 'gave-up']);
		t.assert.deepStrictEqual(await stage.leftovers(), nothing);
	});
});
