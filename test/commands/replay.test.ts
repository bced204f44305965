import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {after, describe, test, type TestContext} from 'node:test';
import {fileURLToPath} from 'node:url';
import {openBankTerminal} from '../support/bank-terminal.js';
import {controlsIn, runProgram} from '../support/command-line.js';
import {readEvents} from '../support/json-lines.js';
import {keys} from '../support/terminal.js';
import {fixtureFile, fixtureLines, readFixture, type FixtureName} from '../recording/fixtures.js';
import {replayDesk} from '../../source/commands/replay-accessible.js';
import {actInReplay} from '../../source/ui/accessible/replay-commands.js';

const fixture = fileURLToPath(new URL('../recording/fixtures/version-1.jsonl', import.meta.url));
const whole = await readFile(fixture, 'utf8');
const place = await mkdtemp(path.join(os.tmpdir(), 'replay-'));
after(async () => {
	await rm(place, {recursive: true});
});

/** A file with these contents. */
const made = async (name: string, text: string): Promise<string> => {
	const file = path.join(place, name);
	await writeFile(file, text);
	return file;
};

/** So that nothing could be asked of a database, should anybody try. */
const env = {DATABASE_URL: 'postgresql://127.0.0.1:1/nowhere'};

const end = '\u{1B}[F';
const home = '\u{1B}[H';

