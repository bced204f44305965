import {getEventListeners} from 'node:events';
import {test, type TestContext} from 'node:test';
import {DeadlinePassed, startDeadline} from '../../source/transactions/deadline.js';
import {fakeClock} from '../support/fake-clock.js';

const reason = new Error('Enough.');

test('A deadline aborts its signal when the time is up, not before', async (t: TestContext) => {
	const clock = fakeClock({moves: false});
	const {signal} = startDeadline(100, clock);
	await clock.advance(99);
	t.assert.ok(!signal.aborted);
	await clock.advance(1);
	t.assert.ok(signal.reason instanceof DeadlinePassed);
});

test('It passes on the caller\'s abort, with its reason', (t: TestContext) => {
	const controller = new AbortController();
	const {signal} = startDeadline(100, fakeClock({moves: false}), controller.signal);
	t.assert.ok(!signal.aborted);
	controller.abort(reason);
	t.assert.strictEqual(signal.reason, reason);
});

test('It passes on an abort that came before it started', (t: TestContext) => {
	const {signal} = startDeadline(100, fakeClock({moves: false}), AbortSignal.abort(reason));
	t.assert.strictEqual(signal.reason, reason);
});

test('The caller\'s abort stays the reason when the time is up as well', async (t: TestContext) => {
	const clock = fakeClock({moves: false});
	const controller = new AbortController();
	const {signal} = startDeadline(100, clock, controller.signal);
	controller.abort(reason);
	await clock.advance(200);
	t.assert.strictEqual(signal.reason, reason);
});

test('Its end frees the timer and the listener, and the signal is never aborted after it', async (t: TestContext) => {
	const clock = fakeClock({moves: false});
	const controller = new AbortController();
	const {signal, end} = startDeadline(100, clock, controller.signal);
	t.assert.strictEqual(getEventListeners(controller.signal, 'abort').length, 1);
	end();
	t.assert.deepStrictEqual(getEventListeners(controller.signal, 'abort'), []);
	t.assert.deepStrictEqual(clock.sleeps, [{from: 0, ms: 100, end: 'aborted'}]);
	controller.abort(reason);
	await clock.advance(200);
	t.assert.ok(!signal.aborted);
});

test('An endless one has no timer', (t: TestContext) => {
	const clock = fakeClock({moves: false});
	startDeadline(Infinity, clock);
	t.assert.deepStrictEqual(clock.sleeps, []);
});
