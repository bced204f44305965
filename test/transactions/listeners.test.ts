import {getEventListeners} from 'node:events';
import {test, type TestContext} from 'node:test';
import {connectionLost, serverError} from '../support/database-errors.js';
import {readThenWrite, rehearse} from './rehearse.js';

test('A client goes back to the pool without a listener, however often it was used', async (t: TestContext) => {
	const {ended, pool} = rehearse([
		['BEGIN', serverError('40001')],
		['UPDATE', serverError('40001')],
		['COMMIT', serverError('40001')],
	], readThenWrite);
	t.assert.deepStrictEqual(await ended, {value: 4});
	t.assert.deepStrictEqual(pool.clients.map(client => client.listenerCount('error')), [0]);
});

test('A client that was destroyed may still tell of its end', async (t: TestContext) => {
	const {ended, pool} = rehearse([['UPDATE', connectionLost()]], readThenWrite);
	t.assert.deepStrictEqual(await ended, {value: 2});
	const [first, second] = pool.clients;
	// Without a listener this would throw.
	t.assert.strictEqual(first?.emit('error', connectionLost()), true);
	t.assert.strictEqual(second?.listenerCount('error'), 0);
});

test('A client that tells of its end between two statements does not end the program; the attempt is retried on another', async (t: TestContext) => {
	const {ended, pool} = rehearse([], async ({attempt, query}) => {
		await query('SELECT balance');
		if (attempt === 1) {
			pool.clients[0]?.drop();
		}

		await query('UPDATE balance');
		return attempt;
	});
	t.assert.deepStrictEqual(await ended, {value: 2});
	t.assert.strictEqual(pool.clients.length, 2);
	t.assert.deepStrictEqual(pool.misuse, []);
});

test('A client that tells of its end before COMMIT is sent leaves nothing unknown, and what it told is the failure', async (t: TestContext) => {
	const {ended, events, chronicle, pool} = rehearse([], async ({attempt, query}) => {
		await query('UPDATE balance');
		if (attempt === 1) {
			pool.clients[0]?.emit('error', serverError('57P01', {message: 'terminating connection'}));
		}

		return attempt;
	});
	t.assert.deepStrictEqual(await ended, {value: 2});
	t.assert.strictEqual(events.find(event => event.type === 'attempt-failed')?.failure.message, 'terminating connection');
	t.assert.ok(!chronicle.includes('outcome-unknown'));
});

test('A client that told of its end is not given back, also when COMMIT was answered or the work refused', async (t: TestContext) => {
	const committed = rehearse([['COMMIT', async client => {
		client?.emit('error', connectionLost());
		return {};
	}]], readThenWrite);
	t.assert.deepStrictEqual(await committed.ended, {value: 1});
	t.assert.deepStrictEqual(committed.pool.idle, []);
	const refused = rehearse([], async () => {
		refused.pool.clients[0]?.emit('error', connectionLost());
		throw new Error('Not covered.');
	});
	await refused.ended;
	t.assert.deepStrictEqual(refused.pool.idle, []);
});

test('The caller\'s signal is left without listeners, and an abort that comes later changes nothing', async (t: TestContext) => {
	const controller = new AbortController();
	const {signal} = controller;
	for (const script of [[], [['UPDATE', serverError('40001')]], [['UPDATE', serverError('23505')]], [['COMMIT', connectionLost()]]] as const) {
		const {ended, pool} = rehearse(script, readThenWrite, {signal, deadline: 1000});
		t.assert.strictEqual(getEventListeners(signal, 'abort').length, 1);
		await ended;
		t.assert.strictEqual(pool.held, 0);
	}

	t.assert.deepStrictEqual(getEventListeners(signal, 'abort'), []);
	controller.abort();
});

test('The signal that work and gates see has no more listeners in the last attempt than in the first', async (t: TestContext) => {
	const counts: number[] = [];
	const {ended} = rehearse([['COMMIT', serverError('40001')], ['COMMIT', serverError('40001')]], async ({signal}) => {
		counts.push(getEventListeners(signal, 'abort').length);
	});
	await ended;
	t.assert.strictEqual(new Set(counts).size, 1);
});
