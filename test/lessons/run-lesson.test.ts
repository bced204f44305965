import {after, describe, test, type TestContext} from 'node:test';
import {connectDatabase} from '../../source/database/connect.js';
import {lessons} from '../../source/lessons/index.js';
import type {LessonEvent} from '../../source/lessons/events.js';
import type {Check, Lesson, Step} from '../../source/lessons/lesson.js';
import {by, caption, fault} from '../../source/lessons/steps.js';
import {complaints, lessonSchemas, play} from './play.js';

const database = await connectDatabase({});
after(async () => {
	await database.close();
});

const lessonOf = (steps: readonly Step[], checks: readonly Check[] = []): Lesson => ({
	name: 'test', title: 'A test', look: 'Look here.', levels: ['read committed'], rounds: ['read committed'],
	setup: ['CREATE TABLE things (id INT8 PRIMARY KEY, value INT8)', 'INSERT INTO things VALUES (1, 10), (2, 20)'],
	sessions: ['one', 'two', 'three'], steps, checks,
});

const builtIn = (name: string): Lesson => lessons.find(each => each.name === name)!;

const set = (value: number, id = 1): string => `UPDATE things SET value = ${value} WHERE id = ${id}`;

/** Events as short as can be. */
const briefly = (events: readonly LessonEvent[]): string[] => events.flatMap(event => {
	if (event.type === 'statement-sent') {
		return [`${event.session} sends ${event.statement.label ?? event.statement.text}`];
	}

	if (event.type === 'statement-blocked') {
		return [`${event.session} waits for ${event.by.join(' and ')}`];
	}

	return event.type === 'statement-finished' ? [`${event.session} done`] : [];
});

