import process from 'node:process';
import {after, describe, test, type TestContext} from 'node:test';
import {waitUntil} from '../../source/database/embedded/wait-until.js';
import {openBankTerminal} from '../support/bank-terminal.js';
import {controlsIn, runProgram, startProgram} from '../support/command-line.js';
import {startServer} from '../support/servers.js';
import {keys} from '../support/terminal.js';
import {leftOn} from '../support/whole-terminal.js';

const visibleWaits = ['--rivals', '1', '--policy', 'constant', '--base', '400ms'];
const endlessWait = ['--rivals', '1', '--policy', 'constant', '--base', '60s', '--cap', '60s', '--timeout', '10m'];

/** What is said when there is something to do. */
const isOpen = /Type again to send \$100\.00 from Ada to Ben/v;

/** A terminal on which nothing can be placed. */
const openDumb = (args: readonly string[], env: Record<string, string> = {}) => openBankTerminal(args, {columns: 100, rows: 60, env: {TERM: 'dumb', ...env}});

/** What it wrote that isn't a character, a new line or a backspace. */
const foreignIn = (raw: string): string[] => controlsIn(raw.replaceAll('\r\n', '\n').replaceAll('\b \b', ''));

const server = await startServer('loopback');
after(async () => {
	await server.stop();
});

