import {describe, test, type TestContext} from 'node:test';
import {
	decorrelatedJitter, RetriesExhaustedError, type BackoffInput, type BackoffPolicy,
} from '../../source/index.js';
import {seededRandom} from '../../source/transactions/seeded-random.js';
import {serverError} from '../support/database-errors.js';
import {atRest, until} from '../support/fake-clock.js';
import {never, times} from '../support/scripted-client.js';
import {readThenWrite, rehearse} from './rehearse.js';

const conflict = serverError('40001');

/** Waits as many milliseconds as told, and writes down what it was asked. */
const recorder = (delays: readonly number[]): {policy: BackoffPolicy; asked: BackoffInput[]} => {
	const asked: BackoffInput[] = [];
	return {
		asked,
		policy: {
			name: 'recorder',
			title: 'recorder',
			delay(input, random) {
				const isCeiling = random() === 1;
				if (!isCeiling) {
					asked.push(input);
				}

				return isCeiling ? 999 : delays[input.failures - 1] ?? 0;
			},
		},
	};
};

describe('The limit of attempts', () => {
	for (const maxAttempts of [1, 2, 5]) {
		test(`${maxAttempts} means so many attempts, and one wait fewer`, async (t: TestContext) => {
			const {ended, clock, pool} = rehearse(times(9, ['UPDATE', conflict]), readThenWrite, {maxAttempts});
			const {error} = await ended;
			t.assert.ok(error instanceof RetriesExhaustedError);
			t.assert.strictEqual(error.attempts, maxAttempts);
			t.assert.strictEqual(error.cause, conflict);
			t.assert.strictEqual(clock.sleeps.length, maxAttempts - 1);
			t.assert.strictEqual(pool.sent.filter(({text}) => text.startsWith('BEGIN')).length, maxAttempts);
		});
	}

	test('is ten if nobody says otherwise', async (t: TestContext) => {
		const {error} = await rehearse(times(20, ['COMMIT', conflict]), readThenWrite).ended;
		t.assert.ok(error instanceof RetriesExhaustedError);
		t.assert.strictEqual(error.attempts, 10);
		t.assert.strictEqual(error.message, 'Not committed: gave up at the limit of attempts, after 10 attempts. The last failure: refused with 40001 (40001).');
	});
});

describe('The policy', () => {
	test('is given the failures so far, the wait before, base and cap', async (t: TestContext) => {
		const {policy, asked} = recorder([70, 30, 90]);
		const {ended, clock} = rehearse(times(3, ['UPDATE', conflict]), readThenWrite, {policy, base: 20, cap: 400});
		t.assert.deepStrictEqual(await ended, {value: 4});
		t.assert.deepStrictEqual(asked, [
			{failures: 1, previous: 20, base: 20, cap: 400},
			{failures: 2, previous: 70, base: 20, cap: 400},
			{failures: 3, previous: 30, base: 20, cap: 400},
		]);
		t.assert.deepStrictEqual(clock.sleeps.map(({ms}) => ms), [70, 30, 90]);
	});

	test('is full jitter with base 50 ms and cap 5,000 ms if nobody says otherwise', async (t: TestContext) => {
		const {ended, events} = rehearse(times(7, ['UPDATE', conflict]), readThenWrite, {random: () => 0.25});
		await ended;
		const waits = events.filter(event => event.type === 'backoff-started');
		t.assert.deepStrictEqual(waits.map(({policy}) => policy), Array.from({length: 7}, () => 'full'));
		t.assert.deepStrictEqual(waits.map(({ceiling}) => ceiling), [100, 200, 400, 800, 1600, 3200, 5000]);
		t.assert.deepStrictEqual(waits.map(({delay}) => delay), [25, 50, 100, 200, 400, 800, 1250]);
	});

	test('may grow from its own waits, and each is announced with its ceiling before it begins', async (t: TestContext) => {
		const {ended, events, clock, chronicle} = rehearse(times(9, ['UPDATE', conflict]), readThenWrite, {
			policy: decorrelatedJitter, random: seededRandom(1),
		});
		await ended;
		const waits = events.filter(event => event.type === 'backoff-started');
		t.assert.deepStrictEqual(waits.map(({delay}) => delay), clock.sleeps.map(({ms}) => ms));
		t.assert.deepStrictEqual(
			waits.map(({ceiling}) => ceiling),
			waits.map((_, index) => Math.min(5000, 3 * (waits[index - 1]?.delay ?? 50))),
		);
		const slept = chronicle.flatMap((line, index) => line.startsWith('sleep') ? [chronicle[index - 1]] : []);
		t.assert.deepStrictEqual(slept, waits.map(({delay, ceiling}) => `backoff ${delay} of ${ceiling}`));
	});
});

