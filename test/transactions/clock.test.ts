import {getEventListeners} from 'node:events';
import {describe, test, type TestContext} from 'node:test';
import {systemClock} from '../../source/index.js';
import {pacedClock} from '../../source/transactions/paced-clock.js';

const reason = new Error('Enough.');

for (const [name, clock] of [['The machine\'s clock', systemClock], ['A paced clock', pacedClock(systemClock)]] as const) {
	describe(name, () => {
		test('sleeps as long as it is told, by its own time', async (t: TestContext) => {
			const before = clock.now();
			await clock.sleep(20);
			// A timer may fire a fraction of a millisecond early.
			t.assert.ok(clock.now() - before >= 19);
		});

		test('tells the time since 1970, and never runs backwards', (t: TestContext) => {
			const times = Array.from({length: 1000}, () => clock.now());
			t.assert.ok(times.every((time, index) => time >= (times[index - 1] ?? 0)));
			t.assert.ok(Math.abs(clock.now() - Date.now()) < 1000);
		});

		test('draws from [0, 1)', (t: TestContext) => {
			t.assert.ok(Array.from({length: 100}, () => clock.random()).every(draw => draw >= 0 && draw < 1));
		});

		for (const ms of [0, 60_000]) {
			test(`rejects a sleep of ${ms} ms at once if the signal was aborted before`, async (t: TestContext) => {
				await t.assert.rejects(clock.sleep(ms, AbortSignal.abort(reason)), reason);
			});
		}

		test('ends a sleep at once when the signal is aborted, and leaves no listener', async (t: TestContext) => {
			const controller = new AbortController();
			const sleeping = clock.sleep(60_000, controller.signal);
			controller.abort(reason);
			await t.assert.rejects(sleeping, reason);
			t.assert.deepStrictEqual(getEventListeners(controller.signal, 'abort'), []);
		});

		test('leaves no listener on the signal after a sleep', async (t: TestContext) => {
			const {signal} = new AbortController();
			await clock.sleep(1, signal);
			t.assert.deepStrictEqual(getEventListeners(signal, 'abort'), []);
		});

		test('does not wake at once from a sleep that is longer than a timer can be', async (t: TestContext) => {
			const controller = new AbortController();
			const long = clock.sleep(2 ** 40, controller.signal);
			await Promise.race([long, clock.sleep(20)]);
			controller.abort(reason);
			await t.assert.rejects(long, reason);
		});
	});
}
