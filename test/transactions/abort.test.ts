import {getEventListeners} from 'node:events';
import {test, type TestContext} from 'node:test';
import {
	TransactionAbortedError, type Gate,
} from '../../source/index.js';
import {serverError} from '../support/database-errors.js';
import {atRest, until} from '../support/fake-clock.js';
import {never, type Answer} from '../support/scripted-client.js';
import {readThenWrite, rehearse} from './rehearse.js';

const reason = new Error('Escape was pressed.');

/** What an abort leads to: the error it is told with, and no listener left on the caller's signal. */
const assertAborted = (t: TestContext, error: unknown, {signal}: AbortController, attempts = 1) => {
	t.assert.ok(error instanceof TransactionAbortedError);
	t.assert.strictEqual(error.cause, reason);
	t.assert.strictEqual(error.attempts, attempts);
	t.assert.deepStrictEqual(getEventListeners(signal, 'abort'), []);
};

test('Aborted before it starts, it asks for no connection', async (t: TestContext) => {
	const controller = new AbortController();
	controller.abort(reason);
	const {ended, pool, chronicle} = rehearse([], readThenWrite, {signal: controller.signal});
	assertAborted(t, (await ended).error, controller);
	t.assert.deepStrictEqual(pool.clients, []);
	t.assert.strictEqual(chronicle.at(-1), 'gave-up aborted');
});

test('Aborted while it waits for a connection it ends at once, and the late client goes back to the pool', async (t: TestContext) => {
	const controller = new AbortController();
	const connecting = Promise.withResolvers<Answer>();
	const {ended, pool} = rehearse([['connect', async () => connecting.promise]], readThenWrite, {signal: controller.signal});
	await atRest();
	controller.abort(reason);
	assertAborted(t, (await ended).error, controller);
	connecting.resolve({});
	await atRest();
	t.assert.strictEqual(pool.idle.length, 1);
	t.assert.deepStrictEqual(pool.sent, []);
	t.assert.deepStrictEqual(pool.misuse, []);
});

test('Aborted while it waits for a connection that then fails, it is aborted all the same', async (t: TestContext) => {
	const controller = new AbortController();
	const connecting = Promise.withResolvers<Answer>();
	const {ended, chronicle} = rehearse([['connect', async () => connecting.promise]], readThenWrite, {signal: controller.signal});
	await atRest();
	controller.abort(reason);
	connecting.resolve(serverError('53300'));
	assertAborted(t, (await ended).error, controller);
	t.assert.strictEqual(chronicle.at(-1), 'gave-up aborted');
});

test('Aborted in the very moment that a connection comes, it gives the client back once', async (t: TestContext) => {
	const controller = new AbortController();
	const {ended, pool} = rehearse([], readThenWrite, {signal: controller.signal});
	// The pool has answered, and nobody has heard of it yet.
	controller.abort(reason);
	assertAborted(t, (await ended).error, controller);
	await atRest();
	t.assert.strictEqual(pool.held, 0);
	t.assert.deepStrictEqual(pool.misuse, []);
});

for (const statement of ['BEGIN', 'SELECT', 'UPDATE']) {
	test(`Aborted during ${statement}, it waits for the cancelled statement, rolls back and destroys the client`, async (t: TestContext) => {
		const controller = new AbortController();
		const {ended, pool, chronicle} = rehearse([[statement, never]], readThenWrite, {signal: controller.signal});
		await until(() => chronicle.at(-1) === `sent ${statement}`);
		controller.abort(reason);
		await atRest();
		t.assert.strictEqual(chronicle.at(-1), `sent ${statement}`);
		pool.clients[0]?.cancel();
		assertAborted(t, (await ended).error, controller);
		const rolledBack = statement === 'BEGIN' ? [] : ['sent ROLLBACK', 'finished ROLLBACK'];
		t.assert.deepStrictEqual(
			chronicle.slice(chronicle.indexOf(`failed ${statement}`)),
			[`failed ${statement}`, ...rolledBack, 'destroyed', 'gave-up aborted'],
		);
	});
}

