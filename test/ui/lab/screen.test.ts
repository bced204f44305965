import {mkdtemp, readFile, readdir, rm} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {after, describe, test, type TestContext} from 'node:test';
import {openBankTerminal} from '../../support/bank-terminal.js';
import {readEvents} from '../../support/json-lines.js';
import {startServer} from '../../support/servers.js';
import {keys} from '../../support/terminal.js';
import {leftOn} from '../../support/whole-terminal.js';

const server = await startServer();
after(async () => {
	await server.stop();
});

const small = ['lab', '--clients', '8', '--accounts', '2', '--seed', '7', '--cures', 'queue,read-modify-write'];
const withUrl = {env: {DATABASE_URL: server.url()}};

/** How long a measurement may be in coming on a busy machine, in ms. */
const patience = 30_000;

/** What is left of a schema: nothing, where not even that is there. */
const leftIn = async (schema: string) => server.run(`SELECT nspname FROM pg_namespace WHERE nspname = '${schema}'`);

describe('the lab on a real terminal', {concurrency: 2, timeout: 60_000}, () => {
	test('fills its table, explains itself, answers, and prints all of it when somebody leaves', async (t: TestContext) => {
		const place = await mkdtemp(path.join(os.tmpdir(), 'lab-'));
		t.after(async () => rm(place, {recursive: true}));
		const [report, recording] = [path.join(place, 'r.md'), path.join(place, 'r.ndjson')];
		await using terminal = openBankTerminal([...small, '--duration', '300ms', '--rounds', '2', '--report', report, '--record', recording, '--schema', 'screen'], withUrl);
		await terminal.waitFor(/a queue per account +·[\s\S]*(?:Connecting to the database|warming up|round 1 of 2)/v);
		await terminal.waitFor(/✓ 2 rounds in 0:\d\d · written: /v, patience);
		const text = terminal.text();
		t.assert.match(text, /^▸a queue per account +[\d,]+ ±\d+% +1\.00 +\d/mv);
		t.assert.match(text, /^ A queue per account is the fastest that treats every client alike: [\d,]+\s+transfers\/s\./mv);
		t.assert.match(text, /^.read-modify-write, READ COMMITTED .* ✗ wrong/mv);
		terminal.type('e');
		await terminal.waitFor(/transfers\/s, a queue per account[\s\S]* column +Transfers that committed, a second/v);
		terminal.type(keys.tab);
		await terminal.waitFor(/▸attempts[\s\S]*attempts, a queue per account/v);
		terminal.type(keys.down);
		await terminal.waitFor(/^▸read-modify-write[\s\S]*attempts, read-modify-write, READ COMMITTED[\s\S]*row +Wrong on purpose/mv);
		terminal.type(keys.escape);
		await terminal.waitFor(/is the fastest that treats/v);
		terminal.type('?');
		await terminal.waitFor(/Many clients want the same row[\s\S]*space +pause after this run, or go on/v);
		terminal.resize(39, 11);
		await terminal.waitFor(/The lab needs 40×12\. q quits\./v);
		terminal.resize(100, 40);
		await terminal.waitFor(/Many clients want the same row/v);
		terminal.type('q');
		const {code} = await terminal.exited;
		t.assert.deepStrictEqual([code, leftOn(terminal)], [0, []]);
		const printed = terminal.text();
		t.assert.match(printed, /^Which cure, here\? {2}2 accounts \(1 hot\) · 8 clients · 2 rounds of 300ms\n cure +transfers\/s/mv);
		t.assert.match(printed, / A queue per account is the fastest[\s\S]* seed 7 · PostgreSQL [\s\S]* Written: /v);
		t.assert.match(await readFile(report, 'utf8'), /^\| read-modify-write, READ COMMITTED \|/mv);
		const events = readEvents(await readFile(recording, 'utf8'));
		t.assert.strictEqual(events.filter(({type}) => type === 'lab-cell').length, 4);
		t.assert.partialDeepStrictEqual(events.at(-2), {type: 'summary', command: 'lab', ok: true});
		t.assert.deepStrictEqual(await leftIn('screen'), []);
	});

	test('rests between two runs, and keeps what was measured where it is ended early', async (t: TestContext) => {
		const place = await mkdtemp(path.join(os.tmpdir(), 'lab-'));
		t.after(async () => rm(place, {recursive: true}));
		const report = path.join(place, 'r.csv');
		await using terminal = openBankTerminal([...small, '--duration', '200ms', '--rounds', '100', '--report', report, '--schema', 'early'], withUrl);
		await terminal.waitFor(/So far, after \d+ of 100 rounds:/v, patience);
		terminal.type(' ');
		await terminal.waitFor(/◌ paused between two runs/v);
		terminal.type(' ');
		await terminal.waitFor(/round \d+ of 100 [░▓]+ \d:\d\d left/v);
		terminal.type(keys.ctrlC);
		const {code} = await terminal.exited;
		t.assert.strictEqual(code, 0);
		t.assert.match(terminal.text(), /It was ended early: of 100 rounds, \d+/v);
		t.assert.match(await readFile(report, 'utf8'), /^queue,full,/mv);
		t.assert.deepStrictEqual(await leftIn('early'), []);
	});

	test('ends by a signal before anything was measured, and leaves nothing', async (t: TestContext) => {
		const place = await mkdtemp(path.join(os.tmpdir(), 'lab-'));
		t.after(async () => rm(place, {recursive: true}));
		await using terminal = openBankTerminal([...small, '--duration', '30s', '--report', path.join(place, 'r.md'), '--schema', 'signal'], withUrl);
		await terminal.waitFor(/warming up|round 1 of 5/v, patience);
		terminal.kill('SIGTERM');
		const {code} = await terminal.exited;
		t.assert.strictEqual(code, 128 + 15);
		t.assert.match(terminal.text(), /Nothing was measured\.\nNo report was written\./v);
		t.assert.deepStrictEqual(await readdir(place), []);
		t.assert.deepStrictEqual(await leftIn('signal'), []);
	});

	test('repeats the article\'s experiment on a screen, too', async (t: TestContext) => {
		await using terminal = openBankTerminal(['lab', '--article', '--clients', '3', '--schema', 'article'], withUrl);
		await terminal.waitFor(/✓ 5 runs in 0:\d\d/v, patience);
		t.assert.match(terminal.text(), /^ clients {2}policy +attempts {2}simulator +ms {2}simulator\n {7}3 {2}no backoff +\d[\s\S]* Every update that was reported as made is in the row, once\./mv);
		terminal.type('e');
		await terminal.waitFor(/clients, no backoff with 3 clients/v);
		terminal.type('q');
		t.assert.strictEqual((await terminal.exited).code, 0);
		t.assert.match(terminal.text(), /^Exponential backoff and jitter {2}one row[\s\S]*seed \d+ · PostgreSQL/mv);
	});

	test('says why it can\'t, once the terminal is whole again', async (t: TestContext) => {
		await using terminal = openBankTerminal(small, {env: {DATABASE_URL: 'postgresql://127.0.0.1:1/none'}});
		const {code} = await terminal.exited;
		t.assert.deepStrictEqual([code, leftOn(terminal)], [3, []]);
		t.assert.match(terminal.text(), /127\.0\.0\.1/v);
		t.assert.doesNotMatch(terminal.text(), /Nothing was measured/v);
	});
});
