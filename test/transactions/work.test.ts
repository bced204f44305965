import {describe, test, type TestContext} from 'node:test';
import {TransactionFailedError, type Work} from '../../source/index.js';
import {connectionLost, serverError} from '../support/database-errors.js';
import {readThenWrite, rehearse} from './rehearse.js';

const swallow = async (statement: Promise<unknown>): Promise<void> => {
	try {
		await statement;
	} catch {}
};

/** Work that takes no notice of what its UPDATE met. */
const careless: Work<string> = async transaction => {
	await swallow(transaction.query('UPDATE balance'));
	return 'done';
};

/** Work that goes on after what its UPDATE met. */
const stubborn: Work<string> = async transaction => {
	await swallow(transaction.query('UPDATE balance'));
	await transaction.query('SELECT balance');
	return 'done';
};

const wraps = (options: (error: unknown) => ErrorOptions | undefined): Work<void> => async transaction => {
	try {
		await transaction.query('UPDATE balance');
	} catch (error) {
		throw new Error('The account could not be debited.', options(error));
	}
};

describe('COMMIT answered with ROLLBACK', () => {
	test('is retried if a serialization failure was hidden', async (t: TestContext) => {
		const {ended, chronicle, pool} = rehearse([['UPDATE', serverError('40001')]], careless);
		t.assert.deepStrictEqual(await ended, {value: 'done'});
		t.assert.deepStrictEqual(chronicle.slice(4, 11), [
			'sent UPDATE',
			'failed UPDATE',
			'sent COMMIT',
			'finished COMMIT',
			'attempt-failed',
			'released',
			'backoff 50 of 100',
		]);
		t.assert.deepStrictEqual(pool.misuse, []);
	});

	test('is final if a violated constraint was hidden, which is the cause', async (t: TestContext) => {
		const hidden = serverError('23505');
		const {ended, pool} = rehearse([['UPDATE', hidden]], careless);
		const {error} = await ended;
		t.assert.ok(error instanceof TransactionFailedError);
		t.assert.strictEqual(error.cause, hidden);
		t.assert.strictEqual(error.attempts, 1);
		t.assert.deepStrictEqual(pool.misuse, []);
	});

	test('is final if nothing explains it, and nothing is said to be committed', async (t: TestContext) => {
		const {ended, events, chronicle} = rehearse([['COMMIT', {command: 'ROLLBACK'}]], readThenWrite);
		const {error} = await ended;
		t.assert.ok(error instanceof TransactionFailedError);
		t.assert.match(error.message, /answered COMMIT with ROLLBACK/v);
		t.assert.deepStrictEqual(chronicle.slice(-3), ['attempt-failed', 'released', 'gave-up final']);
		t.assert.ok(events.every(({type}) => type !== 'committed'));
	});

	test('is not blamed on a failure that a savepoint has cured', async (t: TestContext) => {
		const work: Work<string> = async transaction => {
			await transaction.query('SAVEPOINT here');
			await swallow(transaction.query('UPDATE balance'));
			await transaction.query('ROLLBACK TO SAVEPOINT here');
			return 'done';
		};

		const {ended} = rehearse([['UPDATE', serverError('40P01')], ['COMMIT', {command: 'ROLLBACK'}]], work);
		const {error} = await ended;
		t.assert.ok(error instanceof TransactionFailedError);
		t.assert.match(error.message, /answered COMMIT with ROLLBACK/v);
	});
});

