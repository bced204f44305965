import {describe, test, type TestContext} from 'node:test';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {lessons} from '../../source/lessons/index.js';
import {lessonKeys} from '../../source/ui/lesson-keys.js';
import {openBankTerminal} from '../support/bank-terminal.js';
import {isGone} from '../support/command-line.js';
import {ownServer} from '../support/own-server.js';
import {keys} from '../support/terminal.js';

/** Two storms: one that can be looked at, and a short one that can't commit as much. */
const stormy = `title: T
steps:
  - {storm: first, cure: queue, clients: 3, accounts: 4, duration: 1s}
  - {storm: second, clients: 1, accounts: 4, duration: 100, gap: 40}
comparisons:
  - {says: transfers made, figure: commits, of: first, more-than: second}
  - {says: fairness of the first, figure: fairness, of: first, less-than: 1.1}
`;

describe('a lesson on a real terminal', {concurrency: 2}, () => {
	test('goes step by step, and back on the screen only', async (t: TestContext) => {
		await using terminal = openBankTerminal(['lesson', 'lost-update', '--base', '1ms', '--pace', '10']);
		await terminal.waitFor(/The lost update · PostgreSQL .* READ COMMITTED[\s\S]*next {2}you: BEGIN/v);
		t.assert.match(terminal.text(), /^ {8}you {33}rival/mv);
		terminal.type('a');
		await terminal.waitFor(/Nothing has been asked yet/v);
		terminal.type('.');
		await terminal.waitFor(/next {2}you: SELECT Ada's balance/v);
		terminal.type('.');
		await terminal.waitFor(/▸ *[\d.]+m?s {2}SELECT Ada's balance {2}→ 1000[\s\S]*next {2}rival: BEGIN/v);
		for (const next of [/next {2}rival: SELECT/v, /next {2}rival: UPDATE/v, /next {2}rival: COMMIT/v, /next {2}you: UPDATE/v]) {
			terminal.type('.');
			await terminal.waitFor(next);
		}

		t.assert.match(terminal.text(), /step 6 of 8[\s\S]*COMMIT {2}✓[\s\S]*\? Both computed/v);
		terminal.type('a');
		await terminal.waitFor(/Under READ COMMITTED \$900/v);
		terminal.type(',');
		const back = await terminal.waitFor(/◂ Back by 1 step\. Only the screen went back: the database is where it was\./v);
		t.assert.doesNotMatch(back, /COMMIT {2}✓|Both computed|Under READ COMMITTED/v);
		terminal.type(',');
		await terminal.waitFor(/Back by 2 steps/v);
		terminal.type('..');
		await terminal.waitFor(/COMMIT {2}✓[\s\S]*next {2}you: UPDATE/v);
		terminal.type('[');
		await terminal.waitFor(/go at 5× their pace/v);
		terminal.type(' ');
		const ended = await terminal.waitFor(/✗ It went wrong, as the lesson says/v);
		t.assert.match(ended, /✗ Ada's balance, after \$100 was taken out twice: 900\. It should be 800: \$100\n +was paid/v);
		terminal.type('.');
		await terminal.waitFor(/It is over\. r plays it again/v);
		terminal.type('q');
		t.assert.deepStrictEqual(await terminal.exited, {code: 0, signal: undefined});
		const following = lessons[lessons.findIndex(({name}) => name === 'lost-update') + 1];
		t.assert.ok(following);
		t.assert.match(terminal.text(), new RegExp(String.raw`The next lesson: backoff-bank lesson ${following.name} \(`, 'v'));
	});

	test('is played again at the next isolation level, also in the middle', async (t: TestContext) => {
		await using terminal = openBankTerminal(['lesson', 'lost-update', '--isolation', 'repeatable-read', '--base', '1ms', '--pace', '10'], {columns: 120, rows: 40});
		await terminal.waitFor(/REPEATABLE READ[\s\S]*next {2}you: BEGIN/v);
		terminal.type('.');
		await terminal.waitFor(/next {2}you: SELECT/v);
		terminal.type('i');
		await terminal.waitFor(/ SERIALIZABLE[\s\S]*next {2}you: BEGIN/v);
		terminal.type(' ');
		const ended = await terminal.waitFor(/It came out as the lesson says/v);
		t.assert.match(ended, /✗ 40001 ─+▸ ·[\s\S]*✓ Ada's balance, after \$100 was taken out twice: 800/v);
		terminal.type('?');
		await terminal.waitFor(/What to look for, and the keys/v);
		terminal.type('?');
		await terminal.waitFor(text => !text.includes('the keys'));
		terminal.type(keys.ctrlC);
		t.assert.strictEqual((await terminal.exited).code, 0);
	});

	test('is left while a statement waits for another session, and leaves nothing', async (t: TestContext) => {
		await using terminal = openBankTerminal(['lesson', 'for-update']);
		await terminal.waitFor(/next {2}you: BEGIN/v);
		for (const next of [/next {2}you: SELECT/v, /next {2}rival: BEGIN/v, /next {2}rival: SELECT/v, /◌ waits for you[\s\S]*next {2}you: SELECT/v]) {
			terminal.type('.');
			await terminal.waitFor(next);
		}

		terminal.kill('SIGTERM');
		t.assert.strictEqual((await terminal.exited).code, 143);
		t.assert.ok(await isGone(terminal.pid));
	});

	test('says that a step was held for too long', async (t: TestContext) => {
		await using terminal = openBankTerminal(['lesson', 'rival', '--statement-timeout', '3s']);
		await terminal.waitFor(/✗ Held for 1 s, which is the limit: rolled back\. r plays it again/v);
		terminal.type('r');
		await terminal.waitFor(/next {2}you: BEGIN/v);
		terminal.type('q');
		t.assert.strictEqual((await terminal.exited).code, 0);
	});

	test('goes on where its server is lost, and is played again once that is back', {timeout: 60_000}, async (t: TestContext) => {
		const {url, end, start, run} = await ownServer(t);
		await using terminal = openBankTerminal(['lesson', 'rival', '--pace', '10', '--base', '50ms', '--cap', '200ms', '--url', url]);
		await terminal.waitFor(/next {2}you: BEGIN/v);
		terminal.type('.');
		await terminal.waitFor(/next {2}you: SELECT/v);
		await end('SIGKILL');
		terminal.type(' ');
		await terminal.waitFor(/✗ Lost: the server is down: nobody listens there; it is waited for/v, 20_000);
		await start();
		await terminal.waitFor(/✗ The server answers again\. r plays the lesson from its beginning/v, 20_000);
		terminal.type('r');
		await terminal.waitFor(/next {2}you: BEGIN/v, 20_000);
		terminal.type('q');
		t.assert.strictEqual((await terminal.exited).code, 0);
		t.assert.deepStrictEqual(await run('SELECT nspname FROM pg_namespace WHERE nspname LIKE \'backoff_bank_lesson%\''), [], 'that of the first time is gone, too');
	});

	test('shows a storm while it goes on, holds the next one, and compares them at the end', async (t: TestContext) => {
		const cwd = await mkdtemp(path.join(os.tmpdir(), 'lesson-'));
		t.after(async () => rm(cwd, {recursive: true}));
		await writeFile(path.join(cwd, 'x.yaml'), stormy);
		await using terminal = openBankTerminal(['lesson', path.join(cwd, 'x.yaml')]);
		await terminal.waitFor(/ T · PostgreSQL .* SERIALIZABLE[\s\S]*next {2}storm: first/v);
		terminal.type('.');
		await terminal.waitFor(/◌ [\d.]+m?s · [\d,]+ committed[\s\S]* The storm goes on to its end; what comes next waits for it/v);
		terminal.type('  ');
		const held = await terminal.waitFor(/next {2}storm: second/v);
		t.assert.match(held, /step 1 of 2[\s\S]* first\n +3 clients · 4 accounts · a queue per account[\s\S]*commits\/s +up to [\d,]+ {2}[▁▂▃▄▅▆▇█]+\n[\s\S]* fairness \d/v);
		terminal.type('.');
		const ended = await terminal.waitFor(/It came out as the lesson says\. {2}i plays/v);
		t.assert.match(ended, /✓ transfers made\n +[\d,]+\/s {2}█+ +first\n +[\d,]+\/s {2}█* +second\n {2}✓ fairness of the first: \d\.\d\d\n {2}✓ transfers lost or made unasked, .*: 0/v);
		terminal.type(',');
		await terminal.waitFor(text => text.includes('Back by 1 step') && !text.includes('second'));
		terminal.type('r');
		await terminal.waitFor(/next {2}storm: first/v);
		terminal.type('.');
		await terminal.waitFor(/The storm goes on/v);
		terminal.type(keys.ctrlC);
		t.assert.strictEqual((await terminal.exited).code, 0);
		t.assert.ok(await isGone(terminal.pid));
	});

	test('is stepped by typed words where plain sentences are asked for', async (t: TestContext) => {
		await using terminal = openBankTerminal(['lesson', 'rival', '--accessible', '--base', '1ms', '--pace', '10'], {columns: 100, rows: 120, env: {TERM: 'dumb'}});
		await terminal.waitFor(/One transfer, one rival, PostgreSQL .*, SERIALIZABLE\n[\s\S]*Next, you: BEGIN\./v);
		terminal.type('next\r');
		await terminal.waitFor(/At [\d.]+ milliseconds, you: BEGIN, done\.[\s\S]*Next, you: SELECT/v);
		terminal.type('\r');
		await terminal.waitFor(/you: SELECT .*, answered 1000\.[\s\S]*Next, rival: /v);
		terminal.type('back\r');
		await terminal.waitFor(/Back by 1 step\. Only the telling went back: the database is where it was\. Before that:\nAt [\d.]+ .*you: BEGIN, done\./v);
		terminal.type('next\r');
		await terminal.waitFor(/Here again:\nAt .*answered 1000\./v);
		terminal.type('policy constant\rgo\r');
		await terminal.waitFor(/you: backoff of 1 millisecond\.[\s\S]*Right: what Ada and Ben have: \(Ada, 899\) \(Ben, 350\)/v);
		await terminal.waitFor(/It came out as the lesson says\. again plays it again, isolation at the next level, quit leaves\./v);
		terminal.type('why\r');
		await terminal.waitFor(/The last statement that failed is UPDATE Ada − 100, of you: could not[\s\S]*\n40001: [\s\S]*may be run again, from BEGIN\./v);
		terminal.type('quit\r');
		t.assert.deepStrictEqual(await terminal.exited, {code: 0, signal: undefined});
		t.assert.doesNotMatch(terminal.raw(), /[·→↯\u{2500}-\u{259F}◌✓✗]/v);
	});
});

describe('the keys of a lesson', () => {
	test('are those of the README', async (t: TestContext) => {
		const text = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
		t.assert.deepStrictEqual(lessonKeys.filter(({keys: [key = ''], shown, help}) => key !== '[' && !key.startsWith('ctrl') && !text.includes(`| \`${shown}\` | ${help} |`)), []);
	});
});
