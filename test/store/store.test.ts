import {describe, test, type TestContext} from 'node:test';
import {initialModel} from '../../source/store/model.js';
import type {Effect} from '../../source/store/effects.js';
import {createStore} from '../../source/store/store.js';
import {connected, conflict, making, origin, read, started} from './messages.js';

describe('the store', () => {
	test('draws at most 30 frames a second, however many messages come', (t: TestContext) => {
		t.mock.timers.enable({apis: ['setTimeout']});
		let now = 0;
		const store = createStore(initialModel(making), () => undefined, () => now);
		let frames = 0;
		store.subscribe(() => {
			frames++;
		});
		store.dispatch(connected);
		for (let message = 0; message < 1000; message++) {
			store.dispatch(read(now, {a: BigInt(message)}));
			now++;
			t.mock.timers.tick(1);
		}

		t.assert.strictEqual(frames <= 31 && frames >= 25, true, `${frames} frames`);
		t.assert.strictEqual(store.frame().model.accounts[0]?.balance !== undefined, true);
		store.close();
	});

	test('draws nothing while nothing changes, and counts down while something waits', (t: TestContext) => {
		t.mock.timers.enable({apis: ['setTimeout']});
		t.mock.timers.tick(0);
		let now = 100;
		const store = createStore(initialModel(making), () => undefined, () => now);
		let frames = 0;
		store.subscribe(() => {
			frames++;
		});
		const pass = (ms: number) => {
			for (let elapsed = 0; elapsed < ms; elapsed++) {
				now++;
				t.mock.timers.tick(1);
			}
		};

		store.dispatch(connected);
		pass(1000);
		t.assert.strictEqual(frames, 1);
		store.dispatch(started);
		store.dispatch({...origin(1, now), type: 'attempt-started', isolation: 'serializable'});
		store.dispatch({...origin(1, now), type: 'attempt-failed', failure: conflict, elapsed: 1});
		store.dispatch({...origin(1, now), type: 'backoff-started', delay: 5000, ceiling: 5000, policy: 'full'});
		frames = 0;
		pass(1000);
		t.assert.strictEqual(frames >= 13 && frames <= 17, true, `${frames} frames`);
		store.dispatch({type: 'pacing-set', at: now, pacing: {pace: 1, paused: true}});
		pass(100);
		frames = 0;
		pass(1000);
		t.assert.strictEqual(frames, 0);
		store.close();
	});

	test('does what messages ask for, after folding them in', (t: TestContext) => {
		const done: Effect[] = [];
		const store = createStore(initialModel(making), effect => {
			done.push(effect);
		}, () => 0);
		store.dispatch(connected);
		store.dispatch(read(1));
		store.dispatch({type: 'send-pressed'});
		t.assert.deepStrictEqual(done.map(({type}) => type), ['send-transfer']);
		store.close();
	});
});