describe('Work that', () => {
	test('goes on after a serialization failure is retried for that, not refused for 25P02', async (t: TestContext) => {
		const {ended, events} = rehearse([['UPDATE', serverError('40001')]], stubborn);
		t.assert.deepStrictEqual(await ended, {value: 'done'});
		t.assert.strictEqual(events.find(event => event.type === 'attempt-failed')?.failure.code, '40001');
	});

	test('goes on after a violated constraint ends with that as the cause', async (t: TestContext) => {
		const first = serverError('23505');
		const {error} = await rehearse([['UPDATE', first]], stubborn).ended;
		t.assert.ok(error instanceof TransactionFailedError);
		t.assert.strictEqual(error.cause, first);
	});

	for (const [how, options] of [
		['with its cause', (cause: unknown) => ({cause})],
		['without its cause', () => undefined],
	] as const) {
		test(`wraps a serialization failure ${how} is retried`, async (t: TestContext) => {
			const {ended, chronicle} = rehearse([['UPDATE', serverError('40001')]], wraps(options));
			t.assert.deepStrictEqual(await ended, {value: undefined});
			t.assert.ok(chronicle.includes('attempt 2'));
		});

		test(`wraps a violated constraint ${how} gets its own error back, rolled back and not retried`, async (t: TestContext) => {
			const {ended, chronicle} = rehearse([['UPDATE', serverError('23505')]], wraps(options));
			const {error} = await ended;
			t.assert.ok(error instanceof Error);
			t.assert.strictEqual(error.message, 'The account could not be debited.');
			t.assert.deepStrictEqual(chronicle.slice(-4), ['sent ROLLBACK', 'finished ROLLBACK', 'released', 'gave-up refused']);
		});

		test(`wraps a lost connection ${how} is retried on a new one`, async (t: TestContext) => {
			const {ended, pool} = rehearse([['UPDATE', connectionLost()]], wraps(options));
			t.assert.deepStrictEqual(await ended, {value: undefined});
			t.assert.strictEqual(pool.clients.length, 2);
		});
	}

	for (const refusal of [new RangeError('Not covered.'), 'a string', undefined]) {
		test(`throws ${String(refusal)} of its own gets it back unchanged, rolled back and not retried`, async (t: TestContext) => {
			const {ended, chronicle, pool} = rehearse([], async transaction => {
				await transaction.query('SELECT balance');
				throw refusal; // eslint-disable-line @typescript-eslint/only-throw-error
			});
			t.assert.deepStrictEqual(await ended, {error: refusal});
			t.assert.strictEqual((await ended).error, refusal);
			t.assert.deepStrictEqual(chronicle.slice(5), ['finished SELECT', 'sent ROLLBACK', 'finished ROLLBACK', 'released', 'gave-up refused']);
			t.assert.deepStrictEqual(pool.misuse, []);
		});
	}

	test('throws before it sends anything is rolled back too', async (t: TestContext) => {
		const refusal = new Error('Not today.');
		const {ended, pool} = rehearse([], () => {
			throw refusal;
		});
		t.assert.strictEqual((await ended).error, refusal);
		t.assert.deepStrictEqual(pool.sent.map(({text}) => text), ['BEGIN ISOLATION LEVEL SERIALIZABLE', 'ROLLBACK']);
	});

	test('recovers from a failure by a savepoint commits', async (t: TestContext) => {
		const {ended, chronicle} = rehearse([['UPDATE', serverError('55P03')]], async transaction => {
			await transaction.query('SAVEPOINT here');
			await swallow(transaction.query('UPDATE balance'));
			await transaction.query('ROLLBACK TO SAVEPOINT here');
			await transaction.query('UPDATE balance');
			return 'done';
		});
		t.assert.deepStrictEqual(await ended, {value: 'done'});
		t.assert.ok(!chronicle.includes('attempt 2'));
	});

	test('recovers from a deadlock by a savepoint and then refuses is not retried', async (t: TestContext) => {
		const refusal = new Error('Not covered.');
		const {ended, chronicle} = rehearse([['UPDATE', serverError('40P01')]], async transaction => {
			await transaction.query('SAVEPOINT here');
			await swallow(transaction.query('UPDATE balance'));
			await transaction.query('ROLLBACK TO SAVEPOINT here');
			throw refusal;
		});
		t.assert.strictEqual((await ended).error, refusal);
		t.assert.ok(!chronicle.includes('attempt 2'));
	});
});
