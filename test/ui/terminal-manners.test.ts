import {execFileSync} from 'node:child_process';
import {readFileSync, readlinkSync} from 'node:fs';
import {createServer} from 'node:net';
import process from 'node:process';
import {setImmediate as turn} from 'node:timers/promises';
import {describe, test, type TestContext} from 'node:test';
import {openBank} from '../../source/bank/open-bank.js';
import {connectFor, startServer} from '../support/servers.js';
import {waitUntil} from '../../source/database/embedded/wait-until.js';
import {seededRandom} from '../../source/transactions/seeded-random.js';
import {keys} from '../support/terminal.js';
import {leftOn} from '../support/whole-terminal.js';
import {allIsWell, openBankTerminal} from '../support/bank-terminal.js';

const endlessWait = ['--policy', 'constant', '--base', '60s', '--cap', '60s', '--timeout', '10m'];

/** Whether a process was stopped is read in /proc. */
const linuxOnly = {skip: process.platform === 'linux' ? false : 'it looks into /proc'};

/** In which state the terminal of a process is, as stty tells it, in one line. */
const disciplineOf = (pid: number): string =>
	execFileSync('stty', ['-a', '-F', readlinkSync(`/proc/${pid}/fd/0`)], {encoding: 'utf8'}).replaceAll(/[\n;]/gv, ' ');

