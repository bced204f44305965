import {after, describe, test, type TestContext} from 'node:test';
import {connectDatabase} from '../../source/database/connect.js';
import {startEmbeddedServer} from '../../source/database/embedded/embedded-server.js';
import type {LessonEvent} from '../../source/lessons/events.js';
import {lessons} from '../../source/lessons/index.js';
import {Judge} from '../../source/lessons/judge.js';
import type {Comparison, Lesson, Step, StormStep} from '../../source/lessons/lesson.js';
import {by, caption, storm} from '../../source/lessons/steps.js';
import type {StormFigures} from '../../source/load/statistics.js';
import {systemClock} from '../../source/transactions/clock.js';
import {startStandIn} from '../stand-in/stand-in.js';
import {complaints, hasStorms, lessonSchemas, play} from './play.js';

const behind = await startEmbeddedServer({transport: 'socket'});
const standIn = await startStandIn({version: 'current', behind});
const {host, port, user, database: name} = behind.connection;
const database = await connectDatabase({url: `postgresql://${user}@/${name}?host=${encodeURIComponent(host)}&port=${port}`});
const cockroach = await connectDatabase({url: standIn.url()});
after(async () => {
	await database.close();
	await cockroach.close();
	await standIn.stop();
	await behind.stop();
});

/** The same lesson with less time for what goes on until it is stopped. A herd stays as large as it is: a small one hardly meets itself. */
const briefly = (lesson: Lesson): Lesson => ({
	...lesson,
	steps: lesson.steps.map((step): Step => step.type === 'storm' && step.each === undefined ? {...step, duration: 600} : step),
});

const small: Omit<StormStep, 'type' | 'name'> = {cure: 'read-then-write', policy: 'full', base: 2, cap: 20, clients: 3, accounts: 4, duration: 5000, each: 2};

const lessonOf = (steps: readonly Step[], comparisons: readonly Comparison[] = []): Lesson => ({
	name: 'test', title: 'A test', look: '', levels: ['serializable'], rounds: ['serializable'], setup: [], sessions: ['you'], steps, checks: [], comparisons,
});

/** What storms tell, sample by sample as once. */
const storms = (events: readonly LessonEvent[]): string[] => {
	const told = events.flatMap(event => 'storm' in event && event.type.startsWith('storm') ? [`${event.storm}: ${event.type}`] : []);
	return told.filter((each, index) => each !== told[index - 1]);
};

const figures = (attempts: number, committed: number): StormFigures => ({
	elapsed: 1000, transfers: committed, committed, refused: 0, exhausted: 0, failed: 0, unknown: 0, attempts, retries: attempts - committed, backoff: 0,
	perSecond: committed, latency: {p50: 1, p95: 1, p99: 1, max: 1}, jain: 1, starved: 0, failures: [],
});

describe('The lessons with storms', () => {
	const stormy = lessons.filter(each => hasStorms(each));
	for (const lesson of stormy) {
		test(`${lesson.name} comes out as it says`, async (t: TestContext) => {
			// What chance decides is likely, and not certain, in storms as short as these: the lesson itself says so then.
			let played = await play(briefly(lesson), database, {isolation: 'serializable'});
			for (let again = 0; again < 2 && !played.result.ok; again++) {
				played = await play(briefly(lesson), database, {isolation: 'serializable'});
			}

			const {result, events} = played;
			t.assert.deepStrictEqual(complaints(result), []);
			t.assert.ok(result.ok);
			t.assert.deepStrictEqual(storms(events), lesson.steps.flatMap(step => step.type === 'storm' ? ['storm-started', 'storm-sample', 'storm-ended'].map(type => `${step.name}: ${type}`) : []));
		});
	}
});

