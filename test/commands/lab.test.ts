import {mkdtemp, readFile, readdir, rm} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {after, describe, test, type TestContext} from 'node:test';
import {openBankTerminal} from '../support/bank-terminal.js';
import {controlsIn, runProgram, startProgram} from '../support/command-line.js';
import {readEvents} from '../support/json-lines.js';
import {ownServer} from '../support/own-server.js';
import {startServer} from '../support/servers.js';

const server = await startServer();
after(async () => {
	await server.stop();
});

const withUrl = {env: {DATABASE_URL: server.url()}};

/** What is left in a schema; nothing where there is no schema. */
const leftIn = async (schema: string) => server.run(`SELECT nspname, relname FROM pg_namespace AS n LEFT JOIN pg_class AS c ON n.oid = relnamespace AND relkind = 'r' WHERE nspname = '${schema}'`);

const small = ['lab', '--duration', '300ms', '--clients', '8', '--accounts', '2', '--seed', '7'];
const short = [...small, '--rounds', '2'];

describe('lab', {timeout: 60_000}, () => {
	test('prints each run and what they came to as JSON, and the loss that is expected is no failure', async (t: TestContext) => {
		const {code, stdout, stderr} = await runProgram([...short, '--json', '--cures', 'queue,read-modify-write', '--schema', 'json'], withUrl);
		t.assert.deepStrictEqual([code, controlsIn(stdout), controlsIn(stderr)], [0, [], []], stderr);
		const events = readEvents(stdout);
		t.assert.partialDeepStrictEqual(events[0], {type: 'lab-started', rounds: 2, duration: 300, clients: 8, accounts: 2, hot: '1', seed: 7});
		const runs = events.filter(({type}) => type === 'lab-cell');
		t.assert.strictEqual(runs.length, 4);
		t.assert.ok(runs.every(({money}) => typeof (money as {net: unknown}).net === 'string'), 'cents are strings');
		const ended = events.findLast(({type}) => type === 'lab-ended');
		t.assert.strictEqual((ended?.['results'] as unknown[]).length, 2);
		t.assert.partialDeepStrictEqual(ended?.['findings'], [{type: 'fastest-fair', cell: 'queue full:10ms-1000ms serializable'}, {type: 'wrong', money: {isRight: false}}]);
		const summary = events.at(-1);
		t.assert.partialDeepStrictEqual(summary, {type: 'summary', command: 'lab', ok: true, best: 'queue full:10ms-1000ms serializable', audit: {conserved: true, unknown: 0}});
		t.assert.strictEqual(Number(summary?.['committed']), runs.map(({committed}) => Number(committed)).reduceRight((sum, each) => sum + each));
		t.assert.deepStrictEqual(await leftIn('json'), [], 'it made the schema, and took it away');
	});

	test('tells each round, the table, the verdict and the columns in plain lines', async (t: TestContext) => {
		const strict = ['--cures', 'read-then-write,read-modify-write', '--policies', 'full,constant:5ms-5ms', '--isolations', 'repeatable-read'];
		const {code, stdout, stderr} = await runProgram([...short, ...strict, '--schema', 'plain'], withUrl);
		t.assert.deepStrictEqual([code, stderr, controlsIn(stdout)], [0, '', []]);
		t.assert.match(stdout, /^Which cure, here\? {2}2 accounts \(1 hot\) · 8 clients · 2 rounds of 300ms\n/v);
		t.assert.strictEqual(stdout.match(/^round [12] {2}read-(?:then|modify)-write, .* fair [01]\.\d\d ✓$/gmv)?.length, 8);
		t.assert.match(stdout, /^ cure +transfers\/s +attempts +p50 +p99 +fair wasted money$/mv);
		t.assert.match(stdout, /^.read-modify-write, constant, REPEATABLE READ +\d+ ±\d+% .* ✓$/mv);
		t.assert.match(stdout, /^ {2}fair +Jain's index/mv);
		t.assert.match(stdout, /^ {2}seed 7 · PostgreSQL [\d.]+ · \d+ cores?, /mv);
	});

	test('tells in lines on a terminal, too, where nobody wants a screen', async (t: TestContext) => {
		await using terminal = openBankTerminal([...small, '--rounds', '1', '--cures', 'queue,read-modify-write', '--schema', 'lines', '--accessible'], {...withUrl, rows: 60});
		t.assert.strictEqual((await terminal.exited).code, 0);
		const text = terminal.text();
		t.assert.match(text, /^round 1 {2}read-modify-write, READ COMMITTED .* ✗ wrong$/mv);
		t.assert.match(text, /^ read-modify-write, READ COMMITTED .* ✗ wrong/mv);
		t.assert.doesNotMatch(terminal.raw(), /\u{1B}\[\?1049h/v, 'no screen');
	});

	test('writes reports of every kind into new files', async (t: TestContext) => {
		const place = await mkdtemp(path.join(os.tmpdir(), 'lab-'));
		t.after(async () => rm(place, {recursive: true}));
		const files = ['lab.html', 'lab.md', 'lab.CSV'].map(name => path.join(place, name));
		const args = [...small, '--rounds', '1', '--cures', 'queue,read-modify-write', '--schema', 'report', '--report', files.join(',')];
		const {code} = await runProgram(args, withUrl);
		t.assert.strictEqual(code, 0);
		const [html = '', markdown = '', csv = ''] = await Promise.all(files.map(async file => readFile(file, 'utf8')));
		t.assert.match(html, /<td class="plain">a queue per account<\/td>|<td class="strong">a queue per account<\/td>/v);
		t.assert.strictEqual(html.match(/<svg /gv)?.length, 3);
		t.assert.match(html, /<td class="bad">✗ /v);
		t.assert.match(markdown, /^\| read-modify-write, READ COMMITTED \| .* \| ✗ /mv);
		t.assert.match(csv, /^cure,policy,base,cap,isolation,inForce,rounds,transfers_per_second,[\s\S]*\r\nqueue,full,10,1000,serializable,serializable,1,\d.*,true,0,0,0\r\n/v);

		const again = await runProgram(args, withUrl);
		t.assert.strictEqual(again.code, 2);
		t.assert.match(again.stderr, /lab\.html is there already, and a report overwrites nothing\./v);
		t.assert.strictEqual(await readFile(files[0] ?? '', 'utf8'), html);
		const nowhere = await runProgram([...small, '--report', `${path.join(place, 'new.md')},${path.join(place, 'no', 'x.md')}`], withUrl);
		t.assert.strictEqual(nowhere.code, 2);
		t.assert.deepStrictEqual(await readdir(place).then(names => names.toSorted()), ['lab.CSV', 'lab.html', 'lab.md'], 'nothing is left of what was begun');
	});

	test('is interrupted, and leaves nothing behind', async (t: TestContext) => {
		const program = startProgram([...small, '--json', '--rounds', '100', '--cures', 'queue', '--schema', 'interrupted'], withUrl);
		await program.until(/"lab-cell"/v);
		program.kill('SIGINT');
		const {code, stderr} = await program.ended;
		t.assert.strictEqual(code, 130);
		t.assert.match(stderr, /Interrupted\.\n$/v);
		t.assert.deepStrictEqual(await leftIn('interrupted'), []);
	});

	test('goes on after the loss of its server, with a screen and without: what was disturbed is played again', async (t: TestContext) => {
		const own = await ownServer(t);
		const withOwn = {env: {DATABASE_URL: own.url}};
		const patient = [...small, '--cures', 'queue', '--base', '50ms', '--cap', '500ms'];
		const losing = startProgram([...patient, '--json', '--rounds', '100', '--schema', 'gone'], withOwn);
		await using terminal = openBankTerminal([...patient, '--rounds', '100', '--schema', 'screen'], {...withOwn, columns: 120});
		await Promise.all([losing.until(/"lab-cell"/v), terminal.waitFor(/round 1 of 100/v, 20_000)]);
		const program = startProgram([...patient, '--json', '--rounds', '2', '--schema', 'plain'], withOwn);
		await program.until(/"lab-cell"/v);
		await own.end('SIGKILL');
		await Promise.all([program.until(/"lab-lost"/v), losing.until(/"lab-lost"/v), terminal.waitFor(/◌ the server is down: nobody listens there; (?:again in|asking again)/v)]);

		losing.kill('SIGINT');
		const asked = performance.now();
		const {code: leftCode, stderr: leftWords} = await losing.ended;
		t.assert.deepStrictEqual([leftCode, performance.now() - asked <= 2000], [130, true]);
		t.assert.match(leftWords, /◌ Left in the database, since the server can't be asked to remove them: "gone"\.lab_\w+_transfers, "gone"\.lab_\w+_accounts\.\nInterrupted\.\n$/v);

		await own.start();
		await terminal.waitFor(/1 run was repeated, because the server was lost in it: what came of it doesn't count\./v, 20_000);
		terminal.type('q');
		const [{code, stdout, stderr}, exit] = await Promise.all([program.ended, terminal.exited]);
		t.assert.deepStrictEqual([code, exit.code], [0, 0], stderr);
		const events = readEvents(stdout);
		const runs = events.filter(({type}) => type === 'lab-cell');
		t.assert.deepStrictEqual(runs.map(({round}) => round), [1, 2]);
		t.assert.strictEqual(events.filter(({type}) => type === 'lab-run-dropped').length, 1);
		t.assert.partialDeepStrictEqual(events.at(-1), {type: 'summary', ok: true, repeated: 1, committed: runs.map(({committed}) => Number(committed)).reduceRight((sum, each) => sum + each)});
		t.assert.match(stderr, /^◌ This run doesn't count, and is played again: .*\.\n◌ The server is down: nobody listens there\. The server is asked again in .*\n[\s\S]*^◌ The server answers again\.\n/mv);
		t.assert.match(stderr, /^ 1 run was repeated, because the server was lost in it:/mv);
		t.assert.match(terminal.text(), /^ 1 run was repeated, because the server was lost in it:/mv);
		t.assert.deepStrictEqual(await own.run('SELECT DISTINCT relnamespace::REGNAMESPACE::TEXT FROM pg_class WHERE relname LIKE \'lab!_%\' ESCAPE \'!\''), [['gone']]);
	});

	test('repeats the article\'s experiment, and leaves nothing behind', async (t: TestContext) => {
		const {code, stdout, stderr} = await runProgram(['lab', '--article', '--clients', '3', '--json', '--schema', 'article'], withUrl);
		t.assert.deepStrictEqual([code, controlsIn(stdout), controlsIn(stderr)], [0, [], []], stderr);
		const events = readEvents(stdout);
		t.assert.deepStrictEqual(events.filter(({type}) => type === 'article-run').map(({policy, clients}) => [policy, clients]), [
			['none', 3], ['exponential', 3], ['equal', 3], ['full', 3], ['decorrelated', 3],
		]);
		t.assert.partialDeepStrictEqual(events.at(-1), {type: 'summary', command: 'lab', ok: true, committed: 15, audit: {conserved: true}});
		t.assert.match(stderr, /^ clients {2}policy +attempts {2}simulator +ms {2}simulator\n {7}3 {2}no backoff +\d/mv);
		t.assert.deepStrictEqual(await leftIn('article'), []);
	});

	for (const [args, says] of [
		[['--cures', 'aspirin'], /--cures can't be "aspirin": it is one or more of read-then-write,/v],
		[['--policies', 'full:1s'], /--policies can't be "full:1s": .* for example none,full,full:10ms-100ms/v],
		[['--rounds', '0'], /--rounds can't be "0"/v],
		[['--accounts', '20000'], /--accounts can't be "20000" here: the lab opens all of them anew/v],
	] as const) {
		test(`refuses ${args.join(' ')}: code 2`, async (t: TestContext) => {
			const {code, stderr} = await runProgram(['lab', ...args], withUrl);
			t.assert.strictEqual(code, 2);
			t.assert.match(stderr, says);
		});
	}
});
