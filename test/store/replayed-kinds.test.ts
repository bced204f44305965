import {describe, test, type TestContext} from 'node:test';
import type {Model} from '../../source/store/model.js';
import type {Message} from '../../source/store/message.js';
import {beginReplay, replayUpdate} from '../../source/store/replay.js';
import {hearLesson} from '../../source/store/recorded-lesson.js';
import {update} from '../../source/store/update.js';
import {lanesOf} from '../../source/ui/lanes/screen-lines.js';
import {fixtureLines, readFixture, readText} from '../recording/fixtures.js';

const start = (recording: Awaited<ReturnType<typeof readFixture>>) => {
	const initial = beginReplay(recording, 'r.jsonl');
	const fold = replayUpdate(recording, initial);
	return {
		initial,
		after(messages: readonly Message[], from = initial): Model {
			let model = from;
			for (const message of messages) {
				[model] = fold(model, message);
			}

			return model;
		},
	};
};

const toEnd: Message = {type: 'replay-sought', to: 'end'};
const step = (by: 1 | -1): Message => ({type: 'replay-stepped', by});

describe('The replay of a lesson', () => {
	test('has the lesson\'s events as they were heard, round by round', async (t: TestContext) => {
		const {initial, after} = start(await readFixture('lesson'));
		t.assert.deepStrictEqual(initial.lesson, {events: [], isAnswered: false});
		const {lesson, commits} = after([toEnd]);
		const [first] = lesson?.events ?? [];
		t.assert.strictEqual(first?.type === 'lesson-started' && first.isolation, 'serializable', 'the second round');
		t.assert.strictEqual(lesson?.events.at(-1)?.type, 'lesson-ended');
		t.assert.strictEqual(lesson.events.filter(({type}) => type === 'lesson-started').length, 1);
		t.assert.strictEqual(commits, 0, 'they are no transfers of the bank');
	});

	test('has the storms of one whose steps are storms, and what comparing them came to', async (t: TestContext) => {
		const {after} = start(await readFixture('lesson-of-storms'));
		const {lesson, storm} = after([toEnd]);
		const events = lesson?.events ?? [];
		t.assert.strictEqual(storm, undefined, 'the screen is the lesson\'s');
		t.assert.deepStrictEqual(
			events.flatMap(event => event.type === 'storm-started' && 'storm' in event ? [[event.storm, event.each, event.gap]] : []),
			[['without jitter', 1, 10], ['with jitter', 1, 10]],
		);
		t.assert.deepStrictEqual(
			events.flatMap(event => event.type === 'lesson-compared' ? [[event.figure, event.of.storm, event.is, event.than.storm, event.ok]] : []),
			[['elapsed', 'without jitter', 'more', 'with jitter', true], ['attempts', 'without jitter', 'more', 'with jitter', true]],
		);
	});

	test('steps from one thing that is drawn to the next, and back', async (t: TestContext) => {
		const {after} = start(await readFixture('lesson'));
		const types: string[] = [];
		let model = after([step(1)]);
		while (model.replay && model.replay.position < model.replay.count) {
			types.push(model.lesson?.events.at(-1)?.type ?? '');
			model = after([step(1)], model);
		}

		t.assert.ok(types.length > 30, String(types.length));
		t.assert.deepStrictEqual(['lesson-step', 'attempt-started', 'statement-finished', 'lesson-question'].map(type => types.includes(type)), [false, false, true, true]);
		const back = after([step(-1)], model);
		t.assert.ok((back.replay?.position ?? 0) < (model.replay?.position ?? 0));
	});

	test('of storms has them in its lanes, and is no replay of a storm', async (t: TestContext) => {
		const {lesson, storm} = start(await readFixture('lesson-of-storms')).after([toEnd]);
		const {rows} = lanesOf(lesson?.events ?? []);
		t.assert.deepStrictEqual([storm, rows.flatMap(row => row.type === 'storm' ? [row.name, row.isOver] : [])], [undefined, ['without jitter', true, 'with jitter', true]]);
	});

	test('answers the question, once there is one', async (t: TestContext) => {
		const {after} = start(await readFixture('lesson'));
		t.assert.strictEqual(after([toEnd, {type: 'answer-pressed'}]).lesson?.isAnswered, true);
		t.assert.strictEqual(after([toEnd, {type: 'answer-pressed'}, {type: 'answer-pressed'}]).lesson?.isAnswered, false);
	});

	test('draws no more of it than it can, and says so', (t: TestContext) => {
		let model: Model = {...beginReplayOfNothing, lesson: {events: [], isAnswered: false}};
		for (let count = 0; count < 2001; count++) {
			model = hearLesson(model, {type: 'lesson-caption', at: count, text: 'again'});
		}

		t.assert.deepStrictEqual([model.lesson?.events.length, model.notice], [2000, 'It tells more than 2,000 things, and no more are drawn']);
	});
});

const beginReplayOfNothing = beginReplay({...await readFixture('lesson'), events: []}, 'r.jsonl');

