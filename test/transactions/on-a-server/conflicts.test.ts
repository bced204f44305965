import {after, describe, test, type TestContext} from 'node:test';
import pg from 'pg';
import {runTransaction, TransactionFailedError, type TransactionEvent, type Work} from '../../../source/index.js';
import {beforeFirst, failuresIn, nothing, startStage} from './stage.js';

const stage = await startStage();
after(async () => {
	await stage.stop();
});
const {pool, restart, isPostgres, commit} = stage;

const whereDeferred = {skip: !isPostgres && 'CockroachDB has no deferrable constraints'};
const whereNowait = {skip: /^CockroachDB 20\.1\b/v.test(stage.kind) && 'NOWAIT came with 20.2'};

/** Reads a balance and writes it back, so much smaller. */
const withdraw = (account: number, amount: number): Work<number> => async ({query, attempt}) => {
	const {rows: [row]} = await query<{balance: number}>({text: 'SELECT balance FROM accounts WHERE id = $1', label: 'read', values: [account]});
	await query({
		text: 'UPDATE accounts SET balance = $2 WHERE id = $1', label: 'debit', values: [account, (row?.balance ?? 0) - amount],
	});
	return attempt;
};

/** Options that are quick, and the events that come of them. */
const watched = () => {
	const events: TransactionEvent[] = [];
	return {
		events,
		options: {
			restart,
			base: 5,
			cap: 100,
			maxAttempts: 60,
			onEvent(event: TransactionEvent) {
				events.push(event);
			},
		},
	};
};

/** Where so many have to arrive before any goes on. */
const barrier = (count: number): (() => Promise<void>) => {
	const {promise, resolve} = Promise.withResolvers<void>();
	let missing = count;
	return async () => {
		missing--;
		if (missing === 0) {
			resolve();
		}

		await promise;
	};
};

