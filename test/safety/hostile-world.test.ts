import {execFile} from 'node:child_process';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {after, describe, test, type TestContext} from 'node:test';
import {promisify} from 'node:util';
import {listAccounts} from '../../source/bank/accounts.js';
import {openBank} from '../../source/bank/open-bank.js';
import type {Bank} from '../../source/bank/bank.js';
import {connectDatabase} from '../../source/database/connect.js';
import {allIsWell, openBankTerminal, program} from '../support/bank-terminal.js';
import {runProgram} from '../support/command-line.js';
import {startServer} from '../support/servers.js';
import {keys} from '../support/terminal.js';
import {hostileRecordingOf} from './hostile-kinds.js';
import {hostileRecording} from './hostile-recording.js';
import {foreignIn, payloads} from './payloads.js';

const server = await startServer();
const database = await connectDatabase({url: server.url()});
after(async () => {
	await database.close();
	await server.stop();
});

/** What a system lets through: no C string holds a NUL, no UTF-8 half a surrogate pair. */
const sendable = payloads.filter(text => !text.includes('\0') && text.isWellFormed());
const all = sendable.join(' ');

const rename = async ({tables}: Bank, owners: readonly string[]): Promise<void> => {
	await database.pool.query(`UPDATE ${tables.accounts} AS a SET owner = n.owner
		FROM (SELECT id, row_number() OVER (ORDER BY id) AS at FROM ${tables.accounts}) AS o JOIN unnest($1::TEXT[]) WITH ORDINALITY AS n (owner, at) USING (at)
		WHERE a.id = o.id`, [owners]);
};