describe('The replay of a storm', () => {
	test('is the storm\'s model, from its first sample to what the audit found', async (t: TestContext) => {
		const recording = await readFixture('storm');
		const {initial, after} = start(recording);
		t.assert.deepStrictEqual([initial.storm?.clients, initial.storm?.state, initial.storm?.cure.name], [16, 'opening', 'read-then-write']);
		const {storm, audit, making, accounts, connection} = after([toEnd]);
		t.assert.deepStrictEqual([storm?.state, storm?.connections, storm?.points.length], ['stopped', 100, recording.events.filter(({type}) => type === 'storm-sample').length]);
		t.assert.deepStrictEqual([making.base, making.cap, making.policy.name], [10, 1000, 'full'], 'as the storm waited, whatever was asked of the program');
		t.assert.deepStrictEqual([audit?.conserved, accounts.length, connection.type], [true, 2, 'connected']);
	});

	test('of an older program has what that wrote: no connections, no balances', async (t: TestContext) => {
		const lines = (await fixtureLines('storm')).filter(line => !/"type":"(?:connected|storm-opened|balances-read)"/v.test(line));
		const {after} = start(await readText(`${lines.join('\n')}\n`));
		const {storm, accounts, connection} = after([toEnd]);
		t.assert.deepStrictEqual([storm?.state, storm?.connections, accounts.length, connection.type], ['stopped', undefined, 0, 'connected']);
	});
});

describe('The replay of a lab', () => {
	test('is the lab\'s model: its rows from the start, its runs as they came, and its end', async (t: TestContext) => {
		const recording = await readFixture('lab');
		const {initial, after} = start(recording);
		t.assert.deepStrictEqual([initial.lab?.experiment, initial.lab?.state, initial.lab?.outline.rounds, initial.lab?.runs.length], ['cures', 'opening', 2, 0]);
		const runs = recording.events.flatMap(event => event.type === 'lab-cell' ? [[event.round, event.cell, event.committed]] : []);
		const {lab} = after([toEnd]);
		t.assert.deepStrictEqual([lab?.state, lab?.experiment === 'cures' && lab.runs.map(({round, cell, committed}) => [round, cell, committed])], ['ended', runs]);
		const back = after([toEnd, step(-1), step(-1)]).lab;
		t.assert.deepStrictEqual([back?.state, back?.runs.length], ['running', runs.length - 1]);
		const article = start(await readFixture('article')).after([toEnd]).lab;
		t.assert.deepStrictEqual([article?.experiment, article?.state, article?.runs.length], ['article', 'ended', 5]);
	});

	test('is looked at in the same place wherever its time goes', async (t: TestContext) => {
		const {after} = start(await readFixture('lab'));
		const {lab, overlay} = after([
			toEnd, {type: 'lab-scrolled', by: 1, from: 2, most: 9}, {type: 'explain-pressed'}, {type: 'cursor-moved', column: 1, row: 2}, {type: 'replay-sought', to: 'start'},
		]);
		t.assert.deepStrictEqual([lab?.scroll, lab?.cursor, lab?.runs.length, overlay], [3, {column: 1, row: 2}, 0, 'explain']);
	});

	test('takes in as many runs as can be drawn, and says so', async (t: TestContext) => {
		const recording = await readFixture('lab');
		const run = recording.events.filter(({type}) => type === 'lab-cell').slice(0, 1);
		let model = beginReplay(recording, 'r.jsonl');
		for (const event of Array.from({length: 5001}, () => run).flat()) {
			[model] = update(model, event);
		}

		t.assert.deepStrictEqual([model.lab?.runs.length, model.notice], [5000, 'It has more than 5,000 runs, and no more are drawn']);
	});
});

describe('Balances of which only what changed was recorded', () => {
	test('are the same as if all had been read, and ids that nobody knows change nothing', async (t: TestContext) => {
		const [head = ''] = await fixtureLines('version-1');
		const account = (id: string, balance: string) => ({id, owner: id.toUpperCase(), balance, opening: '100'});
		const read = (at: number, ...accounts: readonly unknown[]) => JSON.stringify({v: 1, type: 'balances-read', at, elapsed: 1, accounts});
		const changed = (at: number, ...accounts: readonly unknown[]) => JSON.stringify({v: 1, type: 'balances-changed', at, elapsed: 1, accounts});
		const at = 1_900_000_000_000;
		const fold = async (...lines: readonly string[]): Promise<Model> => {
			const recording = await readText(`${[head, ...lines].join('\n')}\n`);
			let model = beginReplay(recording, 'r.jsonl');
			for (const event of recording.events) {
				[model] = update(model, event);
			}

			return model;
		};

		const whole = await fold(read(at, account('a', '100'), account('b', '100')), read(at + 1, account('a', '90'), account('b', '110')));
		const brief = await fold(read(at, account('a', '100'), account('b', '100')), changed(at + 1, {id: 'b', balance: '110'}, {id: 'a', balance: '90'}, {id: 'z', balance: '1'}));
		t.assert.deepStrictEqual(brief.accounts, whole.accounts);
		t.assert.strictEqual(brief.accounts[1]?.change, 10n);
	});
});
