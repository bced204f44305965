import {execFile} from 'node:child_process';
import {mkdtemp, readFile, rm, stat} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {after, describe, test, type TestContext} from 'node:test';
import {promisify} from 'node:util';
import type {Account} from '../../source/bank/bank.js';
import {createNews} from '../../source/commands/news.js';
import {recordedInto} from '../../source/commands/record.js';
import {eventToJson, type Printable} from '../../source/recording/event-json.js';
import type {Message} from '../../source/store/message.js';
import {allIsWell, openBankTerminal, program} from '../support/bank-terminal.js';
import {runProgram, startProgram} from '../support/command-line.js';
import {readEvents} from '../support/json-lines.js';
import {startServer} from '../support/servers.js';
import {keys} from '../support/terminal.js';
import {connected, read, started} from '../store/messages.js';

const server = await startServer();
const place = await mkdtemp(path.join(os.tmpdir(), 'record-'));
after(async () => {
	await server.stop();
	await rm(place, {recursive: true});
});

const env = (schema: string) => ({DATABASE_URL: server.url(), BACKOFF_BANK_SCHEMA: schema});
const fileFor = (name: string): string => path.join(place, `${name}.jsonl`);
const recorded = async (file: string) => readEvents(await readFile(file, 'utf8'));

const whereLimitsAre = {skip: process.platform === 'win32' ? 'there is no ulimit' : false};

