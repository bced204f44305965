import {after, describe, test, type TestContext} from 'node:test';
import pg from 'pg';
import {runTransaction, type Gate, type TransactionEvent, type Work} from '../../source/index.js';
import {restartModes} from '../../source/transactions/restart.js';
import {startStandIn} from './stand-in.js';

const stages = await Promise.all((['20.1', 'current'] as const).map(async version => {
	const standIn = await startStandIn({version});
	const poolOf = (name: string) => {
		const pool = new pg.Pool({connectionString: standIn.url(), application_name: name, max: 10});
		pool.on('error', () => undefined);
		return pool;
	};

	const [pool, others] = [poolOf('tested'), poolOf('rival')];
	await others.query('CREATE TABLE accounts (id INT8 PRIMARY KEY, balance INT8 NOT NULL CHECK (balance >= 0))');
	let opened = 0;
	return {
		standIn,
		version,
		pool,
		others,
		/** Opens an account with a balance of 100. */
		async open(): Promise<number> {
			opened++;
			await others.query('INSERT INTO accounts VALUES ($1, 100)', [opened]);
			return opened;
		},
		async balance(account: number): Promise<number> {
			const {rows: [row]} = await others.query<{balance: string}>('SELECT balance FROM accounts WHERE id = $1', [account]);
			return Number(row?.balance);
		},
		/** Resolves once one of the pool's sessions waits for a lock. */
		async blocked(): Promise<void> {
			const limit = performance.now() + 5000;
			while (performance.now() < limit) {
				const [row] = await standIn.run('SELECT 1 FROM pg_stat_activity WHERE application_name = \'tested\' AND wait_event_type = \'Lock\'');
				if (row) {
					return;
				}
			}

			throw new Error('No session waited for a lock in 5 s.');
		},
		/** What is left when transactions have ended: it should be nothing, at the latest when the server has heard of a client's end. */
		async leftovers(): Promise<unknown[]> {
			const limit = performance.now() + 5000;
			for (;;) {
				const open = await standIn.run('SELECT state, query FROM pg_stat_activity WHERE application_name = \'tested\' AND state <> \'idle\'');
				if (open.length === 0 || performance.now() > limit) {
					return [...open, ...Array.from({length: pool.totalCount - pool.idleCount}, () => 'a client that is held')];
				}
			}
		},
	};
}));
after(async () => {
	for (const {pool, others, standIn} of stages) {
		await Promise.all([pool.end(), others.end()]);
		await standIn.stop();
	}
});

/** Reads a balance and writes it back, so much smaller. */
const withdraw = (account: number, amount: number): Work<number> => async ({query, attempt}) => {
	const {rows: [row]} = await query<{balance: string}>({text: 'SELECT balance FROM accounts WHERE id = $1', label: 'read', values: [account]});
	await query({text: 'UPDATE accounts SET balance = $2 WHERE id = $1', label: 'debit', values: [account, Number(row?.balance) - amount]});
	return attempt;
};

const before = (label: string, interfere: () => Promise<unknown>): Gate => async ({attempt, statement}) => {
	if (attempt === 1 && statement.label === label) {
		await interfere();
	}
};

/** Options that are quick, and the events that come of them. */
const watched = () => {
	const events: TransactionEvent[] = [];
	return {
		failures: () => events.flatMap(event => event.type === 'attempt-failed' ? [[event.failure.code, event.failure.phase]] : []),
		messages: () => events.flatMap(event => event.type === 'attempt-failed' ? [event.failure.message] : []),
		options: {
			base: 5,
			cap: 100,
			maxAttempts: 60,
			onEvent(event: TransactionEvent) {
				events.push(event);
			},
		},
	};
};