describe('A storm in a lesson', () => {
	test('is played in its turn, on tables of its own, and its books are audited', async (t: TestContext) => {
		const steps = [
			caption('c'),
			by('you', 'CREATE TABLE accounts (id INT8)'),
			storm('A', small),
			by('you', 'SELECT count(*) FROM accounts', {expect: {rows: [['0']]}}),
			storm('B', small),
		];
		const {result, events} = await play(lessonOf(steps, [{says: 'same', figure: 'fairness', of: 'A', is: 'more', than: 0.9}]), database, {isolation: 'serializable'});
		t.assert.deepStrictEqual(complaints(result), []);
		t.assert.deepStrictEqual(storms(events), ['A', 'B'].flatMap(each => ['storm-started', 'storm-sample', 'storm-ended'].map(type => `${each}: ${type}`)));
		t.assert.deepStrictEqual(events.flatMap(event => event.type === 'storm-ended' ? [event.committed] : []), [6, 6]);
		t.assert.deepStrictEqual(result.checks, [{says: 'transfers lost or made unasked, and accounts that don\'t balance', expected: [['0']], found: [['0']], ok: true}]);
		t.assert.deepStrictEqual(result.comparisons, [{says: 'same', figure: 'fairness', is: 'more', of: {storm: 'A', value: 1}, than: {value: 0.9}, times: 1, ok: true}]);
	});

	test('says so where it comes out otherwise, or was not played', async (t: TestContext) => {
		const {result, events} = await play(lessonOf([storm('A', small), storm('B', {...small, notOn: ['postgresql']})], [
			{says: 'fairness', figure: 'fairness', of: 'A', is: 'more', than: 2},
			{says: 'elsewhere', figure: 'fairness', of: 'A', is: 'more', than: 2, on: ['cockroachdb']},
			{says: 'nobody', figure: 'starved', of: 'A', is: 'less', than: 'B'},
		]), database, {isolation: 'serializable'});
		t.assert.deepStrictEqual([result.ok, result.comparisons?.map(({ok}) => ok)], [false, [false, true, false]]);
		t.assert.deepStrictEqual(result.comparisons?.[2]?.than, {storm: 'B'});
		const last = events.at(-1);
		t.assert.deepStrictEqual(last?.type === 'lesson-ended' && [last.ok, last.missed], [false, 2]);
	});

	test('is played on an engine of another kind', async (t: TestContext) => {
		const steps = [storm('A', small), storm('B', {...small, cure: 'queue'})];
		const {result} = await play(lessonOf(steps, [{says: 'attempts', figure: 'attempts', of: 'B', is: 'less', than: 3}]), cockroach, {isolation: 'serializable'});
		t.assert.deepStrictEqual(complaints(result), []);
	});

	test('ends when it is told to, and leaves nothing', async (t: TestContext) => {
		const controller = new AbortController();
		const reason = new Error('enough');
		await t.assert.rejects(play(lessonOf([storm('A', {...small, each: undefined, duration: 30_000}), by('you', 'SELECT 1')]), database, {
			isolation: 'serializable',
			signal: controller.signal,
			onEvent(event) {
				if (event.type === 'storm-sample') {
					controller.abort(reason);
				}
			},
		}), reason);
		t.assert.deepStrictEqual([await lessonSchemas(database), await lessonSchemas(cockroach)], [[], []]);
	});
});

describe('A comparison of storms', () => {
	const judged = (comparison: Partial<Comparison>, wrong = 0) => {
		const judge = new Judge(
			{database, schema: '', id: '', isolation: 'serializable', clock: systemClock, tell: () => undefined},
			{level: 'serializable', engine: 'postgresql', knowsWaits: true},
		);
		const found = new Map([['A', figures(30, 10)], ['B', figures(10, 10)], ['none', figures(5, 0)]]);
		judge.compare([{says: 's', figure: 'attempts', of: 'A', is: 'more', than: 'B', ...comparison}], {figures: found, wrong});
		return judge.differences;
	};

	const cases: ReadonlyArray<readonly [comparison: Partial<Comparison>, differences: number]> = [
		[{}, 0],
		[{is: 'less'}, 1],
		[{of: 'B', than: 'A', is: 'less'}, 0],
		[{than: 'A'}, 1],
		[{times: 2.9}, 0],
		[{times: 3}, 1],
		[{than: 2.9}, 0],
		[{than: 3}, 1],
		[{of: 'none'}, 1],
		[{of: 'none', figure: 'fairness', is: 'less', than: 2}, 1],
		[{of: 'none', figure: 'commits', is: 'less'}, 0],
	];
	for (const [comparison, differences] of cases) {
		test(`${differences === 0 ? 'holds' : 'is missed'}: ${JSON.stringify(comparison)}`, (t: TestContext) => {
			t.assert.strictEqual(judged(comparison), differences);
		});
	}

	test('counts money that went astray against the lesson', (t: TestContext) => {
		t.assert.strictEqual(judged({}, 1), 1);
	});
});
