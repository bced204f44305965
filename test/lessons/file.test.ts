import {readFile} from 'node:fs/promises';
import {after, describe, test, type TestContext} from 'node:test';
import {connectDatabase} from '../../source/database/connect.js';
import {LessonFileError} from '../../source/lessons/errors.js';
import {parseLesson} from '../../source/lessons/file/read-lesson.js';
import {ownKeys} from '../../source/lessons/file/read-step.js';
import {template} from '../../source/lessons/file/template.js';
import {stormFigureNames} from '../../source/lessons/storm-figures.js';
import {cures} from '../../source/load/cures/index.js';
import {complaints, play} from './play.js';

const database = await connectDatabase({});
after(async () => {
	await database.close();
});

const head = 'title: T\nsessions: [a, b]\nsteps:\n';

const stormy = `title: T
steps:
  - storm: A
    each: 1
    gap: 5ms
    hot: 90%:2
    on: postgresql
  - storm: B
    cure: queue
    policy: none
    base: 0
    cap: 1s
    clients: 3
    accounts: 9
    duration: 500
comparisons:
  - {says: s, figure: elapsed, of: A, more-than: B, times: 1.5}
  - {says: s, figure: p99, of: B, less-than: 20.5, not-on: serializable}
`;

describe('A lesson in a file', () => {
	test('is played as it says, at each of its levels', async (t: TestContext) => {
		const lesson = parseLesson(template, 'template.yaml');
		for (const isolation of lesson.levels) {
			const {result} = await play(lesson, database, {isolation});
			t.assert.deepStrictEqual(complaints(result), []);
			t.assert.deepStrictEqual(result.checks.map(({anomaly}) => anomaly !== undefined), [isolation === 'read committed']);
		}
	});

	test('is the example of the page that tells its format, and every key', async (t: TestContext) => {
		const page = await readFile(new URL('../../docs/lesson-format.md', import.meta.url), 'utf8');
		t.assert.ok(page.endsWith(`\`\`\`yaml\n${template}\`\`\`\n`));
		const names = [...cures.map(({name}) => name), ...stormFigureNames, ...ownKeys];
		t.assert.deepStrictEqual(names.filter(name => !page.includes(`\`${name}`)), []);
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

	test('may have storms, compared, and nobody else', (t: TestContext) => {
		const {sessions, steps, comparisons} = parseLesson(stormy, 'x');
		t.assert.deepStrictEqual(sessions, []);
		t.assert.deepStrictEqual(steps, [
			{
				type: 'storm', name: 'A', cure: 'read-then-write', policy: 'full', base: 10, cap: 1000, clients: 16, accounts: 2, hot: '90%:2', duration: 4000,
				each: 1, gap: 5, line: 3, on: ['postgresql'],
			},
			{type: 'storm', name: 'B', cure: 'queue', policy: 'none', base: 0, cap: 1000, clients: 3, accounts: 9, duration: 500, line: 8},
		]);
		t.assert.deepStrictEqual(comparisons, [
			{says: 's', figure: 'elapsed', of: 'A', is: 'more', than: 'B', times: 1.5, line: 17},
			{says: 's', figure: 'p99', of: 'B', is: 'less', than: 20.5, notOn: ['serializable'], line: 18},
		]);
	});

	const storm = 'title: T\nsteps:\n  - storm: A\n    ';
	const compared = `${storm}each: 1\ncomparisons:\n  - {says: s, figure: jain, of: A`;

	const wrong: ReadonlyArray<readonly [text: string, says: RegExp]> = [
		[`${storm}clients: 21`, /^x, line 4: "clients" can't be "21"\. It is a whole number from 1 to 20\./v],
		[`${storm}clients: 0x3`, /^x, line 4: "clients" can't be "0x3"/v],
		[`${storm}accounts: 1`, /^x, line 4: "accounts" can't be "1"\. It is a whole number from 2 to 10,000/v],
		[`${storm}duration: 1h`, /^x, line 4: "duration" can't be "1h"\. It is a time from 100ms to 30s, for example 50ms or 2s/v],
		[`${storm}duration: 31s`, /^x, line 4: "duration" can't be "31s"/v],
		[`${storm}gap: 2s`, /^x, line 4: "gap" can't be "2s"/v],
		[`${storm}each: 0`, /^x, line 4: "each" can't be "0"/v],
		[`${storm}base: 2s\n    cap: 1s`, /^x, line 5: "cap" is below "base", 2000ms/v],
		[`${storm}cure: que`, /^x, line 4: "cure" can't be "que"\. It is one of read-then-write, /v],
		[`${storm}policy: ful`, /^x, line 4: "policy" can't be "ful"\. It is one of .*full/v],
		[`${storm}hot: 101%:2`, /^x, line 4: "hot" can't be "101%:2": it is "all", a number of accounts/v],
		[`${storm}sql: x`, /^x, line 4: a step has no "sql"/v],
		[`${storm}each: 1\n  - storm: A\n`, /^x, line 3: each storm has a name of its own/v],
		[`title: T\nsteps:\n  - storm: A\n${Array.from({length: 10}, (_, index) => `  - storm: B${index}\n`).join('')}`, /^x, line 3: a lesson has at most 10 storms/v],
		['title: T\nsteps:\n  - caption: c', /^x, line 1: this lesson lacks "sessions"\./v],
		[`${compared}, more-than: 1}`, /^x, line 6: "figure" can't be "jain"\. It is one of attempts, commits, fairness, starved, elapsed, p99/v],
		[`${compared.replace('jain', 'p99').replace('of: A', 'of: B')}, more-than: 1}`, /^x, line 6: "of" can't be "B"\. It is one of A/v],
		[`${compared}}`, /^x, line 6: a comparison has either "more-than" or "less-than"/v],
		[`${compared}, more-than: 1, less-than: 2}`, /^x, line 6: a comparison has either/v],
		[`${compared.replace('jain', 'p99')}, less-than: A, times: 2}`, /^x, line 6: "times" goes with "more-than"/v],
		[`${compared.replace('jain', 'p99')}, more-than: A, times: x}`, /^x, line 6: "times" can't be "x"/v],
		[`${compared.replace('jain', 'p99')}, more-than: C}`, /^x, line 6: "more-than" can't be "C"\. It is one of A/v],
		[`${head}  - a: SELECT 1\ncomparisons: [{says: s}]`, /^x, line 5: this lesson has no storm that could be compared/v],
		['', /^x is not a lesson: there are no keys/v],
		['- 1', /^x is not a lesson/v],
		['title: [', /^x, line \d: this is not YAML: /v],
		['title: a\ntitle: b', /^x, line 2: a lesson has "title" twice\. Leave one of them out\.$/v],
		['title: a\n---\ntitle: b', /^x, line 2: this is not YAML: it has more than one document; a lesson is one/v],
		[`${head}  - {a: SELECT 1, a: SELECT 2}`, /^x, line 4: a step has "a" twice/v],
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
		[`${head}  - a: SELECT 1\nchecks:\n  - {says: s, anomaly: x, expect: [{rows: [1]}]}\n`, /^x, line 6: "anomaly" says what is wrong with "rows"/v],
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