describe('The bank in plain sentences', {concurrency: 3}, () => {
	test('on a dumb terminal: a transfer is typed, refused, waits, commits and is explained, and nothing is ever drawn anew', async (t: TestContext) => {
		await using terminal = openDumb(['--accessible', '--url', server.url(), '--schema', 'dumb', ...visibleWaits]);
		await terminal.waitFor(isOpen);
		terminal.type('send\r');
		await terminal.waitFor(/From whom\? Enter alone takes Ada\./v);
		terminal.type('cleX\u{7F}\r');
		await terminal.waitFor(/To whom\? Enter alone takes Ben\./v);
		terminal.type('\r12.5\r');
		await terminal.waitFor(/Sending \$12\.50 from Cleo to Ben, while a rival wants the same row\./v);
		await terminal.waitFor(/It reads \$500\.00\.\nA rival on a session of its own sent \$0\.\d\d from Cleo to \w+ and committed first\.\nIt failed at debit, after .*: 40001, /v);
		await terminal.waitFor(/It waits 400 milliseconds\./v);
		await terminal.waitFor(/Committed at attempt 2, /v);
		await terminal.waitFor(/Ben has \$262\.5\d now, \$12\.5\d more\.\nCleo has \$487\.4\d now, /v);
		terminal.type('why\r');
		await terminal.waitFor(/That is safe, because COMMIT had not been sent/v);
		terminal.type('\u{4}');
		t.assert.deepStrictEqual(await terminal.exited, {code: 0, signal: undefined});
		t.assert.deepStrictEqual(foreignIn(terminal.raw()), []);
		t.assert.doesNotMatch(terminal.raw(), /[→↯\u{2500}-\u{259F}◌✓✗]/v);
	});

	test('holds its words while somebody types, and mixes nothing', async (t: TestContext) => {
		await using terminal = openDumb(['--accessible', '--url', server.url(), '--schema', 'holds', ...visibleWaits]);
		await terminal.waitFor(isOpen);
		terminal.type('again\r');
		await terminal.waitFor(/It waits/v);
		terminal.type('stat');
		await terminal.waitFor(/^stat$/mv);
		const committed = async () => server.run('SELECT FROM holds.transfers WHERE cents = 10000');
		t.assert.ok(await waitUntil(async () => (await committed()).length === 1, {limit: 10_000}), 'it is committed meanwhile');
		t.assert.match(terminal.text().trim(), /\nstat$/v);
		terminal.type('us\r');
		const text = await terminal.waitFor(screen => screen.includes('1 retry so far') && screen.includes('Committed at attempt 2'));
		t.assert.match(text, /^status\nAttempt 2 of 10\./mv);
		terminal.type('quit\r');
		t.assert.strictEqual((await terminal.exited).code, 0);
	});

	test('pauses, tells how much is left, goes on and cancels', async (t: TestContext) => {
		await using terminal = openDumb(['--accessible', '--url', server.url(), '--schema', 'pauses', ...endlessWait]);
		await terminal.waitFor(isOpen);
		terminal.type('send Ada Ben 1\r');
		await terminal.waitFor(/It waits 60 seconds/v);
		terminal.type('pause\r');
		await terminal.waitFor(/Paused: nothing that waits gets on\./v);
		terminal.type('status\r');
		await terminal.waitFor(/Attempt 1 of 10 is under way, paused with [\d.]+ seconds left of 60 seconds\./v);
		terminal.type('go\r');
		await terminal.waitFor(/It goes on\./v);
		terminal.type(keys.escape);
		await terminal.waitFor(/Cancelled\. It was rolled back, and nothing moved\./v);
		terminal.type(keys.ctrlC);
		t.assert.deepStrictEqual(await terminal.exited, {code: 0, signal: undefined});
	});

	test('a line that is typed before the bank is open waits for it', async (t: TestContext) => {
		await using terminal = openDumb(['--accessible', '--rivals', '0']);
		await terminal.waitFor(/in plain sentences/v);
		terminal.type('send Dan Eve 7.01\r');
		await terminal.waitFor(/Sending \$7\.01 from Dan to Eve, with nobody in the way\./v);
		await terminal.waitFor(/Dan has \$492\.99 now, \$7\.01 less\./v);
		terminal.type('q\r');
		t.assert.strictEqual((await terminal.exited).code, 0);
	});

	test('tells what others move, with ACCESSIBLE in the environment', async (t: TestContext) => {
		const place = ['--url', server.url(), '--schema', 'others'];
		await using terminal = openDumb([...place, '--rivals', '0'], {ACCESSIBLE: '1'});
		await terminal.waitFor(isOpen);
		const {code} = await runProgram(['transfer', 'Gus', 'Hana', '7.5', ...place]);
		t.assert.strictEqual(code, 0);
		await terminal.waitFor(/Gus has \$492\.50 now, \$7\.50 less\.\nHana has \$507\.50 now, \$7\.50 more\./v);
		terminal.type('fault end-session\rsend Ada Ben 100\r');
		await terminal.waitFor(/Made to go wrong: end the session from another one\./v);
		await terminal.waitFor(/Committed at attempt 2, /v);
		await terminal.waitFor(/Ada has \$900\.00 now, \$100\.00 less\.\nBen has \$350\.00 now, \$100\.00 more\./v);
	});

	test('works on any terminal, in the alternate screen of none, and comes back when it was put aside', async (t: TestContext) => {
		await using terminal = openBankTerminal([], {rows: 40, env: {INK_SCREEN_READER: 'true'}});
		await terminal.waitFor(isOpen);
		t.assert.strictEqual(terminal.onAlternateScreen, false);
		terminal.type('sta');
		await terminal.waitFor(/^sta$/mv);
		terminal.type('\u{1A}');
		if (process.platform === 'linux') {
			const {readFileSync} = await import('node:fs');
			t.assert.ok(await waitUntil(() => readFileSync(`/proc/${terminal.pid}/stat`, 'utf8').includes(') T '), {limit: 5000}), 'it is stopped');
			process.kill(terminal.pid, 'SIGCONT');
		}

		terminal.type('tus\r');
		await terminal.waitFor(/Nothing is under way\./v);
		terminal.type('q\r');
		t.assert.deepStrictEqual(await terminal.exited, {code: 0, signal: undefined});
		t.assert.deepStrictEqual(leftOn(terminal), []);
	});

	test('from a pipe: each line in its turn, none lost, and at the end it leaves', async (t: TestContext) => {
		const input = 'send Ada Ben 100\nsend Ben Ada 5\nwhy 1\naccounts b\nsend Ada\nwaits\nsend Dan Eve 1000\nlast';
		const {code, stdout, stderr} = await runProgram(['--accessible', '--url', server.url(), '--schema', 'piped', '--rivals', '0'], {input});
		t.assert.deepStrictEqual([code, stderr, controlsIn(stdout)], [0, '', []]);
		const order = [
			/Sending \$100\.00 from Ada to Ben/v,
			/Committed at the first attempt/v,
			/Sending \$5\.00 from Ben to Ada/v,
			/Committed at the first attempt/v,
			/It read, decided, wrote and committed/v,
			/^Ben has \$\d/mv,
			/send takes three words/v,
			/No attempt had to be made again so far\./v,
			/\d sessions? (?:are|is) idle\./v,
			/Sending \$1,000\.00 from Dan to Eve/v,
			/Refused by the bank: Dan has \$500\.00/v,
			/There is no "last" here/v,
		];
		let from = stdout.indexOf('Sending');
		for (const pattern of order) {
			const found = stdout.slice(from).search(pattern);
			t.assert.ok(found >= 0, `${String(pattern)} after ${stdout.slice(0, from)}`);
			from += found + 1;
		}
	});

	test('from a pipe with nothing in it, it opens, says so and leaves', async (t: TestContext) => {
		const {code, stdout} = await runProgram(['--accessible', '--url', server.url(), '--schema', 'empty']);
		t.assert.strictEqual(code, 0);
		t.assert.match(stdout, /The bank is open\./v);
	});

	for (const [name, expected] of [['SIGTERM', 143], ['SIGINT', 130]] as const) {
		test(`behind a pipe it ends with ${name} as the screen does`, async (t: TestContext) => {
			const program = startProgram(['--accessible', '--url', server.url(), '--schema', name.toLowerCase(), ...endlessWait], {input: 'again\n'});
			await program.until(/It waits 60 seconds/v);
			program.kill(name);
			const {code, stderr} = await program.ended;
			t.assert.deepStrictEqual([code, stderr], [expected, '']);
		});
	}

	test('has no --json, and says so', async (t: TestContext) => {
		const {code, stdout, stderr} = await runProgram(['--accessible', '--json']);
		t.assert.deepStrictEqual([code, stdout], [2, '']);
		t.assert.match(stderr, /--json is for demo and transfer/v);
	});
});
