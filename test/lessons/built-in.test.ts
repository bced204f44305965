import {after, describe, test, type TestContext} from 'node:test';
import {connectDatabase} from '../../source/database/connect.js';
import {lessons} from '../../source/lessons/index.js';
import {startStandIn} from '../stand-in/stand-in.js';
import {startEmbeddedServer} from '../../source/database/embedded/embedded-server.js';
import {complaints, hasStorms, lessonSchemas, play} from './play.js';

const behind = await startEmbeddedServer({transport: 'socket'});
const standIns = await Promise.all([startStandIn({version: 'current', behind}), startStandIn({version: '20.1', behind})]);
const {host, port, user, database: name} = behind.connection;
const databases = {
	PostgreSQL: await connectDatabase({url: `postgresql://${user}@/${name}?host=${encodeURIComponent(host)}&port=${port}`}),
	'a stand-in of CockroachDB': await connectDatabase({url: standIns[0].url()}),
	'a stand-in of CockroachDB 20.1, which has no schemas,': await connectDatabase({url: standIns[1].url()}),
};
after(async () => {
	for (const database of Object.values(databases)) {
		await database.close();
	}

	await Promise.all(standIns.map(async each => each.stop()));
	await behind.stop();
});

for (const [title, database] of Object.entries(databases)) {
	describe(`The lessons on ${title}`, {concurrency: 4}, () => {
		// Storms keep a server busy, and the others go by what it takes: they are tried in storms.test.ts.
		const calm = lessons.filter(each => !hasStorms(each));
		for (const lesson of calm) {
			for (const isolation of lesson.levels) {
				test(`${lesson.name} comes out as it says at ${isolation}`, async (t: TestContext) => {
					const {result, events} = await play(lesson, database, {isolation});
					t.assert.deepStrictEqual(complaints(result), []);
					t.assert.ok(result.ok);
					const foretold = events.find(({type}) => type === 'lesson-started');
					const steps = events.filter(event => event.type === 'lesson-step');
					t.assert.strictEqual(foretold?.type === 'lesson-started' && foretold.steps, steps.at(-1)?.step);
				});
			}
		}
	});
}

describe('The lessons', () => {
	test('have names of their own, one question each, and are played at levels that they allow', (t: TestContext) => {
		t.assert.strictEqual(new Set(lessons.map(each => each.name)).size, lessons.length);
		for (const {name: lesson, steps, levels, rounds, sessions, checks, comparisons = []} of lessons) {
			t.assert.strictEqual(steps.filter(({type}) => type === 'question').length, 1, lesson);
			t.assert.notStrictEqual(rounds.length, 0, lesson);
			t.assert.deepStrictEqual(rounds.filter(level => !levels.includes(level)), [], lesson);
			t.assert.deepStrictEqual(steps.filter(step => 'session' in step && !sessions.includes(step.session)), [], lesson);
			t.assert.ok(checks.length + comparisons.length > 0, lesson);
			const storms = steps.flatMap(step => step.type === 'storm' ? [step.name] : []);
			t.assert.strictEqual(new Set(storms).size, storms.length, lesson);
			t.assert.deepStrictEqual(comparisons.flatMap(({of, than}) => [of, than]).filter(each => typeof each === 'string' && !storms.includes(each)), [], lesson);
		}
	});

	test('leave nothing behind', async (t: TestContext) => {
		for (const database of Object.values(databases)) {
			t.assert.deepStrictEqual(await lessonSchemas(database), []);
		}
	});
});
