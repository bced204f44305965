import {describe, test, type TestContext} from 'node:test';
import {OutcomeUnknownError, RetriesExhaustedError, TransactionAbortedError, TransactionFailedError, type Transaction, type Work} from '../../source/index.js';
import {connectionLost, serverError} from '../support/database-errors.js';
import {times, type Line} from '../support/scripted-client.js';
import {readThenWrite, rehearse, type Rehearsal, type RehearsalOptions} from './rehearse.js';

const conflict = serverError('40001', {message: 'restart transaction: TransactionRetryWithProtoRefreshError: TransactionRetryError: retry txn (RETRY_WRITE_TOO_OLD)'});

const savepoint = 'SAVEPOINT cockroach_restart';
const begins = ['BEGIN ISOLATION LEVEL SERIALIZABLE', savepoint];
const works = ['SELECT balance', 'UPDATE balance'];
const restarts = [`ROLLBACK TO ${savepoint}`];
const commits = [`RELEASE ${savepoint}`, 'COMMIT'];

const restart = <T>(script: readonly Line[], work: Work<T>, options: RehearsalOptions<T> = {}): Rehearsal<T> =>
	rehearse(script, work, {engine: 'cockroachdb', restart: 'savepoint', ...options});

const textsOf = ({pool}: Rehearsal<unknown>): string[] => pool.sent.map(({text}) => text);

