import {describe, test, type TestContext} from 'node:test';
import {lessons} from '../../source/lessons/index.js';
import type {LessonEvent} from '../../source/lessons/events.js';
import {initialLessonModel, updateLesson, type LessonMessage, type LessonModel} from '../../source/store/lesson-model.js';
import {fullJitter} from '../../source/transactions/policies/full-jitter.js';

const [lesson] = lessons;

const step = (number: number): LessonEvent => ({type: 'lesson-step', at: number, step: number, of: 3, session: 'you'});
const said: LessonEvent = {type: 'lesson-caption', at: 0, text: 'c'};

const fold = (messages: readonly LessonMessage[]): LessonModel => {
	let model = initialLessonModel(lesson!, 'read committed');
	for (const message of messages) {
		[model] = updateLesson(model, message);
	}

	return model;
};

const heard = (...events: readonly LessonEvent[]): LessonMessage[] => [{type: 'lesson-begun'}, ...events.map((event): LessonMessage => ({type: 'lesson-heard', event}))];
const played = heard(said, step(1), said, step(2), said, step(3));
const press = (type: 'back-pressed' | 'step-pressed' | 'run-pressed'): LessonMessage => ({type});

describe('The model of a lesson', () => {
	test('goes back step by step to where it began, and forward again to what comes', (t: TestContext) => {
		const back = press('back-pressed');
		t.assert.deepStrictEqual([1, 2, 3, 4].map(count => fold([...played, ...Array.from({length: count}, () => back)]).shown), [5, 3, 1, 1]);
		t.assert.strictEqual(fold([...played, back, back, back, back]).notice, 'This is where it began');
		t.assert.strictEqual(fold([...played, back, back, press('step-pressed')]).shown, 5);
		t.assert.strictEqual(fold([...played, back, back, press('step-pressed'), press('step-pressed')]).shown, undefined);
	});

	test('asks for a step only where it shows what is', (t: TestContext) => {
		t.assert.deepStrictEqual(updateLesson(fold(played), press('step-pressed')).slice(1), [{type: 'let-step-go'}]);
		t.assert.deepStrictEqual(updateLesson(fold([...played, press('back-pressed')]), press('step-pressed')).slice(1), []);
		t.assert.deepStrictEqual(updateLesson(fold([]), press('step-pressed')).slice(1), []);
		const over = fold([...played, {type: 'lesson-heard', event: {type: 'lesson-ended', at: 9, ok: true, missed: 0}}]);
		t.assert.deepStrictEqual([over.stage, updateLesson(over, press('step-pressed')).slice(1)], [{type: 'ended', ok: true}, []]);
	});

	test('holds the steps again when somebody goes back', (t: TestContext) => {
		const [running, ...effects] = updateLesson(fold(played), press('run-pressed'));
		t.assert.deepStrictEqual([running.isRunning, effects], [true, [{type: 'set-running', isRunning: true}]]);
		const [held, ...after] = updateLesson(running, press('back-pressed'));
		t.assert.deepStrictEqual([held.isRunning, after], [false, [{type: 'set-running', isRunning: false}]]);
	});

	test('goes at the pace that was asked for, between a tenth and ten times, and says so', (t: TestContext) => {
		const [slower, ...effects] = updateLesson(fold(played), {type: 'pace-pressed', by: -1});
		t.assert.deepStrictEqual([slower.pace, slower.notice, effects], [0.5, 'Steps that go by themselves, and waits, go at 0.5× their pace', [{type: 'set-pace', pace: 0.5}]]);
		const faster = (count: number) => fold([...played, ...Array.from({length: count}, (): LessonMessage => ({type: 'pace-pressed', by: 1}))]).pace;
		t.assert.deepStrictEqual([faster(1), faster(3), faster(9)], [2, 10, 10]);
	});

	test('lets its waits go by the next policy, and says where that changes nothing', (t: TestContext) => {
		const [next, ...effects] = updateLesson(fold(played), {type: 'policy-pressed'});
		t.assert.strictEqual(next.notice, `Waits between attempts go by another policy from now on: ${next.policy.title}`);
		t.assert.notStrictEqual(next.policy, fullJitter);
		t.assert.deepStrictEqual(effects, [{type: 'set-policy', policy: next.policy}]);
		const notices = ['lost-answer', 'why-jitter'].map(name => {
			const [model, ...none] = updateLesson(initialLessonModel(lessons.find(each => each.name === name)!, 'serializable'), {type: 'policy-pressed'});
			return [model.notice, model.policy, none];
		});
		t.assert.deepStrictEqual(notices, [
			['p changes nothing here: no step of this lesson waits by a policy', fullJitter, []],
			['p changes nothing here: the lesson says which policy each of its storms has', fullJitter, []],
		]);
	});

	test('begins anew at the next level, from the last to the first', (t: TestContext) => {
		const levels: unknown[] = [];
		let model = fold(played);
		for (const _ of lesson?.levels ?? []) {
			const [next, ...effects] = updateLesson(model, {type: 'isolation-pressed'});
			levels.push(effects.at(-1));
			t.assert.deepStrictEqual([next.events, next.shown], [[], undefined]);
			model = next;
		}

		t.assert.deepStrictEqual(levels, ['repeatable read', 'serializable', 'read committed'].map(isolation => ({type: 'play', isolation})));
	});
});