describe(`On ${stage.kind}, restarted at ${restart}`, () => {
	for (const isolation of ['serializable', 'repeatable read'] as const) {
		test(`a balance that a rival changed under us is a 40001 at our UPDATE, and is decided afresh, at ${isolation}`, async (t: TestContext) => {
			const [account = 0] = await stage.open(1);
			const {events, options} = watched();
			const gate = beforeFirst('debit', async () => stage.ask('UPDATE accounts SET balance = balance - 7 WHERE id = $1', [account]));
			t.assert.strictEqual(await runTransaction(pool, withdraw(account, 10), {...options, isolation, gate}), 2);
			t.assert.deepStrictEqual(failuresIn(events), ['40001 at work']);
			t.assert.strictEqual(await stage.balance(account), 83);
			t.assert.deepStrictEqual(await stage.leftovers(), nothing);
		});
	}

	test('write skew is a 40001 at our COMMIT, with its reason, and is decided afresh', async (t: TestContext) => {
		const [mine = 0, other = 0] = await stage.open(2);
		const both = 'SELECT sum(balance) AS total FROM accounts WHERE id = ANY ($1::int8[])';
		const {events, options} = watched();
		const rival = await stage.rival();
		const work: Work<number> = async ({query, attempt}) => {
			const {rows: [row]} = await query<{total: string}>(both, [[mine, other]]);
			if (attempt === 1) {
				// Later than ours: CockroachDB fails the earlier one of the two, PostgreSQL the one that commits last.
				await rival.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
				await rival.query(both, [[mine, other]]);
			}

			const total = Number(row?.total);
			if (total >= 150) {
				await query('UPDATE accounts SET balance = balance - 100 WHERE id = $1', [mine]);
			}

			return total;
		};

		const gate = beforeFirst(commit, async () => {
			await rival.query('UPDATE accounts SET balance = balance - 100 WHERE id = $1', [other]);
			await rival.query('COMMIT');
			rival.release();
		});
		t.assert.strictEqual(await runTransaction(pool, work, {...options, gate}), 100);
		t.assert.deepStrictEqual(failuresIn(events), ['40001 at commit']);
		const failed = events.find(event => event.type === 'attempt-failed');
		t.assert.match(failed?.failure.reason ?? '', isPostgres ? /^Canceled on /v : /^RETRY_SERIALIZABLE$/v);
		t.assert.deepStrictEqual([await stage.balance(mine), await stage.balance(other)], [100, 0]);
		t.assert.deepStrictEqual(await stage.leftovers(), nothing);
	});

	test(`a deadlock is a ${isPostgres ? '40P01' : '40001'} for one of the two, and both commit`, async (t: TestContext) => {
		const [left = 0, right = 0] = await stage.open(2);
		const meet = barrier(2);
		const {events, options} = watched();
		const move = (from: number, to: number): Work<number> => async ({query, attempt}) => {
			await query('UPDATE accounts SET balance = balance - 10 WHERE id = $1', [from]);
			if (attempt === 1) {
				await meet();
			}

			await query('UPDATE accounts SET balance = balance + 10 WHERE id = $1', [to]);
			return attempt;
		};

		// Where nothing else can fail it, as far as the server has such a level.
		const isolation = isPostgres ? 'read committed' : 'serializable';
		const attempts = await Promise.all([
			runTransaction(pool, move(left, right), {...options, isolation}),
			runTransaction(pool, move(right, left), {...options, isolation}),
		]);
		t.assert.deepStrictEqual(attempts.toSorted((one, other) => one - other), [1, 2]);
		t.assert.deepStrictEqual(failuresIn(events), [`${isPostgres ? '40P01' : '40001'} at work`]);
		const failed = events.find(event => event.type === 'attempt-failed');
		t.assert.strictEqual(failed?.failure.reason, isPostgres ? undefined : 'ABORT_REASON_PUSHER_ABORTED');
		t.assert.deepStrictEqual([await stage.balance(left), await stage.balance(right)], [100, 100]);
		t.assert.deepStrictEqual(await stage.leftovers(), nothing);
	});

	test('eight withdrawals at once from one account all come through, each once', async (t: TestContext) => {
		const [account = 0] = await stage.open(1);
		const {events, options} = watched();
		await Promise.all(Array.from({length: 8}, async () => runTransaction(pool, withdraw(account, 1), options)));
		t.assert.strictEqual(await stage.balance(account), 92);
		t.assert.strictEqual(events.filter(({type}) => type === 'committed').length, 8);
		t.assert.ok(failuresIn(events).every(failure => failure.startsWith('40001')));
		t.assert.ok(failuresIn(events).length > 0);
		t.assert.deepStrictEqual(await stage.leftovers(), nothing);
	});

	test('a deferred constraint that fails at COMMIT is final, with the server\'s error as the cause', whereDeferred, async (t: TestContext) => {
		await stage.ask('CREATE TABLE transfers (account int REFERENCES accounts DEFERRABLE INITIALLY DEFERRED)');
		const {events, options} = watched();
		const run = runTransaction(pool, async ({query}) => query('INSERT INTO transfers VALUES (-1)'), options);
		await t.assert.rejects(run, (error: unknown) => {
			t.assert.ok(error instanceof TransactionFailedError);
			t.assert.strictEqual(error.attempts, 1);
			t.assert.ok(error.cause instanceof pg.DatabaseError);
			t.assert.deepStrictEqual([error.cause.code, error.cause.table], ['23503', 'transfers']);
			return true;
		});
		t.assert.deepStrictEqual(failuresIn(events), ['23503 at commit']);
		t.assert.deepStrictEqual(await stage.ask('SELECT * FROM transfers'), []);
		t.assert.deepStrictEqual(await stage.leftovers(), nothing);
	});

	test('a violated constraint is final: nothing is tried again', async (t: TestContext) => {
		const [account = 0] = await stage.open(1);
		const {events, options} = watched();
		const run = runTransaction(pool, async ({query}) => query('UPDATE accounts SET balance = -1 WHERE id = $1', [account]), options);
		const words = isPostgres ? /violates check constraint/v : /failed to satisfy CHECK constraint \(balance >= 0/v;
		await t.assert.rejects(run, {name: 'TransactionFailedError', message: words});
		t.assert.deepStrictEqual(failuresIn(events), ['23514 at work']);
		t.assert.deepStrictEqual([await stage.balance(account), await stage.leftovers()], [100, nothing]);
	});

	test('a violated constraint that the work hides is not taken for a commit', async (t: TestContext) => {
		const [account = 0] = await stage.open(1);
		const run = runTransaction(pool, async ({query}) => {
			await query('UPDATE accounts SET balance = 0 WHERE id = $1', [account]);
			try {
				await query('INSERT INTO accounts VALUES ($1, 0)', [account]);
			} catch {}
		});
		await t.assert.rejects(run, {name: 'TransactionFailedError', message: /duplicate key/v});
		t.assert.strictEqual(await stage.balance(account), 100);
		t.assert.deepStrictEqual(await stage.leftovers(), nothing);
	});

	test('a lock that is not to be waited for, met after a savepoint, need not end the transaction', whereNowait, async (t: TestContext) => {
		const [account = 0, other = 0] = await stage.open(2);
		const rival = await stage.rival();
		await rival.query('BEGIN');
		await rival.query('SELECT 1 FROM accounts WHERE id = $1 FOR UPDATE', [account]);
		const taken = await runTransaction(pool, async ({query}) => {
			await query('SAVEPOINT before');
			try {
				await query('SELECT 1 FROM accounts WHERE id = $1 FOR UPDATE NOWAIT', [account]);
				return account;
			} catch {
				await query('ROLLBACK TO SAVEPOINT before');
				await query('UPDATE accounts SET balance = 1 WHERE id = $1', [other]);
				return other;
			}
		}, {restart});
		await rival.query('ROLLBACK');
		rival.release();
		t.assert.strictEqual(taken, other);
		t.assert.strictEqual(await stage.balance(other), 1);
		t.assert.deepStrictEqual(await stage.leftovers(), nothing);
	});
});
