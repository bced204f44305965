import {test, type TestContext} from 'node:test';
import pg from 'pg';
import * as library from '../../source/index.js';
import {
	runTransaction, type BackoffPolicy, type Gate, type OnEvent, type QueryResult, type TransactionClient,
	type TransactionOptions, type TransactionPool, type Work,
} from '../../source/index.js';
import {ScriptedPool} from '../support/scripted-pool.js';

/** The README's example. It is here to be compiled: what it is given is pg's own, and nothing is cast. */
const withdraw = async (pool: pg.Pool, account: string, cents: bigint): Promise<bigint> =>
	runTransaction(pool, async transaction => {
		const {rows: [row]} = await transaction.query<{balance: string}>('SELECT balance FROM accounts WHERE id = $1', [account]);
		const balance = BigInt(row?.balance ?? 0) - cents;
		const {rowCount}: QueryResult<Record<string, unknown>> = await transaction.query({
			text: 'UPDATE accounts SET balance = $1 WHERE id = $2', values: [balance, account], label: 'debit',
		});
		return rowCount === 1 ? balance : 0n;
	}, {isolation: 'repeatable read', maxAttempts: 3});

test('A pool of pg is taken as it is, and so is its client', async (t: TestContext) => {
	const pool = new pg.Pool({host: '/nowhere', port: 1});
	const taken: TransactionPool = pool;
	const asClient = (client: pg.PoolClient): TransactionClient => client;
	t.assert.strictEqual(taken, pool);
	t.assert.strictEqual(typeof asClient, 'function');
	await t.assert.rejects(
		runTransaction(pool, async ({query}) => query('SELECT 1'), {maxAttempts: 1}),
		{name: 'RetriesExhaustedError', attempts: 1},
	);
	await pool.end();
	t.assert.strictEqual(typeof withdraw, 'function');
});

test('The options are those that are written down', async (t: TestContext) => {
	const events: string[] = [];
	const onEvent: OnEvent = ({type}) => {
		events.push(type);
	};

	const gate: Gate = async () => undefined;
	const policy: BackoffPolicy = {name: 'mine', title: 'my own', delay: ({base, cap}, random) => Math.min(cap, base * random())};
	const options: Required<TransactionOptions> = {
		isolation: 'read committed', restart: 'begin', policy, base: 1, cap: 2, maxAttempts: 3, deadline: 1000, signal: new AbortController().signal,
		settle: async () => 'settled', onEvent, gate, clock: library.systemClock, session: 'you', id: 'an id',
	};
	const work: Work<string> = async ({id, attempt}) => `${id} ${attempt}`;
	t.assert.strictEqual(await runTransaction(new ScriptedPool(), work, options), 'an id 1');
	t.assert.deepStrictEqual([events[0], events.at(-1)], ['attempt-started', 'committed']);
});

test('The package exports these names', (t: TestContext) => {
	t.assert.deepStrictEqual(Object.keys(library).toSorted((left, right) => left.localeCompare(right, 'en')), [
		'classify',
		'constant',
		'decorrelatedJitter',
		'equalJitter',
		'exponential',
		'fullJitter',
		'inTurn',
		'isolationLevels',
		'none',
		'OutcomeUnknownError',
		'policies',
		'restartModes',
		'RetriesExhaustedError',
		'runTransaction',
		'systemClock',
		'TransactionAbortedError',
		'TransactionError',
		'TransactionFailedError',
	]);
});

test('Its errors are told apart by class and by name', (t: TestContext) => {
	const {TransactionError, OutcomeUnknownError, RetriesExhaustedError, TransactionAbortedError, TransactionFailedError} = library;
	const failure = {phase: 'commit', verdict: 'final', message: 'refused'} as const;
	const errors = [
		new OutcomeUnknownError({attempts: 1, failure}),
		new RetriesExhaustedError('attempts', {attempts: 2, failure}),
		new TransactionAbortedError({attempts: 1}),
		new TransactionFailedError({attempts: 1, failure}),
	];
	t.assert.ok(errors.every(error => error instanceof TransactionError));
	t.assert.deepStrictEqual(errors.map(({name}) => name), ['OutcomeUnknownError', 'RetriesExhaustedError', 'TransactionAbortedError', 'TransactionFailedError']);
	t.assert.deepStrictEqual(errors.map(({message}) => message), [
		'It is not known whether it committed, after 1 attempt: COMMIT was sent, and its answer was lost: refused',
		'Not committed: gave up at the limit of attempts, after 2 attempts. The last failure: refused.',
		'Not committed: cancelled in attempt 1; the transaction was rolled back',
		'Not committed after 1 attempt, and another one can\'t help: refused',
	]);
});
