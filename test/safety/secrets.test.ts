import {execFileSync} from 'node:child_process';
import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {after, describe, test, type TestContext} from 'node:test';
import {openBank} from '../../source/bank/open-bank.js';
import {findFreePort} from '../../source/database/embedded/free-port.js';
import {allIsWell, openBankTerminal} from '../support/bank-terminal.js';
import {runProgram, startProgram, type Ended} from '../support/command-line.js';
import {readEvents} from '../support/json-lines.js';
import {listenFor} from '../support/peers.js';
import {connectFor, startServer} from '../support/servers.js';
import {keys} from '../support/terminal.js';
import {canary, leaksIn, parrot, ways, type Given} from './canaries.js';

const server = await startServer('loopback');
const user = 'ann';
const quoted = canary.replaceAll('\'', '\'\'');
await server.run(`CREATE ROLE ${user} LOGIN PASSWORD '${quoted}'`, `GRANT CREATE ON DATABASE postgres TO ${user}`);
const url = server.url({user, password: canary});
after(async () => {
	await server.stop();
});

const field = (code: string, value: string): Buffer => Buffer.from(`${code}${value}\0`);

/** The protocol's ErrorResponse: whoever knocks is told his own connection string, in every spelling. */
const refusal = (): Buffer => {
	const fields = Buffer.concat([field('S', 'FATAL'), field('V', 'FATAL'), field('C', '28000'), field('M', parrot), field('D', parrot), field('H', parrot), Buffer.from([0])]);
	const head = Buffer.alloc(5);
	head.write('E');
	head.writeUInt32BE(fields.length + 4, 1);
	return Buffer.concat([head, fields]);
};

/** The commands without a screen, each as people and as programs call it. */
const commands = [['transfer', 'Ada', 'Ben', '1'], ['transfer', 'Ada', 'Ben', '1', '--json'], ['demo'], ['demo', '--json', '--verbose'], ['doctor']] as const;

const placeFor = async (t: TestContext): Promise<string> => {
	const place = await mkdtemp(path.join(os.tmpdir(), 'secrets-'));
	t.after(async () => rm(place, {recursive: true}));
	return place;
};

const run = async (t: TestContext, command: readonly string[], {args = [], env = {}, dotenv}: Given): Promise<Ended> => {
	const cwd = await placeFor(t);
	if (dotenv !== undefined) {
		await writeFile(path.join(cwd, '.env'), dotenv);
	}

	return runProgram([...command, ...args], {cwd, env});
};

/** What a command without a screen ended with, and what leaked: an array to compare with `[code, [], []]`. */
const seen = ({code, stdout, stderr}: Ended) => [code, leaksIn(stdout), leaksIn(stderr)];