describe('replay without a screen', {concurrency: 2}, () => {
	test('tells what happened in plain words, without a database', async (t: TestContext) => {
		const {code, stdout, stderr} = await runProgram(['replay', fixture], {env});
		t.assert.deepStrictEqual([code, stderr, controlsIn(stdout)], [0, '', []]);
		t.assert.match(stdout, /^Replay of version-1\.jsonl {2}PostgreSQL 18\.4 embedded . open\nRecorded on 2\d{3}-\S+ by Backoff Bank 0\.1\.0: 121 events in 0:\d\d\.\d\n/v);
		t.assert.match(stdout, /Ada \S+ Ben {2}\$100\.00 [\s\S]*attempt 1 [\s\S]*rival [\s\S]*40001 [\s\S]*backoff [\s\S]*attempt 2 [\s\S]*committed/v);
		t.assert.match(stdout, /fault: lose the answer to COMMIT[\s\S]*the ledger has it[\s\S]*committed/v);
		t.assert.strictEqual(stdout.match(/nothing lost, nothing twice/gv)?.length, 1);
		const verbose = await runProgram(['replay', fixture, '--verbose'], {env});
		t.assert.match(verbose.stdout, /INSERT INTO "backoff_bank"\.transfers/v);
	});

	test('prints with --json what was recorded, and nothing else', async (t: TestContext) => {
		const {code, stdout, stderr} = await runProgram(['replay', fixture, '--json'], {env});
		t.assert.deepStrictEqual([code, stderr], [0, '']);
		t.assert.strictEqual(stdout, whole.split('\n').slice(1, -2).map(line => `${line.replace(/(?<="refusedFaults":\{[^\}]*\})(?=\})/v, ',"hosts":1')}\n`).join(''));
		t.assert.strictEqual(readEvents(stdout).length, 121);
	});

	test('says that a recording breaks off, and where', async (t: TestContext) => {
		const file = await made('cut.jsonl', whole.slice(0, 5000));
		const number = whole.slice(0, 5000).split('\n').length;
		const told = await runProgram(['replay', file], {env});
		t.assert.strictEqual(told.code, 0);
		t.assert.ok(told.stdout.endsWith(`It breaks off in line ${number}: the program that wrote it was stopped there.\n`), told.stdout);
		const json = await runProgram(['replay', file, '--json'], {env});
		t.assert.match(json.stderr, /^It breaks off in line \d+: [^\n]*\n$/v);
		t.assert.strictEqual(readEvents(json.stdout).length, number - 2);
	});

	test('refuses what can\'t be replayed with one sentence: code 2', async (t: TestContext) => {
		const lines = whole.split('\n');
		for (const [words, says] of [
			[[], /^replay takes one word, the FILE that --record wrote, and got 0\. For example: backoff-bank replay monday\.jsonl\n$/v],
			[[fixture, fixture], /^replay takes one word, .* and got 2\./v],
			[[path.join(place, 'none.jsonl')], /none\.jsonl can't be read\. There is no such file\. Name a file that --record FILE wrote\.\n$/v],
			[[await made('future.jsonl', whole.replace('"v":1', '"v":9'))], /future\.jsonl can't be replayed\. Line 1: .*newer Backoff Bank \(format 9\).* Install a newer one\.\n$/v],
			[[await made('changed.jsonl', [...lines.slice(0, 40), 'x', ...lines.slice(40)].join('\n'))], /changed\.jsonl can't be replayed\. Line 41: it is not JSON\.\n$/v],
		] as const) {
			const {code, stdout, stderr} = await runProgram(['replay', ...words], {env});
			t.assert.deepStrictEqual([code, stdout], [2, ''], stderr);
			t.assert.match(stderr, says);
		}
	});
});

describe('replay on the screen', {concurrency: 2}, () => {
	test('goes through it by itself, and stops where it ends', async (t: TestContext) => {
		await using terminal = openBankTerminal(['replay', fixture, '--pace', '10'], {env});
		await terminal.waitFor(/Replay of version-1\.jsonl {2}PostgreSQL 18\.4 embedded/v);
		await terminal.waitFor(/Replay ─+ 2\d{3}-\d\d-\d\d \d\d:\d\d ─╮\n│ goes on .* of 121 {3}10×/v);
		const over = await terminal.waitFor(/at its end .* 121 of 121/v, 20_000);
		t.assert.match(over, /✗ refused ─╮[\s\S]*Refused by the bank: Ada has/v);
		t.assert.match(over, /2 commits {3}2 rivals' {3}3 retries/v);
		terminal.type('q');
		t.assert.strictEqual((await terminal.exited).code, 0);
		t.assert.match(terminal.raw(), /\u{1B}\[\?1049l/v);
	});

	test('stops, steps, seeks, changes its pace and explains, by the keys that the footer names', async (t: TestContext) => {
		await using terminal = openBankTerminal(['replay', fixture, '--pace', '0.1'], {env});
		await terminal.waitFor(/space play {2}\. next {2}, back {2}←→ 1s {2}↑↓ 10s {2}\[ \] pace {2}e why {2}\? help {2}q quit/v);
		terminal.type(' ');
		await terminal.waitFor(/stands/v);
		terminal.type(end);
		await terminal.waitFor(/at its end .* 121 of 121/v);
		terminal.type(',');
		await terminal.waitFor(/stands .* 120 of 121/v);
		terminal.type('.');
		await terminal.waitFor(/at its end .* 121 of 121/v);
		terminal.type(home);
		await terminal.waitFor(/stands +0:00\.0 /v);
		terminal.type(keys.right);
		await terminal.waitFor(/stands +0:01\.0 /v);
		terminal.type(']');
		await terminal.waitFor(/0\.2×/v);
		for (let step = 0; step < 60 && !/ [45]\d of 121/v.test(terminal.text()); step++) {
			const position = / (?<at>\d+) of 121/v.exec(terminal.text())?.groups?.['at'];
			terminal.type('.');
			await terminal.waitFor(text => !text.includes(` ${position} of 121`));
		}

		const between = terminal.text();
		t.assert.match(between, /40001 could not serialize access due to/v);
		t.assert.match(between, /◌ waited|BEGIN/v);
		terminal.type('e');
		await terminal.waitFor(/40001: serialization_failure[\s\S]*A rival won/v);
		terminal.type(keys.escape);
		await terminal.waitFor(/Accounts/v);
		terminal.type('?');
		const help = await terminal.waitFor(/In a replay/v);
		t.assert.match(help, /on to the next event[\s\S]*slower, faster: 0\.1 to 10/v);
		t.assert.match(help, /As in the bank[\s\S]*leave the bank/v);
		t.assert.doesNotMatch(help, /rivals for the next one/v);
		terminal.type('?');
		await terminal.waitFor(/Accounts/v);
		terminal.type('\u{3}');
		t.assert.strictEqual((await terminal.exited).code, 0);
	});

	test('says why nothing can be sent or changed in it, and what is missing at its end', async (t: TestContext) => {
		const file = await made('killed.jsonl', whole.slice(0, 9000));
		await using terminal = openBankTerminal(['replay', file, '--pace', '0.1'], {env});
		await terminal.waitFor(/Replay ─+ It breaks off in line \d+: the program that wrote it was/v);
		for (const key of [keys.enter, keys.tab, 'r', 'p', 's', 'f', keys.escape]) {
			terminal.type(key);
			await terminal.waitFor(/Replay ─+ A replay shows what was: nothing can be sent or changed ─╮/v);
			terminal.type(' ');
			await terminal.waitFor(/Replay ─+ It breaks off/v);
		}

		terminal.kill('SIGTERM');
		t.assert.strictEqual((await terminal.exited).code, 143);
		t.assert.match(terminal.raw(), /\u{1B}\[\?1049l/v);
	});

	test('is readable on a small terminal, and without events', async (t: TestContext) => {
		const file = await made('empty.jsonl', `${whole.split('\n', 1)[0]}\n`);
		await using terminal = openBankTerminal(['replay', file], {env, columns: 44, rows: 14});
		await terminal.waitFor(/Nothing was recorded[\s\S]*at its end/v);
		terminal.type('q');
		t.assert.strictEqual((await terminal.exited).code, 0);
	});
});

describe('replay of a lesson, a storm and a lab', {concurrency: 2}, () => {
	test('tells each in the words that it told of itself', async (t: TestContext) => {
		for (const [name, says] of [
			['lesson', /The lost update · PostgreSQL 18\.4 · READ COMMITTED[\s\S]*SERIALIZABLE[\s\S]*✗ 40001 ─+▸[\s\S]*Ada's balance, [^\n]*: 800\n\nAnswer: Under READ COMMITTED/v],
			['storm', /Storm {2}16 clients · 2 accounts · read-then-write · full jitter 10ms·2ⁿ ≤1s[\s\S]* commits\/s [\s\S]*transfers +173 committed[\s\S]*nothing lost, nothing twice\n$/v],
			['lab', /Which cure, here\?[\s\S]*round 2 [\s\S]*▸a queue per account[\s\S]*is the fastest that treats every client alike/v],
		] as const) {
			const {code, stdout, stderr} = await runProgram(['replay', fixtureFile(name)], {env});
			t.assert.deepStrictEqual([code, stderr, controlsIn(stdout)], [0, '', []]);
			t.assert.match(stdout, says);
		}
	});

	test('says what a storm came to that breaks off, and which runs of a lab are missing', async (t: TestContext) => {
		const storm = (await fixtureLines('storm')).filter(line => !/storm-ended|summary|recording-ended/v.test(line));
		const told = await runProgram(['replay', await made('storm.jsonl', `${storm.join('\n')}\n`)], {env});
		t.assert.match(told.stdout, /transfers +172 committed[\s\S]*Its end was not recorded: that is how it stood when it was heard of last\.[\s\S]*It has no end/v);
		const lab = (await fixtureLines('lab')).slice(0, -5);
		const half = await runProgram(['replay', await made('lab.jsonl', `${lab.join('\n')}\n`)], {env});
		t.assert.match(half.stdout, /[1-9] of its runs are not in the recording: what stands here is of the others\.\n/v);
	});

	test('tells a lesson in sentences where those are asked for', async (t: TestContext) => {
		const {code, stdout} = await runProgram(['replay', fixtureFile('lesson'), '--accessible'], {env});
		t.assert.strictEqual(code, 0);
		t.assert.match(stdout, /^At [^\n]*, you: SELECT Ada's balance, answered 1000\.\n[\s\S]*^At [^\n]*, rival: COMMIT, committed\.\n[\s\S]*^At [^\n]*, you: UPDATE [^\n]*, refused with 40001, /mv);
		t.assert.doesNotMatch(stdout, /[─│┃▸]/v);
	});

	test('is stepped by typed words on a terminal, where sentences are asked for', async (t: TestContext) => {
		await using terminal = openBankTerminal(['replay', fixtureFile('lesson'), '--accessible'], {env: {...env, TERM: 'dumb'}, columns: 100, rows: 60});
		await terminal.waitFor(/a recording of lesson, on PostgreSQL 18\.4, [\s\S]* help tells the rest\./v);
		terminal.type('\r'.repeat(4));
		await terminal.waitFor(/you: SELECT Ada's balance, answered 1000\./v);
		terminal.type('back\r');
		await terminal.waitFor(/Back, at [\d.]+ (?:milli)?seconds? of .*:\nAt .*you: BEGIN, done\./v);
		terminal.type('end\r');
		await terminal.waitFor(/Right: Ada's balance, .*: 800\n[\s\S]*That is the end of the recording\./v);
		terminal.type('quit\r');
		t.assert.deepStrictEqual(await terminal.exited, {code: 0, signal: undefined});
	});

	test('draws a lesson in its lanes, and gives the answer', async (t: TestContext) => {
		await using terminal = openBankTerminal(['replay', fixtureFile('lesson'), '--pace', '0.1'], {env});
		await terminal.waitFor(/space play {2}\. next {2}, back .* a answer {2}\? help {2}q quit/v);
		terminal.type(` ${end}`);
		const over = await terminal.waitFor(/at its end .* 80 of 80/v);
		t.assert.match(over, /The lost update · PostgreSQL 18\.4 · SERIALIZABLE +step 18 of 18\n {8}you +rival/v);
		t.assert.match(over, /✓ Ada's balance, after \$100 [^\n]*: 800/v);
		terminal.type('a');
		await terminal.waitFor(/Under READ COMMITTED \$900/v);
		terminal.type('?');
		await terminal.waitFor(/a {6}a lesson's question, answered/v);
		terminal.type('q');
		t.assert.strictEqual((await terminal.exited).code, 0);
	});

	test('draws a lab with its table, explains its fields, and goes through it', async (t: TestContext) => {
		await using terminal = openBankTerminal(['replay', fixtureFile('lab'), '--pace', '0.1'], {env});
		await terminal.waitFor(/space play .* ↑↓ more .* e explain {2}\? help {2}q quit/v);
		terminal.type(' ');
		await terminal.waitFor(/stands/v);
		terminal.type(end);
		const over = await terminal.waitFor(/✓ 2 rounds in 0:04 +↑↓ \d more[\s\S]*at its end .* 32 of 32/v);
		t.assert.match(over, /▸a queue per account +1,034[\s\S]*is the fastest that treats every client alike/v);
		t.assert.doesNotMatch(over, /q leaves, and prints/v);
		terminal.type(keys.down);
		await terminal.waitFor(/↑↓ 1 more/v);
		terminal.type(',');
		await terminal.waitFor(/round 2 of 2 [\s\S]*stands .* 31 of 32/v);
		terminal.type('e');
		await terminal.waitFor(/here {5}[\s\S]*column {3}[\s\S]*esc close/v);
		terminal.type('q');
		t.assert.strictEqual((await terminal.exited).code, 0);
	});

	test('says on a lab\'s screen that no more of it was recorded', async (t: TestContext) => {
		const file = await made('half.jsonl', `${(await fixtureLines('lab')).slice(0, -5).join('\n')}\n`);
		await using terminal = openBankTerminal(['replay', file, '--pace', '10'], {env});
		const text = await terminal.waitFor(/No more of it was recorded: what stands here is of the runs until then\.\s+╭ Replay ─+ It has no end/v);
		t.assert.doesNotMatch(text, /✓ 2 rounds/v);
	});

	test('draws a storm with its charts, its hottest accounts and what its figures mean', async (t: TestContext) => {
		await using terminal = openBankTerminal(['replay', fixtureFile('storm'), '--pace', '0.1'], {env, columns: 120, rows: 34});
		await terminal.waitFor(/goes on/v);
		terminal.type(` ${end}`);
		const over = await terminal.waitFor(/at its end .* 23 of 23/v);
		t.assert.match(over, /Storm {2}16 clients · 2 accounts · read-then-write +stopped {2}0:02\n full jitter 10ms·2ⁿ ≤1s · PostgreSQL 18\.4 embedded · serializable/v);
		t.assert.match(over, /waiting +\d+ of 16[\s\S]*fairness +✗ 0\.3[\s\S]*Deadlocks: the same two rows/v);
		t.assert.match(over, /Hottest accounts[\s\S]*Ada +\$\d/v);
		terminal.type('e');
		await terminal.waitFor(/What the figures mean[\s\S]*Jain's index/v);
		terminal.type(keys.escape);
		await terminal.waitFor(/Hottest/v);
		terminal.type('c');
		await terminal.waitFor(/A replay shows what was: nothing can be sent or changed/v);
		terminal.type('q');
		t.assert.strictEqual((await terminal.exited).code, 0);
	});
});

describe('A replay in plain sentences', () => {
	/** A recording's desk, and what typing comes to. */
	const typeInReplay = async (t: TestContext, name: FixtureName) => {
		let said: string[] = [];
		const effects: string[] = [];
		const desk = replayDesk(await readFixture(name), `${name}.jsonl`, {pace: 1, verbose: false}, {
			say(...sentences) {
				said.push(...sentences);
			},
			perform({type}) {
				effects.push(type);
			},
		});
		t.after(() => {
			desk.close();
		});
		return {
			effects,
			type(line: string): string {
				said = [];
				actInReplay(line, desk);
				return said.join('\n');
			},
		};
	};

	test('tells transfers one thing at a time, forward and back, and why they failed', async (t: TestContext) => {
		const {type, effects} = await typeInReplay(t, 'version-1');
		const told = Array.from({length: 14}, () => type(''));
		t.assert.match(told.join('\n'), /Ada has \$1,000\.00\.[\s\S]*Sending \$100\.00 from Ada to Ben, [\s\S]*A rival on a session of its own [\s\S]*It failed at debit, [\s\S]*It waits /v);
		t.assert.deepStrictEqual(told.filter(text => text === ''), []);
		t.assert.match(type('back'), /^Back, at 3\.\d seconds of 15\.5 seconds:\n\S/v);
		t.assert.match(type('why 1'), /40001: serialization_failure/v);
		t.assert.match(type('lanes'), /, rival: COMMIT, committed/v);
		t.assert.match(type('accounts ben'), /^Ben has \$\d+\.\d\d\.$/v);
		t.assert.match(type('end'), /Committed at attempt 2[\s\S]*That is the end of the recording\./v);
		t.assert.match(type('next'), /^That is the end/v);
		type('start');
		t.assert.match(type('status'), /^version-1\.jsonl: at 0 milliseconds of 15\.5 seconds, 0 of 121 events, stopped\.$/v);
		t.assert.match(type('back'), /This is where the recording begins/v);
		type('quit');
		t.assert.deepStrictEqual(effects, ['quit']);
	});

	test('goes on by itself at the pace that is asked for, and stops', async (t: TestContext) => {
		const {type} = await typeInReplay(t, 'version-1');
		t.assert.deepStrictEqual(['pause', 'pace 10', 'go', 'go', 'pause'].map(line => type(line)), [
			'It is stopped already: next tells what comes, go lets it go on.',
			'It goes at 10 times its pace.',
			'It goes on, at 10 times its pace: pause stops it.',
			'It goes on already: pause stops it.',
			'Stopped: next tells what comes, go lets it go on.',
		]);
	});

	const others: ReadonlyArray<readonly [FixtureName, RegExp]> = [
		['lesson', /A question: Both computed [\s\S]*Right: Ada's balance/v],
		['lesson-of-storms', /So far|transfers? /v],
		['storm', /nothing lost, nothing twice\.\n[\s\S]*transfers \d+ committed [\s\S]*That is the end/v],
		['lab', /round 1 read-then-write, [^\n]*nothing lost\n[\s\S]*transfers\/s/v],
		['article', /clients/v],
	];
	for (const [name, says] of others) {
		test(`tells all of it, without signs: ${name}`, async (t: TestContext) => {
			const {type} = await typeInReplay(t, name);
			const told = type('end');
			t.assert.match(told, says);
			t.assert.doesNotMatch(told, /[·→↯\u{2500}-\u{259F}◌✓✗]/v);
			t.assert.strictEqual(type('why').includes('why is for transfers'), !name.startsWith('lesson'));
		});
	}
});
