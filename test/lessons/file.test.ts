import {readFile} from 'node:fs/promises';
import {after, describe, test, type TestContext} from 'node:test';
import {connectDatabase} from '../../source/database/connect.js';
import {LessonFileError} from '../../source/lessons/errors.js';
import {parseLesson} from '../../source/lessons/file/read-lesson.js';
import {template} from '../../source/lessons/file/template.js';
import {complaints, play} from './play.js';

const database = await connectDatabase({});
after(async () => {
	await database.close();
});

const head = 'title: T\nsessions: [a, b]\nsteps:\n';

describe('A lesson in a file', () => {
	test('is played as it says, at each of its levels', async (t: TestContext) => {
		const lesson = parseLesson(template, 'template.yaml');
		for (const isolation of lesson.levels) {
			const {result} = await play(lesson, database, {isolation});
			t.assert.deepStrictEqual(complaints(result), []);
			t.assert.strictEqual(result.checks.length, 1);
		}
	});

	test('is the example of the page that tells its format', async (t: TestContext) => {
		const page = await readFile(new URL('../../docs/lesson-format.md', import.meta.url), 'utf8');
		t.assert.ok(page.endsWith(`\`\`\`yaml\n${template}\`\`\`\n`));
	});

	test('may be JSON', (t: TestContext) => {
		const {steps, sessions, levels, rounds, name} = parseLesson(JSON.stringify({
			title: 'T', sessions: ['a'], steps: [{a: 'SELECT 1', expect: {rows: [['1', null]], waits: false}}, {caption: 'c', on: ['cockroachdb', 'serializable']}],
		}), 'x.json');
		t.assert.deepStrictEqual([sessions, levels, rounds, name], [['a'], ['serializable', 'repeatable read', 'read committed'], ['serializable'], 'x.json']);
		t.assert.deepStrictEqual(steps, [
			{type: 'statement', session: 'a', sql: 'SELECT 1', line: 1, expect: [{waits: false, rows: [['1', 'NULL']]}]},
			{type: 'caption', text: 'c', line: 1, on: ['cockroachdb', 'serializable']},
		]);
	});

	test('keeps codes and values as they are written', (t: TestContext) => {
		const {steps: [step]} = parseLesson(`${head}  - a: SELECT 1\n    expect: {may-fail: [08006, 40P01, lost], rows: [[007, 1e3, yes]]}\n`, 'x');
		t.assert.deepStrictEqual(step?.type === 'statement' && step.expect, [{mayFail: ['08006', '40P01', 'lost'], rows: [['007', '1e3', 'yes']]}]);
	});

	const wrong: ReadonlyArray<readonly [text: string, says: RegExp]> = [
		['', /^x is not a lesson: there are no keys/v],
		['- 1', /^x is not a lesson/v],
		['title: [', /^x, line \d: this is not YAML: /v],
		['title: a\ntitle: b', /^x, line 2: this is not YAML: Map keys must be unique/v],
		['title: T', /^x, line 1: this lesson lacks "sessions"\./v],
		['titel: T', /^x, line 1: a lesson has no "titel"\. Did you mean title\?/v],
		[`${head}  - a: SELECT 1\n  - c: SELECT 1\n`, /^x, line 5: a step has no "c"\. Did you mean [ab]\?/v],
		[`${head}  - say: SELECT 1\n`, /^x, line 4: this step doesn't say what it is\. It begins with a session \(a, b\)/v],
		[`${head}  - a: SELECT 1\n    b: SELECT 2\n`, /^x, line 4: this step is two: "a" and "b"/v],
		[`${head}  - caption: c\n    say: d\n`, /^x, line 5: a step with "caption" has no "say"/v],
		[`${head}  - a: SELECT 1\n    expect: {on: serialisable}\n`, /^x, line 5: "on" can't be "serialisable"\. It is one of serializable, /v],
		[`${head}  - a: SELECT 1\n    expect:\n      - {fails: 4001}\n`, /^x, line 6: "fails" can't be "4001"\. It is a SQLSTATE/v],
		[`${head}  - a: SELECT 1\n    expect: {fails: 40001, rows: []}\n`, /^x, line 5: what fails has no rows/v],
		[`${head}  - a: SELECT 1\n    when: later\n`, /^x, line 5: "when" can't be "later"\. It is one of ok, failed/v],
		[`${head}  - backoff: c\n`, /^x, line 4: "backoff" can't be "c"\. It is one of a, b/v],
		[`${head}  - question: q\n`, /^x, line 4: this step lacks "answer"/v],
		[`${head}  - a: {b: c}\n`, /^x, line 4: a statement is a text/v],
		[`${head}  - a: &s SELECT 1\n  - a: *s\n`, /^x, line 5: a statement is a text/v],
		[`${head}  - a: !!js/function 'x'\n`, /^x, line 4: this is not YAML: Unresolved tag/v],
		['title: T\nsessions: [a, a]\nsteps: [x]', /^x, line 2: a lesson has 1 to 6 sessions/v],
		['title: T\nsessions: [caption]\nsteps: [x]', /^x, line 2: a session can't be called "caption"/v],
		['title: T\nsessions: ["a\\e[31m"]\nsteps: [x]', /^x, line 2: a session can't be called/v],
		['title: T\nsessions: a\nsteps: []', /^x, line 3: a lesson has 1 to 300 steps/v],
		[`levels: [read committed]\nrounds: [serializable]\n${head}  - a: SELECT 1\n`, /^x, line 2: "rounds" are some of the levels of the lesson: read committed/v],
		[`${head}  - a: SELECT 1\nchecks:\n  - says: s\n`, /^x, line 6: a check has either "rows", or "expect"/v],
		[`${head}  - a: ${'x'.repeat(5000)}\n`, /^x, line 4: a statement is longer than 4,000 characters/v],
		['x'.repeat(200_001), /^x has 200,001 characters/v],
		[`title: ${'['.repeat(20_000)}`, /^x/v],
		['__proto__: {}', /^x, line 1: a lesson has no "__proto__"/v],
	];
	for (const [text, says] of wrong) {
		test(`is refused with its line: ${JSON.stringify(text.slice(0, 80))}`, (t: TestContext) => {
			t.assert.throws(() => parseLesson(text, 'x'), (error: unknown) => {
				t.assert.ok(error instanceof LessonFileError, String(error));
				t.assert.match(error.message, says);
				return true;
			});
		});
	}
});