test('Aborted during a statement that is answered all the same, it sends no other', async (t: TestContext) => {
	const controller = new AbortController();
	const answer = Promise.withResolvers<Answer>();
	const {ended, pool, chronicle} = rehearse([['SELECT', async () => answer.promise]], readThenWrite, {signal: controller.signal});
	await until(() => chronicle.at(-1) === 'sent SELECT');
	controller.abort(reason);
	answer.resolve({});
	assertAborted(t, (await ended).error, controller);
	t.assert.deepStrictEqual(pool.sent.map(({text}) => text).slice(1), ['SELECT balance', 'ROLLBACK']);
	t.assert.deepStrictEqual(pool.idle, []);
});

test('Aborted during a statement that nothing ends, it destroys the client after a second', async (t: TestContext) => {
	t.mock.timers.enable({apis: ['setTimeout']});
	const controller = new AbortController();
	const {ended, chronicle} = rehearse([['UPDATE', never]], readThenWrite, {signal: controller.signal});
	await until(() => chronicle.at(-1) === 'sent UPDATE');
	controller.abort(reason);
	await atRest();
	t.mock.timers.tick(1000);
	assertAborted(t, (await ended).error, controller);
	t.assert.deepStrictEqual(chronicle.slice(-3), ['destroyed', 'failed UPDATE', 'gave-up aborted']);
});

test('Aborted while the work does something else, it does not wait for that', async (t: TestContext) => {
	const controller = new AbortController();
	const {ended, chronicle} = rehearse([], async ({query}) => {
		await query('SELECT balance');
		await never();
	}, {signal: controller.signal});
	await until(() => chronicle.at(-1) === 'finished SELECT');
	controller.abort(reason);
	assertAborted(t, (await ended).error, controller);
	t.assert.deepStrictEqual(chronicle.slice(-4), ['sent ROLLBACK', 'finished ROLLBACK', 'destroyed', 'gave-up aborted']);
});

for (const held of ['BEGIN', 'UPDATE', 'COMMIT']) {
	test(`Aborted while a gate holds ${held}, it does not send it`, async (t: TestContext) => {
		const controller = new AbortController();
		let isHeld = false;
		const gate: Gate = async ({statement, signal}) => {
			if (!statement.text.startsWith(held)) {
				return;
			}

			const {promise, reject} = Promise.withResolvers<never>();
			signal.addEventListener('abort', () => {
				reject(signal.reason);
			});
			isHeld = true;
			await promise;
		};

		const {ended, pool} = rehearse([], readThenWrite, {signal: controller.signal, gate});
		await until(() => isHeld);
		controller.abort(reason);
		assertAborted(t, (await ended).error, controller);
		t.assert.ok(pool.sent.every(({text}) => !text.startsWith(held)));
		t.assert.strictEqual(pool.held, 0);
		t.assert.deepStrictEqual(pool.misuse, []);
	});
}

test('Aborted in a wait, it ends at once, with what the server said', async (t: TestContext) => {
	const controller = new AbortController();
	const {ended, clock, chronicle} = rehearse([['UPDATE', serverError('40001')]], readThenWrite, {
		signal: controller.signal,
		onEvent({type}) {
			if (type === 'backoff-started') {
				queueMicrotask(() => {
					controller.abort(reason);
				});
			}
		},
	});
	const {error} = await ended;
	assertAborted(t, error, controller);
	t.assert.strictEqual(error instanceof TransactionAbortedError && error.failure?.code, '40001');
	t.assert.deepStrictEqual(clock.sleeps, [{from: 0, ms: 50, end: 'aborted'}]);
	t.assert.strictEqual(clock.now(), 0);
	t.assert.strictEqual(chronicle.at(-1), 'gave-up aborted');
});

test('Aborted while it rolls back, it lets nobody else have the client, which a cancel request may still reach', async (t: TestContext) => {
	const controller = new AbortController();
	const {ended, pool} = rehearse([['UPDATE', serverError('40001')]], readThenWrite, {
		signal: controller.signal,
		onEvent(event) {
			if (event.type === 'statement-sent' && event.statement.text === 'ROLLBACK') {
				controller.abort(reason);
			}
		},
	});
	assertAborted(t, (await ended).error, controller);
	t.assert.deepStrictEqual(pool.idle, []);
});
