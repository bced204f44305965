import {readFileSync} from 'node:fs';
import process from 'node:process';
import {describe, test, type TestContext} from 'node:test';
import {setImmediate as turn} from 'node:timers/promises';
import {waitUntil} from '../../source/database/embedded/wait-until.js';
import {seededRandom} from '../../source/transactions/seeded-random.js';
import {fixtureFile} from '../recording/fixtures.js';
import {allIsWell, openBankTerminal} from '../support/bank-terminal.js';
import {isGone} from '../support/command-line.js';
import {broken, planted} from '../support/planted.js';
import {openShell, type Shell} from '../support/shell.js';
import {keys, type Terminal} from '../support/terminal.js';
import {leftOn} from '../support/whole-terminal.js';

/** Whether a process was stopped is read in /proc. */
const linuxOnly = {skip: process.platform === 'linux' ? false : 'it looks into /proc', timeout: 60_000};

type Death = {
	readonly how: string;
	readonly code: number;
	readonly isUnheard?: true;
	readonly bug?: string;
	die(shell: Shell): void;
};

const bySignal = (how: NodeJS.Signals, code: number): Death => ({
	how,
	code,
	die(shell) {
		shell.signal(how);
	},
});
const byBug = (how: string, bug: string): Death => ({...bySignal('SIGUSR2', 1), how, bug});
const exception = byBug('an exception that nobody catches', 'throw new Error("planted.")');
const rejection = byBug('a rejection that nobody handles', 'Promise.reject(new Error("planted"))');
const ctrlC: Death = {
	how: 'Ctrl-C',
	code: 0,
	die(shell) {
		shell.type(keys.ctrlC);
	},
};
const sigkill: Death = {...bySignal('SIGKILL', 137), isUnheard: true};

type OtherScreen = {
	readonly name: string;
	readonly args: readonly string[];
	/** Brings it to where much is under way. */
	busy(terminal: Terminal): Promise<unknown>;
	/** Brings it, from there, to where nothing changes any more. */
	rest(terminal: Terminal): Promise<unknown>;
	/** Of all the ways to die, those that it dies in here: all screens together die in each. */
	readonly deaths: readonly Death[];
};

const lab = ['lab', '--cures', 'queue', '--clients', '4', '--accounts', '2', '--seed', '7'];

const atItsEnd = async (terminal: Terminal): Promise<void> => {
	terminal.type('\u{1B}[F');
	await terminal.waitFor(/at its end/v);
};

const screens: readonly OtherScreen[] = [
	{
		name: 'a storm',
		args: ['storm', '--clients', '8', '--cap', '40ms'],
		busy: async terminal => terminal.waitFor(text => text.includes('running') && allIsWell.test(text) && !text.includes(' 0 committed')),
		async rest(terminal) {
			terminal.type(' ');
			await terminal.waitFor(/stopped {2}\d:\d\d/v);
		},
		deaths: [exception, bySignal('SIGTERM', 143), sigkill],
	},
	{
		name: 'a lab',
		args: [...lab, '--duration', '400ms', '--rounds', '100'],
		busy: async terminal => terminal.waitFor(/round \d+ of 100/v),
		async rest(terminal) {
			terminal.type(' ');
			await terminal.waitFor(/◌ paused between two runs/v);
		},
		deaths: [exception, bySignal('SIGHUP', 129), sigkill],
	},
	{
		name: 'a lesson in its storm',
		args: ['lesson', 'why-jitter'],
		async busy(terminal) {
			await terminal.waitFor(/next {2}storm:/v);
			terminal.type('.');
			await terminal.waitFor(/The storm goes on/v);
		},
		rest: async terminal => terminal.waitFor(/next {2}storm:/v),
		deaths: [exception, rejection, bySignal('SIGINT', 130)],
	},
	{
		name: 'a replayed storm',
		args: ['replay', fixtureFile('storm')],
		busy: async terminal => terminal.waitFor(/goes on/v),
		rest: atItsEnd,
		deaths: [exception, bySignal('SIGTERM', 143)],
	},
	{
		name: 'a replayed lesson of storms',
		args: ['replay', fixtureFile('lesson-of-storms')],
		busy: async terminal => terminal.waitFor(/goes on/v),
		rest: atItsEnd,
		deaths: [ctrlC, bySignal('SIGHUP', 129)],
	},
];

describe('The other screens', {concurrency: 2}, () => {
	for (const {name, args, busy, rest, deaths} of screens) {
		for (const {how, code, isUnheard, bug, die} of deaths) {
			test(`after ${how}, ${isUnheard ? 'nothing of the program is left' : 'the terminal is whole again'}, from ${name}`, {timeout: 60_000}, async (t: TestContext) => {
				const shell = await openShell(t, args, bug === undefined ? {} : planted(bug));
				await busy(shell);
				die(shell);
				const screen = await shell.waitFor(/^shell\$ code \d+, \w+$/mv);
				t.assert.match(screen, new RegExp(String.raw`^shell\$ code ${code}, ${isUnheard ? 'raw' : 'cooked'}$`, 'mv'));
				t.assert.deepStrictEqual(leftOn(shell).length > 0, isUnheard === true);
				t.assert.strictEqual(shell.onAlternateScreen, isUnheard === true);
				if (bug !== undefined) {
					t.assert.ok(screen.replaceAll('\n', ' ').replaceAll(' ', '').includes(broken.replaceAll(' ', '')), screen);
				}

				t.assert.ok(await isGone(shell.programId), 'its server and its directory are gone');
			});
		}

		test(`put aside and resized, it is what it was: ${name}`, linuxOnly, async (t: TestContext) => {
			await using terminal = openBankTerminal(args);
			await busy(terminal);
			const before = terminal.raw().length;
			terminal.type('\u{1A}');
			t.assert.ok(await waitUntil(() => readFileSync(`/proc/${terminal.pid}/stat`, 'utf8').includes(') T '), {limit: 5000}), 'it is stopped');
			t.assert.ok(await waitUntil(() => terminal.raw().includes('\u{1B}[?1049l', before) && leftOn(terminal).length === 0, {limit: 5000}), 'nothing is left on');
			process.kill(terminal.pid, 'SIGCONT');
			t.assert.ok(await waitUntil(() => terminal.raw().includes('\u{1B}[?1049h', before), {limit: 5000}), 'it is back');
			await rest(terminal);
			// How long reading the balances takes is the one thing that still changes.
			const still = (text: string) => text.replaceAll(/ +[\d.]+m?s$/gmv, '');
			const shown = still(terminal.text());
			const random = seededRandom(200);
			for (let round = 0; round < 200; round++) {
				terminal.resize(20 + Math.floor(random() * 281), 5 + Math.floor(random() * 76));
				await turn();
			}

			terminal.resize(80, 24);
			await terminal.waitFor(text => still(text) === shown);
			terminal.type('q');
			t.assert.strictEqual((await terminal.exited).code, 0);
			t.assert.deepStrictEqual(leftOn(terminal), []);
		});
	}
});