for (const stage of stages) {
	const {pool, others, version} = stage;
	for (const restart of restartModes) {
		describe(`On CockroachDB ${version}, restarted at ${restart}, a transaction`, () => {
			test('whose row a rival changed is told so at its UPDATE, and decides afresh', async (t: TestContext) => {
				const account = await stage.open();
				const {failures, options} = watched();
				const gate = before('debit', async () => others.query('UPDATE accounts SET balance = balance - 7 WHERE id = $1', [account]));
				t.assert.strictEqual(await runTransaction(pool, withdraw(account, 10), {...options, restart, gate}), 2);
				t.assert.deepStrictEqual(failures(), [['40001', 'work']]);
				t.assert.deepStrictEqual([await stage.balance(account), await stage.leftovers()], [83, []]);
			});

			test('that read what a rival wrote, and the other way round, is told so when it commits', async (t: TestContext) => {
				const [mine, theirs] = [await stage.open(), await stage.open()];
				const both = 'SELECT sum(balance) AS total FROM accounts WHERE id = ANY ($1::INT8[])';
				const {failures, messages, options} = watched();
				const rival = await others.connect();
				const work: Work<number> = async ({query, attempt}) => {
					const {rows: [row]} = await query<{total: string}>({text: both, label: 'read', values: [[mine, theirs]]});
					if (attempt === 1) {
						await rival.query('BEGIN');
						await rival.query(both, [[mine, theirs]]);
					}

					if (Number(row?.total) >= 150) {
						await query('UPDATE accounts SET balance = balance - 100 WHERE id = $1', [mine]);
					}

					return Number(row?.total);
				};

				const gate = before(restart === 'savepoint' ? 'release' : 'commit', async () => {
					await rival.query('UPDATE accounts SET balance = balance - 100 WHERE id = $1', [theirs]);
					await rival.query('COMMIT');
				});
				t.assert.strictEqual(await runTransaction(pool, work, {...options, restart, gate}), 100);
				rival.release();
				t.assert.deepStrictEqual(failures(), [['40001', 'commit']]);
				t.assert.match(messages()[0] ?? '', /^restart transaction: TransactionRetryWithProtoRefreshError: .*RETRY_SERIALIZABLE/v);
				t.assert.deepStrictEqual([await stage.balance(mine), await stage.balance(theirs), await stage.leftovers()], [100, 0, []]);
			});

			test('that waits for one that waits for it is ended or sees the other one end, and both commit', async (t: TestContext) => {
				const [left, right] = [await stage.open(), await stage.open()];
				const met = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
				const {failures, messages, options} = watched();
				const move = (from: number, to: number, index: number): Work<number> => async ({query, attempt}) => {
					await query('UPDATE accounts SET balance = balance - 10 WHERE id = $1', [from]);
					met[index]?.resolve();
					await met[1 - index]?.promise;
					await query('UPDATE accounts SET balance = balance + 10 WHERE id = $1', [to]);
					return attempt;
				};

				const attempts = await Promise.all([
					runTransaction(pool, move(left, right, 0), {...options, restart}),
					runTransaction(pool, move(right, left, 1), {...options, restart}),
				]);
				t.assert.ok(attempts.includes(1), attempts.join(' '));
				t.assert.ok(failures().length > 0);
				t.assert.ok(failures().every(([code, phase]) => code === '40001' && phase === 'work'));
				t.assert.match(messages()[0] ?? '', /ABORT_REASON_PUSHER_ABORTED/v);
				t.assert.deepStrictEqual([await stage.balance(left), await stage.balance(right), await stage.leftovers()], [100, 100, []]);
			});

			test('of eight at once on one account comes through, and so do the others, each once', async (t: TestContext) => {
				const account = await stage.open();
				const {failures, options} = watched();
				await Promise.all(Array.from({length: 8}, async () => runTransaction(pool, withdraw(account, 1), {...options, restart})));
				t.assert.ok(failures().every(([code]) => code === '40001'));
				t.assert.deepStrictEqual([await stage.balance(account), await stage.leftovers()], [92, []]);
			});

			test('whose session is ended from another one hears nothing of it, and commits on a new one', async (t: TestContext) => {
				const account = await stage.open();
				const {failures, options} = watched();
				const work: Work<number> = async transaction => {
					const {rows: [row]} = await transaction.query<{session_id: string}>('SHOW session_id');
					if (transaction.attempt === 1) {
						await others.query(`CANCEL SESSION '${row?.session_id}'`);
					}

					return withdraw(account, 10)(transaction);
				};

				t.assert.strictEqual(await runTransaction(pool, work, {...options, restart}), 2);
				t.assert.deepStrictEqual(failures(), [[undefined, 'work']]);
				t.assert.deepStrictEqual([await stage.balance(account), await stage.leftovers()], [90, []]);
			});

			test('that is aborted while it waits for a lock ends, and nothing is left of it', async (t: TestContext) => {
				const account = await stage.open();
				const rival = await others.connect();
				await rival.query('BEGIN');
				await rival.query('UPDATE accounts SET balance = balance - 1 WHERE id = $1', [account]);
				const reason = new Error('Escape was pressed.');
				const controller = new AbortController();
				const ended = t.assert.rejects(
					runTransaction(pool, async ({query}) => query('UPDATE accounts SET balance = 0 WHERE id = $1', [account]), {restart, signal: controller.signal}),
					{name: 'TransactionAbortedError', cause: reason},
				);
				await stage.blocked();
				controller.abort(reason);
				await ended;
				await rival.query('COMMIT');
				rival.release();
				t.assert.deepStrictEqual([await stage.balance(account), await stage.leftovers()], [99, []]);
			});

			test('that the server refuses for good is not tried again', async (t: TestContext) => {
				const account = await stage.open();
				const {failures, options} = watched();
				const run = runTransaction(pool, async ({query}) => query('UPDATE accounts SET balance = -1 WHERE id = $1', [account]), {...options, restart});
				await t.assert.rejects(run, {name: 'TransactionFailedError', message: /failed to satisfy CHECK constraint \(balance >= 0/v});
				t.assert.deepStrictEqual(failures(), [['23514', 'work']]);
				t.assert.deepStrictEqual([await stage.balance(account), await stage.leftovers()], [100, []]);
			});
		});
	}
}
