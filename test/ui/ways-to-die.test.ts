import {describe, test, type TestContext} from 'node:test';
import {findFreePort} from '../../source/database/embedded/free-port.js';
import {allIsWell} from '../support/bank-terminal.js';
import {isGone} from '../support/command-line.js';
import {broken, planted} from '../support/planted.js';
import {openShell, prompt, type Shell} from '../support/shell.js';
import {keys} from '../support/terminal.js';
import {leftOn} from '../support/whole-terminal.js';

/** A wait that nobody sees the end of. */
const endlessWait = ['--rivals', '1', '--policy', 'constant', '--base', '60s', '--cap', '60s', '--timeout', '10m'];

/** How the bank is shown. */
type Mode = {
	readonly name: string;
	readonly args: readonly string[];
	/** Sends what is in the form. */
	readonly send: string;
	readonly waits: RegExp;
	readonly quit: string;
	/** What it leaves switched on if it is killed. */
	readonly left: readonly string[];
	/** What it says last of a transfer that it was left in the middle of. */
	readonly closing: RegExp;
	/** What it said of its own end, of all that stands above the prompt. `last` is what it said before: on a screen, that is gone. */
	ending(above: string, last: string): string;
};

const modes: readonly Mode[] = [
	{
		name: 'the screen', args: [], send: keys.enter, waits: /◌ backoff/v, quit: 'q', left: ['the alternate screen', 'a hidden cursor', 'pastes in brackets'],
		closing: /^1 transfer: not made; 0 retries\. ✓ nothing lost, nothing twice$/v,
		ending: above => above,
	},
	{
		name: 'plain sentences', args: ['--accessible'], send: 'again\r', waits: /It waits 60 seconds\./v, quit: 'q\r', left: [],
		closing: /^$/v,
		ending(above, last) {
			const at = above.lastIndexOf(last);
			// What was typed stays where it was typed.
			return at === -1 ? above : above.slice(at + last.length).trim().replace(/^q$/v, '');
		},
	},
];

type Death = {
	readonly how: string;
	/** What ends it. */
	die(shell: Shell, mode: Mode): void;
	readonly code: number;
	readonly args?: () => Promise<string[]>;
	readonly env?: Readonly<Record<string, string>>;
	/** Whether it dies in the middle of a transfer's wait. */
	readonly isBusy?: boolean;
	/** Whether it dies before the bank is open. */
	readonly isEarly?: boolean;
	/** What it says, above the prompt. */
	readonly says?: RegExp | string;
};

/** All at once: what comes later is no longer the program's, and the terminal itself would echo it. */
const press = (characters: string) => ({type}: Shell) => {
	type(characters);
};

const send = (name: NodeJS.Signals) => ({signal}: Shell) => {
	signal(name);
};