/** What our own screen is made of: sequences for the cursor, colours, lines and modes, without the payloads' 77 in them, and line ends. */
const screenOurs = /\u{1B}\[[<=>?]?(?!(?:\d*;)*77)[\d;]*[A-Khlmu]|\r/gv;

describe('The hostile world', {concurrency: 2}, () => {
	test('gets nothing onto the screen by names in the database', async (t: TestContext) => {
		const rows = 74;
		const {bank} = await openBank(database, {schema: 'screen', accounts: rows});
		await using terminal = openBankTerminal([], {env: {DATABASE_URL: server.url(), BACKOFF_BANK_SCHEMA: 'screen', FORCE_COLOR: '3', LANG: 'C.UTF-8'}, columns: 150, rows: rows + 12});
		await terminal.waitFor(allIsWell);
		for (let at = 0, round = 1; at < sendable.length; at += rows, round++) {
			const names = sendable.slice(at, at + rows);
			await rename(bank, Array.from({length: rows}, (_, index) => `r${round} ${names[index] ?? ''}`));
			const screen = await terminal.waitFor(new RegExp(`r${round} `, 'v'));
			t.assert.strictEqual(screen.match(new RegExp(String.raw`^│ r${round} .*[\d…] ││`, 'gmv'))?.length, rows, screen);
		}

		terminal.type('q');
		t.assert.strictEqual((await terminal.exited).code, 0);
		t.assert.deepStrictEqual(foreignIn(terminal.raw().replaceAll(screenOurs, '')), []);
		t.assert.doesNotMatch(terminal.raw(), /\u{1B}\[[^A-Za-z]*77/v);
	});

	test('gets nothing into plain text or JSON by names in the database', async (t: TestContext) => {
		const {bank} = await openBank(database, {schema: 'plain', accounts: 2});
		await rename(bank, [`Ada ${all}`, `Ben ${all}`]);
		const [ada, ben] = await listAccounts(bank);
		const cwd = await mkdtemp(path.join(os.tmpdir(), 'hostile-'));
		t.after(async () => rm(cwd, {recursive: true}));
		const env = {DATABASE_URL: server.url(), BACKOFF_BANK_SCHEMA: 'plain', FORCE_COLOR: '3'};
		const file = path.join(cwd, 'new.jsonl');
		for (const [code, words] of [
			[0, ['1', '--rivals', '1', '--base', '1ms', '--verbose']],
			[0, ['1', '--json', '--record', file]],
			[7, ['99999']],
			[7, ['99999', '--json']],
		] as const) {
			const ended = await runProgram(['transfer', ada?.id ?? '', ben?.id ?? '', ...words], {env});
			t.assert.deepStrictEqual([ended.code, foreignIn(ended.stdout), foreignIn(ended.stderr)], [code, [], []], ended.stderr);
			t.assert.match(ended.stdout + ended.stderr, /owned/v, 'the letters are there');
		}

		const recorded = await readFile(file, 'utf8');
		t.assert.deepStrictEqual([foreignIn(recorded), recorded.includes('owned')], [[], true]);

		const asked = await runProgram(['transfer', 'Nobody', ben?.id ?? '', '1'], {env});
		t.assert.deepStrictEqual([asked.code, foreignIn(asked.stdout + asked.stderr)], [7, []]);
		t.assert.match(asked.stderr, /There are .*owned/v);
	});

	test('gets nothing out by what the server says', async (t: TestContext) => {
		const {bank} = await openBank(database, {schema: 'says', accounts: 2});
		const raise = `RAISE EXCEPTION USING MESSAGE = $m$${all}$m$, DETAIL = $m$${all}$m$, HINT = $m$${all}$m$`;
		await database.pool.query(`CREATE FUNCTION says.it() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN ${raise}; END $f$`);
		await database.pool.query(`CREATE TRIGGER it BEFORE INSERT ON ${bank.tables.transfers} FOR EACH ROW EXECUTE FUNCTION says.it()`);
		const env = {DATABASE_URL: server.url(), BACKOFF_BANK_SCHEMA: 'says'};
		for (const flag of ['--verbose', '--json']) {
			const ended = await runProgram(['transfer', 'Ada', 'Ben', '1', flag], {env});
			t.assert.deepStrictEqual([ended.code, foreignIn(ended.stdout), foreignIn(ended.stderr)], [1, [], []]);
			t.assert.match(ended.stderr, /owned/v);
		}

		await using terminal = openBankTerminal([], {env: {...env, FORCE_COLOR: '3', LANG: 'C.UTF-8'}});
		await terminal.waitFor(allIsWell);
		terminal.type(keys.enter);
		await terminal.waitFor(/not committed/v);
		t.assert.deepStrictEqual(foreignIn(terminal.raw().replaceAll(screenOurs, '')), []);
	});

	test('gets nothing out by a recording', async (t: TestContext) => {
		const cwd = await mkdtemp(path.join(os.tmpdir(), 'hostile-'));
		t.after(async () => rm(cwd, {recursive: true}));
		const file = path.join(cwd, 'made.jsonl');
		await writeFile(file, hostileRecording(payloads.join(' ')));
		for (const flags of [[], ['--verbose'], ['--json']]) {
			const ended = await runProgram(['replay', file, ...flags], {env: {FORCE_COLOR: '3'}});
			t.assert.deepStrictEqual([ended.code, foreignIn(ended.stdout), foreignIn(ended.stderr)], [0, [], []], ended.stderr);
			t.assert.match(ended.stdout, /owned/v, 'the letters are there');
		}

		await using terminal = openBankTerminal(['replay', file], {env: {FORCE_COLOR: '3', LANG: 'C.UTF-8'}, columns: 150, rows: 60});
		await terminal.waitFor(/at its end .* 15 of 15/v);
		terminal.type('e');
		await terminal.waitFor(/Attempt 1 of 1[\s\S]*owned/v);
		terminal.type('q');
		t.assert.strictEqual((await terminal.exited).code, 0);
		t.assert.deepStrictEqual(foreignIn(terminal.raw().replaceAll(screenOurs, '')), []);
		t.assert.doesNotMatch(terminal.raw(), /\u{1B}\[[^A-Za-z]*77/v);
	});

	test('gets nothing out by a recorded lesson, storm or lab', async (t: TestContext) => {
		const cwd = await mkdtemp(path.join(os.tmpdir(), 'hostile-'));
		t.after(async () => rm(cwd, {recursive: true}));
		for (const [kind, counted] of [['lesson', 16], ['storm', 5], ['lab', 9]] as const) {
			const file = path.join(cwd, `${kind}.jsonl`);
			await writeFile(file, hostileRecordingOf(kind, payloads.join(' ')));
			const ended = await runProgram(['replay', file, '--verbose'], {env: {FORCE_COLOR: '3'}});
			t.assert.deepStrictEqual([ended.code, foreignIn(ended.stdout), foreignIn(ended.stderr)], [0, [], []], ended.stderr);
			t.assert.match(ended.stdout, /owned/v, 'the letters are there');
			await using terminal = openBankTerminal(['replay', file], {env: {FORCE_COLOR: '3', LANG: 'C.UTF-8'}, columns: 150, rows: 60});
			await terminal.waitFor(new RegExp(`at its end .* ${counted} of ${counted}`, 'v'));
			t.assert.deepStrictEqual(foreignIn(terminal.raw().replaceAll(screenOurs, '')), []);
		}
	});

	test('gets nothing into the answer by the command line, the environment or .env', async (t: TestContext) => {
		const cwd = await mkdtemp(path.join(os.tmpdir(), 'hostile-'));
		t.after(async () => rm(cwd, {recursive: true}));
		const url = `postgresql://${encodeURIComponent(all.slice(0, 500))}@127.0.0.1:1/${encodeURIComponent(all.slice(-2000))}`;
		for (const [words, env, dotenv] of [
			[[all], {}, ''],
			[[`--${all}`], {}, ''],
			[['demo', all], {}, ''],
			[['demo', '--rivals', all], {}, ''],
			[['demo', '--schema', all, '--json'], {}, ''],
			[['transfer', all, all, all], {}, ''],
			[['transfer', all, 'Ben', '1'], {DATABASE_URL: server.url()}, ''],
			[['demo', '--url', all], {}, ''],
			[['doctor', '--url', `${all}://h/d`], {}, ''],
			[['doctor', '--url', url], {}, ''],
			[['demo'], {BACKOFF_BANK_FAULT: all}, ''],
			[['demo'], {DATABASE_URL: `postgresql://h/d?sslrootcert=/${encodeURIComponent(all)}`}, ''],
			[['doctor'], {DATABASE_URL: server.url(), XDG_STATE_HOME: `/nowhere/${all.slice(0, 900)}`, TERM: all}, ''],
			[['demo'], {}, `BACKOFF_BANK_PACE='${all.replaceAll(/[\n\r']/gv, '')}'\n`],
		] as const) {
			await writeFile(path.join(cwd, '.env'), dotenv);
			const {code, stdout, stderr} = await runProgram(words, {env, cwd});
			t.assert.deepStrictEqual([foreignIn(stdout), foreignIn(stderr)], [[], []], JSON.stringify(words).slice(0, 80));
			t.assert.ok([0, 2, 3, 7].includes(code ?? -1), `${code}: ${stderr}`);
			t.assert.doesNotMatch(stderr, /^\s+at /mv);
		}
	});

	test('gets nothing into the answer by bytes that are no text', async (t: TestContext) => {
		const line = String.raw`"$0" "$1" demo --rivals "$(printf '\233\061m\235owned\234\377\300\233\355\240\200')" 2>&1 || true`;
		const {stdout} = await promisify(execFile)('sh', ['-c', line, process.execPath, program], {encoding: 'buffer'});
		const text = new TextDecoder('utf-8', {fatal: true}).decode(stdout);
		t.assert.match(text, /--rivals can't be ".*1m.*owned/v);
		t.assert.deepStrictEqual(foreignIn(text), []);
	});
});
