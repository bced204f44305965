import {describe, test, type TestContext} from 'node:test';
import type {Message} from '../../source/store/message.js';
import type {Model} from '../../source/store/model.js';
import {shownFrame, trailLength} from '../../source/store/trail.js';
import {conflict, fold, open, origin, started} from './messages.js';

const begin = {text: 'BEGIN', label: 'begin'};

/** An attempt that is refused, and waits 30 ms. */
const attempt = (number: number, at: number): Message[] => [
	{...origin(number, at), type: 'attempt-started', isolation: 'serializable'},
	{...origin(number, at + 1), type: 'statement-sent', statement: begin},
	{...origin(number, at + 2), type: 'statement-finished', statement: begin, elapsed: 1, rowCount: 0},
	{...origin(number, at + 3), type: 'attempt-failed', failure: conflict, elapsed: 3},
	{...origin(number, at + 4), type: 'backoff-started', delay: 30, ceiling: 50, policy: 'full'},
];

const run: readonly Message[] = [started, ...attempt(1, 101), ...attempt(2, 140), {...origin(2, 150), type: 'gave-up', reason: 'aborted'}];
const back: Message = {type: 'back-pressed'};
const forward: Message = {type: 'step-pressed'};

const shownRun = (model: Model) => shownFrame({model, now: 9999}).model.run;

describe('Going back through a transfer', () => {
	test('shows what was, one thing after the other, and then what is', (t: TestContext) => {
		let {model} = fold(run, open());
		const {run: whole} = model;
		const seen: unknown[] = [];
		do {
			({model} = fold([back], model));
			const last = shownRun(model)?.attempts.at(-1);
			seen.push([last?.number, last?.steps.length, last?.failure?.code, last?.wait?.over]);
		} while (model.back !== 0);

		t.assert.deepStrictEqual(seen, [
			[2, 1, '40001', false],
			[2, 1, '40001', undefined],
			[2, 1, undefined, undefined],
			[1, 1, '40001', false],
			[1, 1, '40001', undefined],
			[1, 1, undefined, undefined],
			[undefined, undefined, undefined, undefined],
		]);
		t.assert.strictEqual(fold([back], model).model.back, 0);
		t.assert.strictEqual(model.run, whole, 'what is stays as it is');
		const {model: now, effects} = fold(Array.from({length: 7}, () => forward), model);
		t.assert.deepStrictEqual([now.back, shownRun(now), effects], [undefined, whole, []]);
	});

	test('stands still while the transfer goes on, and shows its countdown as it was', (t: TestContext) => {
		const {model: waiting} = fold([started, ...attempt(1, 101)], open());
		const {model} = fold([back, back, back, forward, forward], fold(attempt(2, 140), waiting).model);
		const frame = shownFrame({model: {...model, pacing: {pace: 1, paused: true}}, now: 9999});
		t.assert.deepStrictEqual([frame.now, frame.model.pacing.paused, frame.model.run?.attempts.length], [143, false, 2]);
		const {model: later} = fold([{...origin(2, 150), type: 'gave-up', reason: 'aborted'}], model);
		t.assert.strictEqual(later.back, model.back);
		t.assert.strictEqual(fold([started], later).model.back, undefined, 'a new transfer is shown');
	});

	test('reaches as far as is kept, however long a transfer takes', (t: TestContext) => {
		const {model} = fold([started, ...Array.from({length: 600}, (_, index) => attempt(index + 1, 101 + (index * 40))).flat()], open());
		const {trail} = model;
		t.assert.ok(trail);
		t.assert.ok(trailLength(trail) <= 2000);
		const first = shownRun({...model, back: 0});
		t.assert.deepStrictEqual(shownRun({...model, back: trailLength(trail)}), model.run);
		t.assert.deepStrictEqual(first?.attempts, fold([started, ...Array.from({length: 200}, (_, index) => attempt(index + 1, 101 + (index * 40))).flat()], open()).model.run?.attempts);
	});
});