describe('A password is never told', {concurrency: 2}, () => {
	for (const [index, [way, give]] of Object.entries(ways).entries()) {
		test(`by a server that repeats it, given ${way}`, async (t: TestContext) => {
			const port = await listenFor(t, socket => {
				socket.once('data', () => socket.end(refusal()));
			});
			// Two for each way, all five for one: how it was given is forgotten by the time that a command begins.
			const chosen = commands.filter((_, at) => way === 'in DATABASE_URL' || [0, 2].includes((at + index) % 5));
			for (const command of chosen) {
				const ended = await run(t, command, give(port));
				t.assert.deepStrictEqual(seen(ended), [3, [], []]);
				t.assert.match(ended.stderr, /The server does not let ann in: .*\*{3}.* and .*\*{3}/v, 'the message is there, without it');
			}
		});
	}

	for (const command of commands) {
		test(`by ${command.join(' ')}, where it is wrong, nobody listens, or there is no such host`, async (t: TestContext) => {
			const wrong = server.url({user, password: `${canary}!`});
			const password = encodeURIComponent(canary);
			const closed = await findFreePort();
			const nobody = command.length === 1 ? [`postgresql://ann:${password}@nobody.invalid/bank`] : [];
			for (const where of [wrong, `postgresql://ann:${password}@127.0.0.1:${closed}/bank`, ...nobody]) {
				t.assert.deepStrictEqual(seen(await run(t, command, {env: {DATABASE_URL: where}})), [3, [], []]);
			}
		});
	}

	test('where it was typed in the wrong place', async (t: TestContext) => {
		const {args: [, typed = ''] = []} = ways['in --url, percent-encoded']?.(1) ?? {};
		const bare = canary.replaceAll(' ', '');
		const lines = [
			[typed],
			['demo', typed],
			['transfer', 'Ada', 'Ben', typed],
			['demo', '--rivals', typed],
			['demo', '--schema', typed],
			[`--${typed}`],
			['demo', '--url', typed.slice(4)],
			['demo', '--url', typed.replace('postgresql', 'mysql')],
			[`password=${bare}`],
			[`ann:${bare}@localhost/bank`],
		];
		for (const words of lines) {
			t.assert.deepStrictEqual(seen(await run(t, words, {})), [2, [], []]);
		}

		for (const name of ['BACKOFF_BANK_RIVALS', 'BACKOFF_BANK_FAULT', 'BACKOFF_BANK_ID']) {
			t.assert.deepStrictEqual(seen(await run(t, ['demo'], {env: {[name]: typed}})), [2, [], []]);
		}
	});

	test('by transfers, events and the screen, where a trigger of the server\'s repeats it', async (t: TestContext) => {
		const database = await connectFor(t, url);
		const {bank} = await openBank(database, {schema: 'parrot', accounts: 2});
		const raise = `RAISE EXCEPTION USING MESSAGE = $m$${parrot}$m$, DETAIL = $m$${parrot}$m$, HINT = $m$${parrot}$m$`;
		await database.pool.query(`CREATE FUNCTION parrot.repeat() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN ${raise}; END $f$`);
		await database.pool.query(`CREATE TRIGGER repeat BEFORE INSERT ON ${bank.tables.transfers} FOR EACH ROW EXECUTE FUNCTION parrot.repeat()`);
		const env = {DATABASE_URL: url, BACKOFF_BANK_SCHEMA: 'parrot'};
		const told = await run(t, ['transfer', 'Ada', 'Ben', '1', '--verbose'], {env});
		t.assert.deepStrictEqual(seen(told), [1, [], []]);
		t.assert.match(told.stdout + told.stderr, /\*{3} and \*{3}/v);
		const json = await run(t, ['transfer', 'Ada', 'Ben', '1', '--json'], {env});
		t.assert.deepStrictEqual(seen(json), [1, [], []]);
		const failed = readEvents(json.stdout).find(({type}) => type === 'attempt-failed');
		t.assert.match(JSON.stringify(failed), /"detail":"[^"]*\*{3} and .*"hint":"[^"]*\*{3} and/v);
		t.assert.deepStrictEqual(leaksIn(JSON.stringify(readEvents(json.stdout))), []);
		const file = path.join(await placeFor(t), 'new.jsonl');
		await run(t, ['transfer', 'Ada', 'Ben', '1', '--record', file], {env});
		const recorded = await readFile(file, 'utf8');
		t.assert.match(recorded, /"detail":"[^"]*\*{3} and .*"hint":"[^"]*\*{3} and/v);
		t.assert.deepStrictEqual(leaksIn(`${recorded}${JSON.stringify(readEvents(recorded))}`), []);

		for (const flag of ['--json', '--verbose']) {
			const {stdout, stderr} = await run(t, ['storm', '--duration', '300ms', '--clients', '2', flag], {env});
			t.assert.match(stdout, /P0001/v);
			t.assert.deepStrictEqual(leaksIn(stdout + stderr), []);
		}

		const screenFile = path.join(await placeFor(t), 'screen.jsonl');
		await using terminal = openBankTerminal(['--record', screenFile], {env: {...env, FORCE_COLOR: '3'}, columns: 120, rows: 50});
		await terminal.waitFor(allIsWell);
		terminal.type(keys.enter);
		const screen = await terminal.waitFor(/not committed [\s\S]*P0001 /v);
		t.assert.match(screen, /\*{3} and \*{3}/v);
		// Also where a message is broken into lines.
		t.assert.deepStrictEqual(leaksIn([terminal.raw(), screen, screen.replaceAll(/[\s│]+/gv, ''), screen.replaceAll(/[\n│]+/gv, '')].join('\n')), []);
		terminal.type('q');
		await terminal.exited;
		t.assert.deepStrictEqual(leaksIn(terminal.raw()), []);
		t.assert.match(await readFile(screenFile, 'utf8'), /P0001[\s\S]*recording-ended/v);
		t.assert.deepStrictEqual(leaksIn(await readFile(screenFile, 'utf8')), []);
	});

	test('by the screen, where the server repeats it before there is a bank', async (t: TestContext) => {
		const port = await listenFor(t, socket => {
			socket.once('data', () => socket.end(refusal()));
		});
		await using terminal = openBankTerminal([], {env: ways['in DATABASE_URL']?.(port).env ?? {}});
		const {code} = await terminal.exited;
		t.assert.strictEqual(code, 3);
		t.assert.match(terminal.raw(), /does not let ann in: .*\*{3}/v);
		t.assert.deepStrictEqual(leaksIn(terminal.raw()), []);
	});

	for (const command of [['storm', '--duration', '300ms'], ['lab', '--duration', '300ms'], ['lesson', 'rival']] as const) {
		test(`by ${command[0]}, on a screen or not, where the server repeats it before anything begins`, async (t: TestContext) => {
			const port = await listenFor(t, socket => {
				socket.once('data', () => socket.end(refusal()));
			});
			const place = await placeFor(t);
			const given = ways['in DATABASE_URL']?.(port) ?? {};
			for (const flag of ['--json', '--accessible']) {
				const ended = await run(t, [...command, flag], given);
				t.assert.deepStrictEqual(seen(ended), [3, [], []]);
				t.assert.match(ended.stderr, /does not let ann in: .*\*{3}/v);
			}

			const file = path.join(place, 'new.jsonl');
			await using terminal = openBankTerminal([...command, '--record', file], {env: given.env ?? {}});
			t.assert.strictEqual((await terminal.exited).code, 3);
			t.assert.match(terminal.raw(), /does not let ann in: .*\*{3}/v);
			t.assert.deepStrictEqual(leaksIn(terminal.raw() + await readFile(file, 'utf8').catch(() => '')), []);
		});
	}

	test('by a lesson whose statements repeat it and are refused with it', async (t: TestContext) => {
		const place = await placeFor(t);
		const lesson = path.join(place, 'parrot.json');
		const raise = `DO $f$ BEGIN RAISE EXCEPTION USING MESSAGE = $m$${parrot}$m$, DETAIL = $m$${parrot}$m$, HINT = $m$${parrot}$m$; END $f$`;
		const told = `says: ${parrot}`;
		await writeFile(lesson, JSON.stringify({
			title: told,
			sessions: ['you'],
			steps: [{caption: told}, {you: raise, say: told}, {you: `SELECT $m$${parrot}$m$ AS told`, expect: {rows: [[parrot]]}}],
			checks: [{says: told, query: 'SELECT 1', rows: [[parrot]]}],
		}));
		const env = {DATABASE_URL: url};
		for (const [index, flags] of [['--verbose'], ['--json'], ['--accessible']].entries()) {
			const file = path.join(place, `${index}.jsonl`);
			const ended = await run(t, ['lesson', lesson, '--record', file, ...flags], {env});
			t.assert.deepStrictEqual(seen(ended), [4, [], []]);
			t.assert.match(ended.stdout, /\*{3} and \*{3}/v);
			const recorded = await readFile(file, 'utf8');
			t.assert.match(recorded, /"detail":"[^"]*\*{3} and .*"hint":"[^"]*\*{3} and/v);
			t.assert.deepStrictEqual(leaksIn(`${recorded}${JSON.stringify(readEvents(recorded))}`), []);
		}

		const file = path.join(place, 'screen.jsonl');
		await using terminal = openBankTerminal(['lesson', lesson, '--pace', '10', '--record', file], {env: {...env, XDG_STATE_HOME: place}, columns: 100, rows: 60});
		await terminal.waitFor(/next {2}/v);
		terminal.type(' ');
		const screen = await terminal.waitFor(/otherwise than the lesson says/v);
		t.assert.match(screen, /\*{3} and/v);
		t.assert.deepStrictEqual(leaksIn([terminal.raw(), screen, screen.replaceAll(/[\s│]+/gv, ''), screen.replaceAll(/[\n│]+/gv, '')].join('\n')), []);
		terminal.type('q');
		await terminal.exited;
		const files = await readdir(place, {recursive: true, withFileTypes: true});
		const kept = files.filter(each => each.isFile() && each.name !== 'parrot.json');
		const texts = await Promise.all(kept.map(async each => readFile(path.join(each.parentPath, each.name), 'utf8')));
		t.assert.deepStrictEqual(leaksIn(texts.join('\n')), []);
	});

	// A program's command line is there for everybody to read. What gave ours a name of its own in time was meow.
	const everyOther = Object.entries(ways).filter((_, index) => index % 2 === 0);
	for (const [way, give] of everyOther) {
		test(`by what the system tells of the process, given ${way}`, async (t: TestContext) => {
			const knocked = Promise.withResolvers<void>();
			const port = await listenFor(t, () => {
				knocked.resolve();
			});
			const {args = [], env = {}, dotenv = ''} = give(port);
			const cwd = await placeFor(t);
			await writeFile(path.join(cwd, '.env'), dotenv);
			const program = startProgram(['demo', ...args], {cwd, env});
			await knocked.promise;
			const listed = execFileSync('ps', ['-p', String(program.pid), '-ww', '-o', 'args=', '-o', 'comm='], {encoding: 'utf8'});
			t.assert.match(listed, /backoff-bank/v);
			t.assert.deepStrictEqual(leaksIn(listed), []);
			if (process.platform === 'linux') {
				const tasks = await readdir(`/proc/${program.pid}/task`);
				for (const file of ['cmdline', 'comm', 'status', ...tasks.map(task => `task/${task}/comm`)]) {
					t.assert.deepStrictEqual(leaksIn((await readFile(`/proc/${program.pid}/${file}`, 'utf8')).replaceAll('\0', ' ')), []);
				}
			}

			program.kill('SIGKILL');
			const {stdout, stderr} = await program.ended;
			t.assert.deepStrictEqual(leaksIn(stdout + stderr), []);
		});
	}

	test('by the journal', async (t: TestContext) => {
		const place = await placeFor(t);
		const database = await connectFor(t, url);
		await openBank(database, {schema: 'journal', accounts: 2});
		const waiting = ['transfer', 'Ada', 'Ben', '1', '--rivals', '1', '--policy', 'constant', '--base', '20s', '--cap', '20s'];
		const program = startProgram(waiting, {env: {DATABASE_URL: url, BACKOFF_BANK_SCHEMA: 'journal', XDG_STATE_HOME: place}});
		await program.until(/backoff \d/v);
		program.kill('SIGKILL');
		await program.ended;
		const files = await readdir(place, {recursive: true, withFileTypes: true});
		const texts = await Promise.all(files.filter(file => file.isFile()).map(async file => readFile(path.join(file.parentPath, file.name), 'utf8')));
		t.assert.match(texts.join('\n'), /"bank":"[^"]*127\.0\.0\.1/v);
		t.assert.deepStrictEqual(leaksIn(texts.join('\n')), []);
	});
});
