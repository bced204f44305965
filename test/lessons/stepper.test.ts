import {describe, test, type TestContext} from 'node:test';
import {setImmediate as turn} from 'node:timers/promises';
import {createStepper, HeldTooLongError} from '../../source/lessons/stepper.js';
import {by, caption} from '../../source/lessons/steps.js';
import {systemClock} from '../../source/transactions/clock.js';

const step = by('you', 'SELECT 1');

/** A stepper on a clock whose sleeps end only when they are cut short, or, for the test, at once. */
const stepperOn = (isOver = false) => {
	const sleeps: number[] = [];
	const held: number[] = [];
	const stepper = createStepper({
		pause: 7,
		limit: () => 1000,
		clock: {
			...systemClock,
			now: () => 0,
			async sleep(ms, signal) {
				sleeps.push(ms);
				signal?.throwIfAborted();
				if (isOver) {
					return;
				}

				await new Promise((_resolve, reject) => {
					signal?.addEventListener('abort', () => {
						reject(new Error('cut short'));
					}, {once: true});
				});
			},
		},
		onHeld(_step, number) {
			held.push(number);
		},
	});
	return {stepper, sleeps, held};
};

describe('The stepper', () => {
	const {signal} = new AbortController();

	test('holds a step until it is let go, and lets what is only said pass', async (t: TestContext) => {
		const {stepper, held} = stepperOn();
		await stepper.gate({step: caption('c'), number: 1, signal});
		let isGone = false;
		const gone = stepper.gate({step, number: 2, signal}).then(() => {
			isGone = true;
		});
		await turn();
		t.assert.deepStrictEqual([isGone, held], [false, [2]]);
		stepper.step();
		await gone;
		t.assert.ok(isGone);
	});

	test('keeps one step that was asked for ahead, and no more', async (t: TestContext) => {
		const {stepper, held} = stepperOn();
		stepper.step();
		stepper.step();
		await stepper.gate({step, number: 1, signal});
		const second = stepper.gate({step, number: 2, signal});
		await turn();
		stepper.step();
		await second;
		t.assert.deepStrictEqual(held, [1, 2]);
	});

	test('lets steps go by themselves after a pause, also the one that is held', async (t: TestContext) => {
		const {stepper, sleeps} = stepperOn();
		const gone = stepper.gate({step, number: 1, signal});
		await turn();
		stepper.run(true);
		await turn();
		stepper.step();
		await gone;
		t.assert.deepStrictEqual(sleeps, [1000, 7]);
		const quick = stepperOn(true);
		quick.stepper.run(true);
		await quick.stepper.gate({step, number: 1, signal});
		t.assert.deepStrictEqual(quick.sleeps, [7]);
	});

	test('goes on at another pace from the pause on that has begun', async (t: TestContext) => {
		const {stepper, sleeps} = stepperOn();
		stepper.run(true);
		const gone = stepper.gate({step, number: 1, signal});
		await turn();
		stepper.setPause(70);
		await turn();
		stepper.step();
		await gone;
		t.assert.deepStrictEqual(sleeps, [7, 70]);
	});

	test('holds nothing for longer than the limit', async (t: TestContext) => {
		const {stepper, sleeps} = stepperOn(true);
		await t.assert.rejects(stepper.gate({step, number: 1, signal}), HeldTooLongError);
		t.assert.deepStrictEqual(sleeps, [1000]);
	});

	test('lets go at once when it is told to end', async (t: TestContext) => {
		const controller = new AbortController();
		const {stepper} = stepperOn();
		const gone = stepper.gate({step, number: 1, signal: controller.signal});
		await turn();
		const reason = new Error('enough');
		controller.abort(reason);
		await t.assert.rejects(gone, reason);
	});
});