describe('With a savepoint, a transaction', () => {
	test('commits with RELEASE, and COMMIT only ends it', async (t: TestContext) => {
		const run = restart([], readThenWrite);
		t.assert.deepStrictEqual(await run.ended, {value: 1});
		t.assert.deepStrictEqual(textsOf(run), [...begins, ...works, ...commits]);
		t.assert.deepStrictEqual([run.pool.idle.length, run.pool.misuse], [1, []]);
	});

	test('that met a conflict at a statement runs again in the same one, without a wait', async (t: TestContext) => {
		const run = restart(times(2, ['UPDATE', conflict]), readThenWrite);
		t.assert.deepStrictEqual(await run.ended, {value: 3});
		t.assert.deepStrictEqual(textsOf(run), [...begins, ...works, ...restarts, ...works, ...restarts, ...works, ...commits]);
		t.assert.deepStrictEqual(run.chronicle.filter(line => !/^(?:sent|finished|failed) /v.test(line)), [
			'attempt 1', 'connected', 'attempt-failed', 'backoff 0 of 0', 'attempt 2', 'attempt-failed', 'backoff 0 of 0', 'attempt 3', 'released', 'committed',
		]);
		t.assert.deepStrictEqual(run.events.filter(event => event.type === 'backoff-started').map(({locksHeld}) => locksHeld), [true, true]);
		t.assert.deepStrictEqual([run.pool.clients.length, run.pool.misuse], [1, []]);
		t.assert.strictEqual(run.pool.clients[0]?.listenerCount('error'), 0);
	});

	test('that met it at RELEASE does the same', async (t: TestContext) => {
		const run = restart([['RELEASE', conflict]], readThenWrite);
		t.assert.deepStrictEqual(await run.ended, {value: 2});
		t.assert.deepStrictEqual(textsOf(run), [...begins, ...works, `RELEASE ${savepoint}`, ...restarts, ...works, ...commits]);
		t.assert.deepStrictEqual(run.pool.misuse, []);
	});

	for (const [what, error] of [['a 40001', conflict], ['a lost connection', connectionLost()], ['an ambiguous answer', serverError('40003')]] as const) {
		test(`whose RELEASE was answered has committed, whatever COMMIT answers: ${what}`, async (t: TestContext) => {
			const run = restart([['COMMIT', error]], readThenWrite);
			t.assert.deepStrictEqual(await run.ended, {value: 1});
			t.assert.deepStrictEqual(textsOf(run), [...begins, ...works, ...commits]);
			t.assert.deepStrictEqual(run.chronicle.slice(-3), ['failed COMMIT', 'destroyed', 'committed']);
			t.assert.deepStrictEqual([run.pool.idle, run.pool.misuse], [[], []]);
		});
	}

	test('whose RELEASE was not answered may have committed', async (t: TestContext) => {
		const run = restart([['RELEASE', connectionLost()]], readThenWrite);
		t.assert.ok((await run.ended).error instanceof OutcomeUnknownError);
		t.assert.deepStrictEqual(textsOf(run), [...begins, ...works, `RELEASE ${savepoint}`]);
	});

	test('finds out what became of it from BEGIN on, in a transaction of its own', async (t: TestContext) => {
		const run = restart([['RELEASE', connectionLost()]], readThenWrite, {
			async settle(transaction, finding) {
				await transaction.query('CLAIM key');
				finding.committed(7);
				return 0;
			},
		});
		t.assert.deepStrictEqual(await run.ended, {value: 7});
		t.assert.deepStrictEqual(textsOf(run).slice(-3), ['BEGIN ISOLATION LEVEL SERIALIZABLE', 'CLAIM key', 'COMMIT']);
		t.assert.strictEqual(run.pool.clients.length, 2);
	});

	test('whose connection is lost begins anew over another one, after a wait', async (t: TestContext) => {
		const run = restart([['UPDATE', conflict], ['UPDATE', connectionLost()]], readThenWrite);
		t.assert.deepStrictEqual(await run.ended, {value: 3});
		t.assert.deepStrictEqual(textsOf(run), [...begins, ...works, ...restarts, ...works, ...begins, ...works, ...commits]);
		t.assert.deepStrictEqual(run.held, [0], 'it waits with no client held');
		t.assert.deepStrictEqual([run.pool.clients.length, run.pool.misuse], [2, []]);
	});

	for (const [what, error] of [['refused', serverError('XX000')], ['not answered', connectionLost()]] as const) {
		test(`whose rollback to the savepoint is ${what} begins anew from BEGIN`, async (t: TestContext) => {
			const run = restart([['UPDATE', conflict], ['ROLLBACK TO', error]], readThenWrite);
			t.assert.deepStrictEqual(await run.ended, {value: 2});
			t.assert.strictEqual(textsOf(run).filter(text => text.startsWith('BEGIN')).length, 2);
			t.assert.deepStrictEqual([run.held, run.pool.misuse], [[0], []]);
		});
	}

	test('that met a conflict in each attempt is rolled back as a whole at the last', async (t: TestContext) => {
		const run = restart(times(3, ['UPDATE', conflict]), readThenWrite, {maxAttempts: 3});
		t.assert.ok((await run.ended).error instanceof RetriesExhaustedError);
		t.assert.deepStrictEqual(textsOf(run), [...begins, ...works, ...restarts, ...works, ...restarts, ...works, 'ROLLBACK']);
		t.assert.deepStrictEqual([run.pool.idle.length, run.pool.misuse], [1, []]);
	});

	test('that is refused for good is rolled back as a whole', async (t: TestContext) => {
		const run = restart([['UPDATE', conflict], ['UPDATE', serverError('23514')]], readThenWrite);
		t.assert.ok((await run.ended).error instanceof TransactionFailedError);
		t.assert.strictEqual(textsOf(run).at(-1), 'ROLLBACK');
		t.assert.deepStrictEqual([run.pool.idle.length, run.pool.misuse], [1, []]);
	});

	test('that is cancelled between two attempts leaves nothing open', async (t: TestContext) => {
		const controller = new AbortController();
		const run = restart([['UPDATE', conflict]], readThenWrite, {
			signal: controller.signal,
			onEvent(event) {
				if (event.type === 'backoff-started') {
					controller.abort(new Error('changed my mind'));
				}
			},
		});
		t.assert.ok((await run.ended).error instanceof TransactionAbortedError);
		t.assert.strictEqual(textsOf(run).at(-1), 'ROLLBACK');
		t.assert.deepStrictEqual([run.pool.held, run.pool.misuse], [0, []]);
	});

	test('whose work hides a conflict meets it again at RELEASE', async (t: TestContext) => {
		const run = restart([['UPDATE', conflict]], async transaction => {
			await transaction.query('UPDATE balance').catch(() => undefined);
			return transaction.attempt;
		});
		t.assert.deepStrictEqual(await run.ended, {value: 2});
		t.assert.deepStrictEqual(textsOf(run), [...begins, 'UPDATE balance', `RELEASE ${savepoint}`, ...restarts, 'UPDATE balance', ...commits]);
	});

	test('takes no late statement of an attempt that is over', async (t: TestContext) => {
		let first: Transaction | undefined;
		const run = restart([['UPDATE', conflict]], async transaction => {
			first ??= transaction;
			if (transaction !== first) {
				await t.assert.rejects(first.query('SELECT late'), /over/v);
			}

			return readThenWrite(transaction);
		});
		t.assert.deepStrictEqual(await run.ended, {value: 2});
		t.assert.ok(!textsOf(run).includes('SELECT late'));
	});
});