describe('The deadline', () => {
	test('ends a wait, and keeps what the server said last as the cause', async (t: TestContext) => {
		const {policy} = recorder([100, 500]);
		const {ended, clock, chronicle, pool} = rehearse(times(5, ['UPDATE', conflict]), readThenWrite, {policy, deadline: 250});
		const {error} = await ended;
		t.assert.ok(error instanceof RetriesExhaustedError);
		t.assert.strictEqual(error.cause, conflict);
		t.assert.strictEqual(error.attempts, 2);
		t.assert.match(error.message, /deadline, after 2 attempts.*40001/v);
		t.assert.strictEqual(chronicle.at(-1), 'gave-up deadline');
		t.assert.strictEqual(clock.now(), 250);
		t.assert.strictEqual(pool.held, 0);
	});

	test('ends a statement, which is cancelled and rolled back', async (t: TestContext) => {
		const {ended, chronicle, clock, pool} = rehearse([['UPDATE', never]], readThenWrite, {deadline: 250});
		await until(() => clock.now() === 250);
		pool.clients[0]?.cancel();
		const {error} = await ended;
		t.assert.ok(error instanceof RetriesExhaustedError);
		t.assert.strictEqual(error.attempts, 1);
		t.assert.deepStrictEqual(chronicle.slice(-5), ['failed UPDATE', 'sent ROLLBACK', 'finished ROLLBACK', 'destroyed', 'gave-up deadline']);
	});

	test('ends a statement that nothing ends, a second later, by destroying the client', async (t: TestContext) => {
		t.mock.timers.enable({apis: ['setTimeout']});
		const {ended, chronicle, clock} = rehearse([['UPDATE', never]], readThenWrite, {deadline: 250});
		await until(() => clock.now() === 250);
		await atRest();
		t.mock.timers.tick(1000);
		t.assert.ok((await ended).error instanceof RetriesExhaustedError);
		t.assert.deepStrictEqual(chronicle.slice(-4), ['sent UPDATE', 'destroyed', 'failed UPDATE', 'gave-up deadline']);
	});

	test('ends the asking for a connection, and a client that comes too late goes back to the pool', async (t: TestContext) => {
		const connecting = Promise.withResolvers<Record<string, never>>();
		const {ended, clock, pool} = rehearse([['connect', async () => connecting.promise]], readThenWrite, {deadline: 250});
		const {error} = await ended;
		t.assert.ok(error instanceof RetriesExhaustedError);
		t.assert.match(error.message, /gave up at the deadline, after 1 attempt\./v);
		t.assert.strictEqual(clock.now(), 250);
		connecting.resolve({});
		await atRest();
		t.assert.strictEqual(pool.held, 0);
		t.assert.strictEqual(pool.idle.length, 1);
	});

	test('is not in the way of a transaction that is quicker, and leaves no timer', async (t: TestContext) => {
		const {ended, clock} = rehearse([], readThenWrite, {deadline: 250});
		t.assert.deepStrictEqual(await ended, {value: 1});
		t.assert.deepStrictEqual(clock.sleeps.map(({ms, end}) => ({ms, end})), [{ms: 250, end: 'aborted'}]);
	});

	test('is thirty seconds if nobody says otherwise', async (t: TestContext) => {
		const {ended, clock} = rehearse([['connect', never]], readThenWrite, {deadline: undefined});
		t.assert.ok((await ended).error instanceof RetriesExhaustedError);
		t.assert.strictEqual(clock.now(), 30_000);
	});
});