describe('the manners of the screen', {concurrency: 2}, () => {
	test('the first frame comes before the database, and says what it waits for; then the failure is told', async (t: TestContext) => {
		const silent = createServer();
		await new Promise<void>(resolve => {
			silent.listen(0, '127.0.0.1', resolve);
		});
		const address = silent.address();
		const port = typeof address === 'object' ? address?.port : undefined;
		await using terminal = openBankTerminal(['--url', `postgresql://ann:s3cret@127.0.0.1:${port}/bank`]);
		await terminal.waitFor(/Connecting to the database/v);
		t.assert.strictEqual(terminal.onAlternateScreen, true);
		terminal.type(keys.enter);
		await terminal.waitFor(/The bank is not open yet/v);
		const {code} = await terminal.exited;
		silent.close();
		t.assert.strictEqual(code, 3);
		t.assert.strictEqual(terminal.onAlternateScreen, false);
		t.assert.match(terminal.text().replaceAll('\n', ''), /Can't connect to ann@127\.0\.0\.1.*did not answer/v);
		t.assert.doesNotMatch(terminal.raw(), /s3cret/v);
	});

	test('put aside, it gives the terminal back, and takes it again when it goes on', linuxOnly, async (t: TestContext) => {
		await using terminal = openBankTerminal(['--rivals', '1', '--policy', 'constant', '--base', '300ms']);
		await terminal.waitFor(allIsWell);
		for (const how of ['key', 'signal']) {
			const before = terminal.raw().length;
			if (how === 'key') {
				terminal.type('\u{1A}');
			} else {
				process.kill(terminal.pid, 'SIGTSTP');
			}

			t.assert.ok(await waitUntil(() => readFileSync(`/proc/${terminal.pid}/stat`, 'utf8').includes(') T '), {limit: 5000}), 'it is stopped');
			// What it wrote before may still be on its way.
			const wrote = async (sequence: string) => waitUntil(() => terminal.raw().includes(sequence, before), {limit: 5000});
			t.assert.ok(await wrote('\u{1B}[?1049l'), 'it left the alternate screen');
			t.assert.ok(await wrote('\u{1B}[?25h'), 'the cursor is there');
			t.assert.ok(await waitUntil(() => leftOn(terminal).length === 0, {limit: 5000}), 'nothing is left on');
			t.assert.match(disciplineOf(terminal.pid), / icanon .* echo /v);
			process.kill(terminal.pid, 'SIGCONT');
			t.assert.ok(await wrote('\u{1B}[?1049h'), 'it is back');
			await terminal.waitFor(allIsWell);
			t.assert.ok(await waitUntil(() => / -icanon .* -echo /v.test(disciplineOf(terminal.pid)), {limit: 5000}), 'keys come at once again');
		}

		terminal.type(keys.enter);
		await terminal.waitFor(/✓ Committed at attempt 2/v);
		terminal.type('q');
		t.assert.deepStrictEqual(await terminal.exited, {code: 0, signal: undefined});
	});

	test('quitting while the database still starts is quick and clean', async (t: TestContext) => {
		await using terminal = openBankTerminal();
		await terminal.waitFor(/Backoff Bank/v);
		terminal.type('q');
		t.assert.strictEqual((await terminal.exited).code, 0);
		t.assert.strictEqual(terminal.onAlternateScreen, false);
	});

	test('any size is safe: it stacks when narrow and says so when too small', async (t: TestContext) => {
		await using terminal = openBankTerminal(endlessWait);
		await terminal.waitFor(allIsWell);
		terminal.type(keys.enter);
		await terminal.waitFor(/◌ backoff/v);
		terminal.resize(30, 9);
		await terminal.waitFor(/needs 40×12/v);
		terminal.resize(60, 24);
		await terminal.waitFor(/╭ Accounts ─[^╮]*╮\n(?:│[^\n│]*│\n)+╰─+╯\n╭ Ada → Ben/v);
		terminal.resize(160, 44);
		await terminal.waitFor(/UPDATE "backoff_bank"\.accounts SET balance = balance - \$2/v);
		terminal.resize(80, 24);
		const screen = await terminal.waitFor(text => allIsWell.test(text) && /^╰─+╯╰─+╯$/mv.test(text));
		t.assert.strictEqual(screen.split('\n').length <= 24, true);
		terminal.type('q');
		t.assert.strictEqual((await terminal.exited).code, 0);
	});

	test('of several hosts the one that serves is shown, also when another one takes over', async (t: TestContext) => {
		const servers = [await startServer('loopback'), await startServer('loopback')];
		const running = new Set(servers);
		t.after(async () => Promise.all(Array.from(running, async server => server.stop())));
		const places = servers.map(server => new URL(server.url()));
		for (const place of places) {
			await openBank(await connectFor(t, place.href), {schema: 'bank'});
		}

		const [first, second] = places;
		// Each was made with a password of its own, and a connection string has one for all hosts.
		await Promise.all(servers.map(async server => server.run('ALTER ROLE postgres PASSWORD \'shared\'')));
		await using terminal = openBankTerminal(['--url', `postgresql://postgres:shared@${first?.host},${second?.host}/postgres`, '--schema', 'bank']);
		await terminal.waitFor(text => allIsWell.test(text) && text.includes(`127.0.0.1:${first?.port}`));
		for (const server of servers.slice(0, 1)) {
			running.delete(server);
			await server.stop();
		}

		await terminal.waitFor(text => allIsWell.test(text) && text.includes(`127.0.0.1:${second?.port}`));
		terminal.type('q');
		t.assert.deepStrictEqual(await terminal.exited, {code: 0, signal: undefined});
	});

	test('after 500 resizes the screen is what it was', async (t: TestContext) => {
		await using terminal = openBankTerminal(endlessWait);
		await terminal.waitFor(allIsWell);
		terminal.type(keys.enter);
		await terminal.waitFor(/◌ backoff/v);
		terminal.type(' ');
		// How long reading the balances takes is the one thing that still changes.
		const still = (text: string) => text.replaceAll(/ +[\d.]+m?s$/gmv, '');
		const before = still(await terminal.waitFor(/paused/v));
		const random = seededRandom(500);
		for (let round = 0; round < 500; round++) {
			terminal.resize(20 + Math.floor(random() * 281), 5 + Math.floor(random() * 76));
			await turn();
		}

		terminal.resize(80, 24);
		await terminal.waitFor(text => still(text) === before);
		t.assert.strictEqual(terminal.onAlternateScreen, true);
		terminal.type('q');
		t.assert.deepStrictEqual(await terminal.exited, {code: 0, signal: undefined});
	});

	for (const [why, args, env] of [
		['NO_COLOR', [], {NO_COLOR: '1'}],
		['--no-color', ['--no-color'], {}],
	] as const) {
		test(`${why} leaves no colour on the screen, and nothing is told by colour alone`, async (t: TestContext) => {
			await using terminal = openBankTerminal(['--rivals', '1', ...args], {env});
			await terminal.waitFor(allIsWell);
			terminal.type(keys.enter);
			await terminal.waitFor(/✓ Committed at attempt 2/v);
			t.assert.doesNotMatch(terminal.raw(), /\u{1B}\[[\d;]*(?:3[0-7]|4[0-7]|9[0-7]|38|48)[\d;]*m/v);
		});
	}

	test('colours are there otherwise', async (t: TestContext) => {
		await using terminal = openBankTerminal();
		await terminal.waitFor(allIsWell);
		t.assert.match(terminal.raw(), /\u{1B}\[32m/v);
	});

	test('a terminal that can\'t place text gets an explanation instead', async (t: TestContext) => {
		await using terminal = openBankTerminal([], {env: {TERM: 'dumb'}});
		const {code} = await terminal.exited;
		t.assert.strictEqual(code, 2);
		t.assert.match(terminal.text(), /TERM=dumb/v);
		t.assert.match(terminal.text(), /backoff-bank --accessible .*\n +backoff-bank demo/v);
	});

	test('signs are plain where the locale has no others', async (t: TestContext) => {
		await using terminal = openBankTerminal([], {env: {LC_ALL: 'de_DE.ISO-8859-1'}});
		await terminal.waitFor(/\+ nothing lost, nothing twice/v);
		t.assert.match(terminal.text(), /\+ Accounts -+\+/v);
	});
});