const deaths: readonly Death[] = [
	{
		how: 'q in the middle of a transfer',
		isBusy: true,
		die(shell, {quit}) {
			shell.type(quit);
		},
		code: 0,
	},
	{how: 'Ctrl-C at rest', die: press(keys.ctrlC), code: 0},
	{how: 'Ctrl-C, twice, in the middle of a transfer', isBusy: true, die: press(keys.ctrlC + keys.ctrlC), code: 0},
	{how: 'SIGINT from outside', isBusy: true, die: send('SIGINT'), code: 130},
	{how: 'SIGTERM', isBusy: true, die: send('SIGTERM'), code: 143},
	{how: 'SIGHUP', isBusy: true, die: send('SIGHUP'), code: 129},
	{how: 'an exception that nobody catches', isBusy: true, env: planted('throw new Error("planted.")'), die: send('SIGUSR2'), code: 1, says: broken},
	{how: 'a rejection that nobody handles', env: planted('Promise.reject(new Error("planted"))'), die: send('SIGUSR2'), code: 1, says: broken},
	{
		how: 'an exception with --verbose',
		env: planted('throw new Error("planted")'),
		args: async () => ['--verbose'],
		die: send('SIGUSR2'),
		code: 1,
		says: /^Something in Backoff Bank itself is broken: planted\. +at process\.<anonymous> \(data:/v,
	},
	{
		how: 'a database that can\'t be reached',
		isEarly: true,
		args: async () => ['--url', `postgresql://ann@127.0.0.1:${await findFreePort()}/bank`],
		die: press(''),
		code: 3,
		says: /^Can't connect to ann@127\.0\.0\.1:\d+\/bank\. Nothing listens on port \d+ of 127\.0\.0\.1\. Start the server, or correct host and port\.$/v,
	},
];

/** What stands above the prompt, in one line, and what stands behind it. */
const partsOf = (screen: string): {readonly above: string; readonly behind: string} => {
	const rows = screen.split('\n');
	const row = rows.findIndex(line => line.startsWith(prompt));
	// A row that is full goes on in the next one.
	const above = rows.slice(0, row).map(line => line.length === 80 ? line : `${line} `).join('').trim();
	return {above, behind: rows[row]?.slice(prompt.length).trim() ?? ''};
};

describe('The terminal is whole again', {concurrency: 3}, () => {
	for (const mode of modes) {
		for (const {how, die, code, args, env, isBusy, isEarly, says = ''} of deaths) {
			test(`after ${how}, from ${mode.name}`, {timeout: 30_000}, async (t: TestContext) => {
				const shell = await openShell(t, [...mode.args, ...(isEarly ? [] : endlessWait), ...await args?.() ?? []], env);
				let last = 'It is being opened.';
				if (!isEarly) {
					await shell.waitFor(allIsWell);
					last = 'nothing lost, nothing twice.';
				}

				if (isBusy) {
					shell.type(mode.send);
					await shell.waitFor(mode.waits);
					last = 'It waits 60 seconds.';
				}

				die(shell, mode);
				const {above, behind} = partsOf(await shell.waitFor(/^shell\$ code \d+, \w+$/mv));
				t.assert.strictEqual(behind, `code ${code}, cooked`);
				t.assert.deepStrictEqual(leftOn(shell), []);
				t.assert.strictEqual(shell.onAlternateScreen, false);
				const said = mode.ending(above, last);
				if (isBusy && code === 0) {
					t.assert.match(said, mode.closing);
				} else if (typeof says === 'string') {
					t.assert.strictEqual(said, says);
				} else {
					t.assert.match(said, says);
				}

				t.assert.ok(await isGone(shell.programId), 'its server and its directory are gone');
			});
		}

		test(`not after SIGKILL, which nobody hears, from ${mode.name}; but the server and its directory go`, {timeout: 30_000}, async (t: TestContext) => {
			const shell = await openShell(t, [...mode.args, ...endlessWait]);
			await shell.waitFor(allIsWell);
			shell.signal('SIGKILL');
			await shell.waitFor(/shell\$ code 137, raw/v);
			t.assert.deepStrictEqual(leftOn(shell), mode.left);
			t.assert.ok(await isGone(shell.programId), 'its server and its directory are gone');
		});

		test(`when the window is closed there is none any more; the program in ${mode.name}, the server and its directory go`, {timeout: 30_000}, async (t: TestContext) => {
			const shell = await openShell(t, [...mode.args, ...endlessWait]);
			await shell.waitFor(allIsWell);
			await shell.close();
			t.assert.ok(await isGone(shell.programId), 'its server and its directory are gone');
		});
	}

	test('after Ctrl-D, where lines are typed', {timeout: 30_000}, async (t: TestContext) => {
		const shell = await openShell(t, ['--accessible', ...endlessWait]);
		await shell.waitFor(allIsWell);
		shell.type('again\r');
		await shell.waitFor(/It waits/v);
		shell.type('\u{4}');
		await shell.waitFor(/^shell\$ code 0, cooked$/mv);
		t.assert.ok(await isGone(shell.programId), 'its server and its directory are gone');
	});
});