describe('A lesson', () => {
	test('sends its statements in their order, at its isolation level, and tells of each', async (t: TestContext) => {
		const {events, result} = await play(lessonOf([caption('Hello.'), by('one', 'BEGIN'), by('one', 'SHOW transaction_isolation'), by('one', 'COMMIT')]), database, {isolation: 'repeatable read'});
		t.assert.ok(result.ok);
		const statement = 'lesson-step statement-sent statement-finished';
		t.assert.strictEqual(events.map(({type}) => type).join(' '), `lesson-started lesson-step lesson-caption ${statement} ${statement} ${statement} lesson-ended`);
		t.assert.ok(events.every(({at}, index) => at >= (events[index - 1]?.at ?? 0)));
		const shown = events.find(event => event.type === 'statement-finished' && event.statement.text.startsWith('SHOW'));
		t.assert.deepStrictEqual(shown?.type === 'statement-finished' && shown.rows, [['repeatable read']]);
	});

	test('knows who waits for whom, goes on with the others, and matches what finishes later', async (t: TestContext) => {
		const {events, result} = await play(lessonOf([
			by('one', 'BEGIN'),
			by('one', set(11), {say: '11'}),
			by('two', set(12), {say: '12', expect: {waits: true}}),
			by('three', set(13), {say: '13', expect: {waits: true}}),
			by('one', set(21, 2), {say: '21', expect: {waits: false}}),
			by('one', 'COMMIT'),
			by('two', 'SELECT value FROM things WHERE id = 2', {say: 'read', expect: {rows: [['21']]}}),
		]), database, {isolation: 'read committed'});
		t.assert.deepStrictEqual(complaints(result), []);
		const told = briefly(events);
		t.assert.deepStrictEqual(told.slice(0, 9), [
			'one sends begin', 'one done', 'one sends 11', 'one done', 'two sends 12', 'two waits for one', 'three sends 13', 'three waits for two', 'one sends 21',
		]);
		t.assert.deepStrictEqual(told.slice(9, 11), ['one done', 'one sends commit']);
		t.assert.deepStrictEqual(told.slice(11).toSorted(), ['one done', 'three done', 'two done', 'two done', 'two sends read']);
	});

	test('says so where the server behaves otherwise', async (t: TestContext) => {
		const {events, result} = await play(lessonOf([
			by('one', set(11), {expect: {fails: ['40001']}}),
			by('one', 'SELECT value FROM things WHERE id = 1', {expect: {rows: [['12']]}}),
			by('one', 'SELECT nothing FROM nowhere'),
			by('one', set(5), {expect: {waits: true, count: 1}}),
			by('one', set(5, 3), {expect: {count: 1}}),
		], [{says: 'the value', query: 'SELECT value FROM things WHERE id = 1', expect: [{rows: [['7']]}]}]), database, {isolation: 'read committed'});
		t.assert.strictEqual(result.ok, false);
		t.assert.deepStrictEqual(result.missed.map(({step, expected, found}) => [step, expected, found]), [
			[1, 'it fails with 40001', 'done, 1 row'],
			[2, 'it answers 12', '11'],
			[3, 'it succeeds', '42P01'],
			[4, 'it waits, it is done, 1 row', 'done, 1 row'],
			[5, 'it is done, 1 row', 'done, 0 rows'],
		]);
		t.assert.deepStrictEqual(result.checks, [{says: 'the value', expected: [['7']], found: [['5']], ok: false}]);
		t.assert.strictEqual(events.filter(({type}) => type === 'expectation-missed').length, 5);
		const last = events.at(-1);
		t.assert.deepStrictEqual(last?.type === 'lesson-ended' && [last.ok, last.missed], [false, 6]);
	});

	test('says what is wrong with what it expects, where it found that and nothing else', async (t: TestContext) => {
		const value = {says: 'the value', query: 'SELECT value FROM things WHERE id = 1'};
		const anomaly = 'It should be another one.';
		const {result} = await play(lessonOf([by('one', set(5))], [
			{...value, expect: [{rows: [['5']], anomaly}]},
			{...value, expect: [{on: ['serializable'], rows: [['5']], anomaly}, {rows: [['5']]}]},
			{...value, expect: [{rows: [['6']], anomaly}]},
		]), database, {isolation: 'read committed'});
		t.assert.deepStrictEqual(result.checks.map(({ok, anomaly: told}) => [ok, told]), [[true, anomaly], [true, undefined], [false, undefined]]);
	});

	test('finds out what became of a lost COMMIT, and cuts what it is told to cut', async (t: TestContext) => {
		const {events, result} = await play(lessonOf([
			by('one', 'BEGIN'),
			by('one', set(11)),
			fault('one', 'lose-answer'),
			by('one', 'COMMIT', {expect: {fails: ['lost']}}),
			fault('one', 'reconnect'),
			by('one', 'SELECT value FROM things WHERE value = 11', {settles: 'rows', expect: {rows: [['11']]}}),
			by('two', 'BEGIN'),
			by('two', set(12)),
			fault('two', 'cut'),
			by('three', set(13), {expect: {count: 1}}),
			by('two', 'COMMIT', {expect: {fails: ['lost']}}),
		]), database, {isolation: 'read committed'});
		t.assert.deepStrictEqual(complaints(result), []);
		t.assert.deepStrictEqual(events.filter(({type}) => type.startsWith('outcome')).map(event => [event.type, event.type === 'outcome-resolved' && event.committed]), [
			['outcome-unknown', false], ['outcome-resolved', true], ['outcome-unknown', false],
		]);
		t.assert.deepStrictEqual(events.flatMap(event => event.type === 'fault-injected' ? [event.fault] : []), ['lose-answer', 'reconnect', 'cut']);
	});

	test('counts the attempts of a session, and backs off as the policy has it', async (t: TestContext) => {
		const {events} = await play(builtIn('rival'), database, {isolation: 'serializable', base: 8, cap: 100});
		const wait = events.find(event => event.type === 'backoff-started');
		t.assert.deepStrictEqual(wait?.type === 'backoff-started' && [wait.session, wait.ceiling, wait.policy, wait.delay <= 16], ['you', 16, 'full', true]);
		const begins = events.flatMap(event => event.type === 'statement-sent' && event.statement.label === 'begin' && event.session === 'you' ? [event.attempt] : []);
		t.assert.deepStrictEqual(begins, [1, 2]);
	});

	test('holds each step until the gate lets it go', async (t: TestContext) => {
		const steps: number[] = [];
		const {events} = await play(builtIn('lost-update'), database, {
			isolation: 'read committed',
			async gate({number}) {
				steps.push(number);
			},
		});
		t.assert.strictEqual(steps.length, events.filter(({type}) => type === 'lesson-step').length);
		t.assert.ok(!steps.includes(13), 'what only goes after a failure is not asked for');
	});

	test('ends at once when it is told to, also while a statement waits, and leaves nothing', async (t: TestContext) => {
		const controller = new AbortController();
		const reason = new Error('enough');
		await t.assert.rejects(play(lessonOf([
			by('one', 'BEGIN'),
			by('one', set(11)),
			by('two', set(12)),
			by('two', set(13)),
		]), database, {
			isolation: 'read committed',
			signal: controller.signal,
			onEvent(event) {
				if (event.type === 'statement-blocked') {
					controller.abort(reason);
				}
			},
		}), reason);
		t.assert.deepStrictEqual(await lessonSchemas(database), []);
		const {rows} = await database.pool.query('SELECT 1 FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND state LIKE \'%transaction%\'');
		t.assert.deepStrictEqual(rows, []);
	});
});