describe('--record', {concurrency: 2}, () => {
	test('writes what --json prints, between a head and an end', async (t: TestContext) => {
		const file = fileFor('demo');
		const {code, stdout} = await runProgram(['demo', '--json', '--record', file, '--rivals', '2', '--base', '1ms', '--seed', '7'], {env: env('demo')});
		const text = await readFile(file, 'utf8');
		const [first = '', ...lines] = text.trimEnd().split('\n');
		t.assert.deepStrictEqual([code, lines.slice(0, -1).join('\n')], [0, stdout.trimEnd()]);
		const [head, end] = readEvents(`${first}\n${lines.at(-1)}\n`);
		t.assert.partialDeepStrictEqual(head, {
			v: 1, type: 'recording', program: '0.1.0', command: 'demo', server: {engine: 'PostgreSQL', embedded: false},
			settings: {policy: 'full', base: 1, cap: 5000, maxAttempts: 10, isolation: 'serializable', restart: 'begin', rivals: 2, faults: [], pace: 1, seed: 7},
		});
		t.assert.strictEqual(end?.type, 'recording-ended');
		t.assert.match(stdout, /"balances-read"[\s\S]*"committed"[\s\S]*"balances-read"[\s\S]*"audited"[^\n]*\n.*"summary"/v);
		t.assert.strictEqual((await stat(file)).mode % 0o1000, process.platform === 'win32' ? 0o666 : 0o600);
	});

	test('keeps the label of what was injected, and a refusal', async (t: TestContext) => {
		const injected = await runProgram(['transfer', 'Ada', 'Ben', '1', '--fault', 'lose-commit', '--record', fileFor('fault')], {env: env('fault')});
		t.assert.strictEqual(injected.code, 0);
		const events = await recorded(fileFor('fault'));
		t.assert.deepStrictEqual((events[0]?.['settings'] as {faults: unknown}).faults, ['lose-commit']);
		t.assert.partialDeepStrictEqual(events.find(({type}) => type === 'fault-injected'), {fault: 'lose-commit', title: 'lose the answer to COMMIT'});
		const refused = await runProgram(['transfer', 'Ada', 'Ben', '9999', '--record', fileFor('refused')], {env: env('fault')});
		t.assert.strictEqual(refused.code, 7);
		t.assert.deepStrictEqual((await recorded(fileFor('refused'))).slice(-4).map(({type}) => type), ['transfer-refused', 'audited', 'summary', 'recording-ended']);
	});

	test('refuses a file that is there, or can\'t be made, before anything is asked of a server: code 2', async (t: TestContext) => {
		for (const [file, says] of [
			[place, /is there already, and nothing is overwritten/v],
			[path.join(place, 'no', 'x'), /its directory is not there/v],
			[`${place}/a\u{1B}[31m/b`, /a\[31m\/b can't be made/v],
		] as const) {
			const ended = await runProgram(['demo', '--record', file, '--url', 'postgresql://127.0.0.1:1/nowhere']);
			t.assert.deepStrictEqual([ended.code, ended.stdout, says.test(ended.stderr)], [2, '', true], ended.stderr);
		}

		await using terminal = openBankTerminal(['--record', place], {env: env('none')});
		t.assert.strictEqual((await terminal.exited).code, 2);
		t.assert.match(terminal.text(), /is there already/v);
		t.assert.doesNotMatch(terminal.raw(), /\?1049h/v, 'the screen never came');
	});

	test('leaves no file where no server was met', async (t: TestContext) => {
		const {code} = await runProgram(['demo', '--record', fileFor('nowhere'), '--url', 'postgresql://127.0.0.1:1/nowhere']);
		t.assert.strictEqual(code, 3);
		await t.assert.rejects(stat(fileFor('nowhere')), {code: 'ENOENT'});
	});

	test('leaves all that had happened when the program is killed', async (t: TestContext) => {
		const waiting = ['transfer', 'Ada', 'Ben', '1', '--rivals', '1', '--policy', 'constant', '--base', '20s', '--cap', '20s', '--record', fileFor('killed')];
		const running = startProgram(waiting, {env: env('killed')});
		await running.until(/backoff \d/v);
		running.kill('SIGKILL');
		await running.ended;
		const events = await recorded(fileFor('killed'));
		t.assert.deepStrictEqual([events[0]?.type, events.at(-1)?.type], ['recording', 'backoff-started']);
	});

	test('says once that there is no room, and the transfer is made all the same', whereLimitsAre, async (t: TestContext) => {
		const file = fileFor('full');
		const limited = 'ulimit -f 8; exec "$0" "$@"';
		const {stdout, stderr} = await promisify(execFile)('/bin/sh', ['-c', limited, process.execPath, program, 'transfer', 'Ada', 'Ben', '1', '--rivals', '1', '--base', '1ms', '--record', file], {
			cwd: place, env: {PATH: process.env['PATH'], ...env('full'), XDG_STATE_HOME: place, NODE_DISABLE_COMPILE_CACHE: '1'},
		});
		t.assert.strictEqual(stderr, '');
		t.assert.strictEqual(stdout.match(/From here on nothing is recorded into .*full\.jsonl: EFBIG/gv)?.length, 1, stdout);
		t.assert.match(stdout, /committed[\s\S]*nothing lost, nothing twice[\s\S]*Ben {2}\$251\.00\n$/v);
		const events = await recorded(file);
		t.assert.ok(events.length > 2, 'whole lines');
		t.assert.notStrictEqual(events.at(-1)?.type, 'recording-ended');
	});

	test('records the screen: the server, how transfers are made, the pace, and nothing twice', async (t: TestContext) => {
		const file = fileFor('screen');
		await using terminal = openBankTerminal(['--record', file, '--base', '1ms'], {env: env('screen')});
		await terminal.waitFor(allIsWell);
		terminal.type('p');
		await terminal.waitFor(/equal jitter/v);
		terminal.type(keys.enter);
		await terminal.waitFor(/Committed at attempt 2/v);
		await terminal.waitFor(/Ada +▼ 100\.01/v);
		terminal.type('q');
		t.assert.strictEqual((await terminal.exited).code, 0);
		const events = await recorded(file);
		const types = events.map(({type}) => type);
		t.assert.deepStrictEqual([types[0], types[1], types.at(-1)], ['recording', 'connecting', 'recording-ended']);
		t.assert.partialDeepStrictEqual(events[0], {command: 'open', server: {engine: 'PostgreSQL'}});
		t.assert.partialDeepStrictEqual(events.find(({type}) => type === 'making-set'), {making: {policy: 'equal', base: 1, rivals: 1, faults: []}});
		t.assert.match(JSON.stringify(events.find(({type}) => type === 'connected')), /"refusedFaults":\{.*"restart":"The fault restart is for the embedded server only"/v);
		const readings = events.filter(({type}) => type === 'balances-read').map(({accounts}) => JSON.stringify(accounts));
		t.assert.ok(readings.length >= 2);
		t.assert.ok(readings.every((each, index) => each !== readings[index - 1]));
		t.assert.strictEqual(events.filter(({type}) => type === 'audited').length, 1);
	});
});

describe('What is recorded of the screen', () => {
	test('are readings and audits that say something new, and everything else', (t: TestContext) => {
		const written: Printable[] = [];
		const heard: Message[] = [];
		const hear = recordedInto({
			begin(server_) {
				written.push({type: 'head', ...server_});
			},
			write(event) {
				written.push(event);
			},
			close: () => undefined,
		}, message => {
			heard.push(message);
		});
		const lost: Message = {type: 'balances-lost', at: 5, message: 'gone', delay: 1};
		const messages = [connected, read(2), read(3), started, started, read(4, {a: 1n}), lost, read(6, {a: 1n}), connected];
		for (const message of messages) {
			hear(message);
		}

		t.assert.deepStrictEqual(heard, messages);
		t.assert.deepStrictEqual(written.slice(1), [connected, read(2), started, started, read(4, {a: 1n}), lost, read(6, {a: 1n}), connected]);
		t.assert.deepStrictEqual(written[0], {type: 'head', engine: 'PostgreSQL', version: '18.4', embedded: true, address: '/tmp/x'});
	});

	test('are of many accounts only those that have changed, and now and then all of them', (t: TestContext) => {
		const count = 5000;
		const opened = (index: number): Account => ({id: `account ${index}`, owner: `Owner ${index}`, balance: 100n, opening: 100n});
		const newsIn = createNews();
		let accounts: readonly Account[] = Array.from({length: count}, (_, index) => opened(index));
		let size = 0;
		let whole = 0;
		let inFull = 0;
		for (let round = 0; round < 2600; round++) {
			accounts = accounts.with(round % count, {...opened(round % count), balance: BigInt(round)}).with(17, {...opened(17), balance: BigInt(round)});
			const message: Message = {type: 'balances-read', at: round, accounts, elapsed: 1};
			const news = newsIn(message);
			size += news ? eventToJson(news).length : 0;
			whole += news?.type === 'balances-read' ? 1 : 0;
			inFull += round < 4 ? eventToJson(message).length : 0;
		}

		t.assert.strictEqual(whole, 2, 'the first one, and one after as many changes as there are accounts');
		t.assert.ok(size < inFull, `${size} characters, where four whole lists take ${inFull}, and there were 2,600 readings`);
		t.assert.strictEqual(newsIn({type: 'balances-read', at: 1, accounts, elapsed: 2}), undefined);
		const others = [...accounts.slice(1), {...opened(0), id: 'another'}];
		t.assert.strictEqual(newsIn({type: 'balances-read', at: 1, accounts: others, elapsed: 2})?.type, 'balances-read', 'other accounts are all told');
	});
});
