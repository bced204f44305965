import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {after, describe, test, type TestContext} from 'node:test';
import {speakRecording} from '../../source/commands/speak-recording.js';
import {tellRecording} from '../../source/commands/tell-recording.js';
import {lessons} from '../../source/lessons/index.js';
import {readRecording} from '../../source/recording/read-recording.js';
import {glyphsFor} from '../../source/ui/theme.js';
import {make} from '../ui/exports/made.js';
import {controlsIn, isGone, runProgram, startProgram} from '../support/command-line.js';
import {readEvents} from '../support/json-lines.js';
import {startServer} from '../support/servers.js';

const server = await startServer();
after(async () => {
	await server.stop();
});

const withUrl = {env: {DATABASE_URL: server.url()}};

const lessonSchemas = async () => server.run('SELECT nspname FROM pg_namespace WHERE nspname LIKE \'backoff_bank%\'');

describe('lesson', {concurrency: 2}, () => {
	test('lists what there is, and starts no database for that', async (t: TestContext) => {
		const {code, stdout, stderr} = await runProgram(['lesson'], {env: {DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/x'}});
		t.assert.deepStrictEqual([code, stderr], [0, '']);
		t.assert.deepStrictEqual(lessons.filter(({name, title}) => !stdout.includes(`${name} `) || !stdout.includes(title)), []);
		t.assert.match(stdout, /backoff-bank lesson lost-update plays the first one/v);
	});

	test('loses $100 under READ COMMITTED, and is refused under SERIALIZABLE, side by side', async (t: TestContext) => {
		const {code, stdout, stderr, pid} = await runProgram(['lesson', 'lost-update', '--base', '1ms']);
		t.assert.deepStrictEqual([code, stderr, controlsIn(stdout)], [0, '', []]);
		const [loses = '', refuses = ''] = stdout.split('· SERIALIZABLE', 2);
		t.assert.match(loses, /^The lost update · PostgreSQL 18\.\d+ · READ COMMITTED\n/v);
		t.assert.match(loses, /^ {8}you {33}rival$/mv);
		t.assert.match(loses, /^ *[\d.]+m?s {2}SELECT Ada's balance {2}→ 1000 {8}·$/mv);
		t.assert.match(loses, /^ *[\d.]+m?s {2}│ {35}COMMIT {2}✓$/mv);
		t.assert.match(loses, /\? Both computed[\s\S]*✗ Ada's balance, after \$100 was taken out twice: 900\. It should be 800:/v);
		t.assert.match(refuses, /✗ 40001 ─+▸ ·[\s\S]*◌ backoff [\s\S]*✓ Ada's balance, after \$100 was taken out twice: 800\n\nAnswer: /v);
		t.assert.ok(stdout.split('\n').every(line => line.length <= 80));
		t.assert.ok(await isGone(pid));
	});

	test('is played at the level that is asked for, where the lesson allows it', async (t: TestContext) => {
		const {code, stdout} = await runProgram(['lesson', 'lost-update', '--isolation', 'repeatable-read', '--verbose', '--base', '1ms'], withUrl);
		t.assert.strictEqual(code, 0);
		t.assert.deepStrictEqual(stdout.match(/^The lost update .*$/gmv), [stdout.slice(0, stdout.indexOf('\n'))]);
		t.assert.match(stdout, /^The lost update .* REPEATABLE READ\n[\s\S]*BEGIN ISOLATION LEVEL REPEATABLE +·\n +READ +·\n/v);
		const refused = await runProgram(['lesson', 'tutorial-loop', '--isolation', 'read-committed'], withUrl);
		t.assert.strictEqual(refused.code, 2);
		t.assert.match(refused.stderr, /tutorial-loop is played at serializable, not at read committed/v);
	});

	test('refuses a name that no lesson has, and more words than one', async (t: TestContext) => {
		const unknown = await runProgram(['lesson', 'lost-updates']);
		t.assert.strictEqual(unknown.code, 2);
		t.assert.match(unknown.stderr, /There is no lesson "lost-updates"\. Did you mean lost-update\?/v);
		const many = await runProgram(['lesson', 'rival', 'deadlock']);
		t.assert.strictEqual(many.code, 2);
		t.assert.match(many.stderr, /takes one word/v);
	});

	test('leaves nothing behind, also when it is interrupted', async (t: TestContext) => {
		const program = startProgram(['lesson', 'rival', '--policy', 'constant', '--base', '60s', '--cap', '60s'], withUrl);
		await program.until(/backoff/v);
		program.kill('SIGINT');
		const {code, stdout, elapsed} = await program.ended;
		t.assert.strictEqual(code, 130);
		t.assert.match(stdout, /Interrupted\./v);
		t.assert.ok(elapsed < 30_000);
		t.assert.deepStrictEqual(await lessonSchemas(), []);
	});

	test('says what a user without rights needs: code 3', async (t: TestContext) => {
		await server.run('CREATE ROLE guest LOGIN');
		const {code, stderr} = await runProgram(['lesson', 'rival'], {env: {DATABASE_URL: server.url({user: 'guest'})}});
		t.assert.strictEqual(code, 3);
		t.assert.match(stderr, /makes a schema of its own, and the server refused that: permission denied .* GRANT CREATE ON DATABASE/v);
	});
});

describe('A lesson in a file', () => {
	test('is written to begin with, overwrites nothing, and is played', async (t: TestContext) => {
		const cwd = await mkdtemp(path.join(os.tmpdir(), 'lesson-'));
		t.after(async () => rm(cwd, {recursive: true}));
		const written = await runProgram(['lesson', '--new', 'monday.yaml'], {cwd});
		t.assert.deepStrictEqual([written.code, written.stdout], [0, 'Wrote monday.yaml. backoff-bank lesson monday.yaml plays it.\n']);
		const again = await runProgram(['lesson', '--new', 'monday.yaml'], {cwd});
		t.assert.deepStrictEqual([again.code, again.stderr], [2, 'monday.yaml is there already, and nothing is overwritten. Name another file.\n']);
		const {code, stdout} = await runProgram(['lesson', 'monday.yaml', '--base', '1ms'], {...withUrl, cwd});
		t.assert.strictEqual(code, 0);
		t.assert.match(stdout, /^Two withdrawals · PostgreSQL [\s\S]* Ada's balance: 900\. It should be 800\.[\s\S]* Ada's balance: 800\n/v);
	});

	test('is held to what it says, and told apart by its line: code 4', async (t: TestContext) => {
		const cwd = await mkdtemp(path.join(os.tmpdir(), 'lesson-'));
		t.after(async () => rm(cwd, {recursive: true}));
		await writeFile(path.join(cwd, 'x.yml'), 'title: "T\\e[31m"\nsessions: a\nsteps:\n  - a: SELECT 1\n    expect: {rows: [2]}\n');
		const {code, stdout} = await runProgram(['lesson', 'x.yml'], {...withUrl, cwd});
		t.assert.strictEqual(code, 4);
		t.assert.match(stdout, /✗ Line 4, a, SELECT 1: the lesson says that it answers 2\. Here: 1\. This server/v);
		t.assert.deepStrictEqual(controlsIn(stdout), []);
	});

	test('may have storms, in plain text and in sentences, as lines of JSON, and in a recording', async (t: TestContext) => {
		const cwd = await mkdtemp(path.join(os.tmpdir(), 'lesson-'));
		t.after(async () => rm(cwd, {recursive: true}));
		await writeFile(path.join(cwd, 'x.yml'), [
			'title: T',
			'steps:',
			'  - {storm: A, clients: 3, accounts: 4, duration: 5s, each: 1}',
			String.raw`  - {storm: "B\e[31m", clients: 3, accounts: 4, duration: 5s, each: 2}`,
			'comparisons:',
			'  - {says: fairness, figure: fairness, of: A, more-than: 2}',
			'  - {says: nobody, figure: starved, of: A, less-than: 1}',
			'',
		].join('\n'));
		const told = await runProgram(['lesson', 'x.yml'], {...withUrl, cwd});
		t.assert.deepStrictEqual([told.code, controlsIn(told.stdout)], [4, []]);
		t.assert.match(told.stdout, /^T · PostgreSQL .*\n\n {2}A\n {4}3 clients · .* ·\n {4}1 transfer each\n {4}commits\/s .*\n {4}retries\/s .*\n/v);
		t.assert.match(told.stdout, /^ {4}[\d.]+m?s · 3 of 3 transfers made · /mv);
		t.assert.match(told.stdout, /✗ fairness: 1\.00\. The lesson expects more than 2\.00 for "A": this server, or\n {2}this machine just now, behaves otherwise\.\n✓ nobody: 0\n✓ .*: 0\n/v);
		t.assert.ok(told.stdout.split('\n').every(line => line.length <= 80));
		const spoken = await runProgram(['lesson', 'x.yml', '--accessible'], {...withUrl, cwd});
		t.assert.match(spoken.stdout, /1 transfer each\n {4}[\d.]+m?s · 3 of 3/v);
		const {code, stdout} = await runProgram(['lesson', 'x.yml', '--json', '--record', 'x.jsonl'], {...withUrl, cwd});
		t.assert.strictEqual(code, 4);
		const events = readEvents(stdout);
		t.assert.deepStrictEqual(events.flatMap(({type, storm, each, clients}) => type === 'storm-started' ? [[storm, each, clients]] : []), [['A', 1, 3], ['B\u{1B}[31m', 2, 3]]);
		t.assert.deepStrictEqual(events.flatMap(({type, of, than, ok}) => type === 'lesson-compared' ? [[of, than, ok]] : []), [
			[{storm: 'A', value: 1}, {value: 2}, false], [{storm: 'A', value: 0}, {value: 1}, true],
		]);
		const recorded = await readFile(path.join(cwd, 'x.jsonl'), 'utf8');
		t.assert.ok(recorded.slice(recorded.indexOf('\n') + 1).startsWith(stdout), 'all of it, below its head');
		t.assert.deepStrictEqual(await lessonSchemas(), []);
	});

	test('whose own statements the server refuses says which, in which line, and what the server said', async (t: TestContext) => {
		const cwd = await mkdtemp(path.join(os.tmpdir(), 'lesson-'));
		t.after(async () => rm(cwd, {recursive: true}));
		const file = ['title: T', 'sessions: a', 'setup:', '  - CREATE TABLE t (id int)', '  - |', '    CREATE TABEL', '    u (id int)', 'steps:', '  - a: SELECT 1'];
		await writeFile(path.join(cwd, 'x.yml'), file.join('\n'));
		const {code, stderr} = await runProgram(['lesson', 'x.yml'], {...withUrl, cwd});
		const refused = 'syntax error at or near "TABEL" (42601). The statement is: CREATE TABEL u (id int). Correct it there, and play the lesson again.';
		t.assert.deepStrictEqual([code, stderr], [2, `x.yml, line 5: the server refused a statement of "setup": ${refused}\n`]);
		await writeFile(path.join(cwd, 'x.yml'), [...file.toSpliced(4, 3), 'checks:', '  - {says: t, query: SELECT * FROM v, rows: []}'].join('\n'));
		const check = await runProgram(['lesson', 'x.yml'], {...withUrl, cwd});
		t.assert.strictEqual(check.code, 2);
		t.assert.match(check.stderr, /^x\.yml, line 8: the server refused a statement of "checks": relation "v" does not exist \(42P01\)\. The statement is: SELECT \* FROM v\. Correct/v);
		t.assert.deepStrictEqual(await lessonSchemas(), []);
	});

	test('that can\'t be one is refused with its line, before any server is started', async (t: TestContext) => {
		const cwd = await mkdtemp(path.join(os.tmpdir(), 'lesson-'));
		t.after(async () => rm(cwd, {recursive: true}));
		await writeFile(path.join(cwd, 'x.json'), '{"title": "T",\n "sesions": []}');
		const {code, stderr} = await runProgram(['lesson', './x.json'], {cwd});
		t.assert.deepStrictEqual([code, stderr], [2, './x.json, line 2: a lesson has no "sesions". Did you mean sessions?\n']);
		const missing = await runProgram(['lesson', 'y.json'], {cwd});
		t.assert.strictEqual(missing.code, 2);
		t.assert.match(missing.stderr, /^y\.json can't be read: ENOENT/v);
	});
});

describe('lesson --matrix', () => {
	test('prints the table, and what happened behind it', async (t: TestContext) => {
		const {code, stdout, stderr} = await runProgram(['lesson', '--matrix'], withUrl);
		t.assert.deepStrictEqual([code, stderr, controlsIn(stdout)], [0, '', []]);
		t.assert.match(stdout, /^PostgreSQL 18\.\d+: what each isolation level keeps from happening/v);
		t.assert.match(stdout, /\nserializable {5}✓ {3}✓ {4}✓ {4}✓ {4}✓ {4}✓ {4}✓ {3}✓ {9}✓ {8}✓\n\nG0 {2}write cycles/v);
		t.assert.deepStrictEqual(await lessonSchemas(), []);
	});

	test('prints each field as a line of JSON, and Markdown for people', async (t: TestContext) => {
		const cwd = await mkdtemp(path.join(os.tmpdir(), 'lesson-'));
		t.after(async () => rm(cwd, {recursive: true}));
		const {stdout, stderr} = await runProgram(['lesson', '--matrix', '--json', '--markdown', '--record', 'm.jsonl'], {...withUrl, cwd});
		const file = path.join(cwd, 'm.jsonl');
		const recording = await readRecording(file);
		const told = [...tellRecording(recording, 'm.jsonl', {glyphs: glyphsFor({}, 'linux'), verbose: false, width: 80})].map(line => line.map(({text}) => text).join('')).join('\n');
		t.assert.match(told, /: what each isolation level keeps from happening[\s\S]*\nserializable {5}✓ {3}✓[\s\S]*\nG0 {2}write cycles/v);
		t.assert.strictEqual(recording.unknown, 0);
		t.assert.match(speakRecording(recording, false)[0]?.[0] ?? '', /^At read committed, G0 is kept from happening: Write cycles: /v);
		for (const [format, shows] of [['svg', /write cycles/v], ['md', /G0 {2}write cycles/v], ['html', /write cycles/v], ['csv', /^G0,[^\n]*,serializable,serializable,true,/mv]] as const) {
			t.assert.match(await make(format, recording), shows, format);
		}

		const film = await runProgram(['export', file, '--to', 'cast']);
		t.assert.strictEqual(film.code, 2);
		t.assert.match(film.stderr, /nothing moves, so there is no film of it\. Ask for svg, md, html or csv/v);
		const events = readEvents(stdout);
		t.assert.deepStrictEqual([events.filter(({type}) => type === 'matrix-cell').length, events.at(-1)?.['ok']], [30, true]);
		t.assert.match(stderr, /^\| server \| isolation level \| G0 \|/v);
	});

	test('takes no name beside it', async (t: TestContext) => {
		const {code, stderr} = await runProgram(['lesson', 'rival', '--matrix']);
		t.assert.strictEqual(code, 2);
		t.assert.match(stderr, /takes no name/v);
	});
});

describe('lesson --json', () => {
	test('prints the events, and at the end what was expected and what happened', async (t: TestContext) => {
		const {code, stdout, stderr} = await runProgram(['lesson', 'for-update', '--json', '--base', '1ms'], withUrl);
		t.assert.strictEqual(code, 0);
		t.assert.match(stderr, /^SELECT … FOR UPDATE, and what it costs/v);
		const events = readEvents(stdout);
		t.assert.ok(events.slice(0, -1).every(({at}) => typeof at === 'number' && at > 1e12));
		t.assert.deepStrictEqual(events.filter(({type}) => type === 'statement-blocked').map(({session, by}) => [session, by]), [['rival', ['you']], ['rival', ['you']]]);
		const {engine, ...summary} = events.at(-1) ?? {v: 1, type: 'none'};
		const round = (isolation: string) => ({
			ok: true, isolation, inForce: isolation, missed: [], checks: [{says: 'Ada\'s balance, after $100 was taken out twice', expected: [['800']], found: [['800']], ok: true}],
		});
		t.assert.deepStrictEqual(summary, {v: 1, type: 'summary', command: 'lesson', ok: true, lesson: 'for-update', rounds: [round('read committed'), round('serializable')]});
		t.assert.match(JSON.stringify(engine), /^\{"name":"postgresql"/v);
	});

	test('lists the lessons as lines', async (t: TestContext) => {
		const {stdout} = await runProgram(['lesson', '--json']);
		t.assert.deepStrictEqual(readEvents(stdout).map(({name}) => name), lessons.map(({name}) => name));
	});
});
