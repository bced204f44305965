import {execFileSync, spawnSync} from 'node:child_process';
import {describe, test, type TestContext} from 'node:test';
import {settingsOf} from '../../source/commands/command-help.js';
import {commands} from '../../source/commands/index.js';
import {lessons} from '../../source/lessons/index.js';
import {policies} from '../../source/transactions/policies/index.js';
import {definitions, flagOf, type SettingName} from '../../source/settings.js';
import {runProgram} from '../support/command-line.js';

const has = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status === 0;
const only = (shell: string) => ({skip: has(shell) ? false : `there is no ${shell} here`});
const nameOf = (name: SettingName): string => name === 'color' ? '--no-color' : flagOf(name);
const options = (Object.keys(definitions) as SettingName[]).map(name => nameOf(name));
const optionsOf = (command: string) => settingsOf(command).map(name => nameOf(name));
const names = commands.map(({name}) => name).filter(name => name !== '');

/** What a real bash offers for the last of these words. */
const bashOffers = (script: string, words: readonly string[]): string[] => execFileSync('bash', ['-c', `${script}
COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); COMPREPLY=(); _backoff_bank; printf '%s\\n' "\${COMPREPLY[@]}"`, 'bash', ...words], {encoding: 'utf8'}).trim().split('\n');

describe('Completions', () => {
	test('of bash are the commands, the options and the values that there are', only('bash'), async (t: TestContext) => {
		const {code, stdout} = await runProgram(['completions', 'bash']);
		t.assert.strictEqual(code, 0);
		t.assert.deepStrictEqual(bashOffers(stdout, ['backoff-bank', '']), names);
		t.assert.deepStrictEqual(bashOffers(stdout, ['backoff-bank', '--']), [...options, '--help', '--version']);
		for (const name of names) {
			t.assert.deepStrictEqual(bashOffers(stdout, ['backoff-bank', name, '--']), [...optionsOf(name), '--help', '--version']);
		}

		t.assert.deepStrictEqual(bashOffers(stdout, ['backoff-bank', 'lesson', '']), lessons.map(({name}) => name));
		t.assert.deepStrictEqual(bashOffers(stdout, ['backoff-bank', '--verbose', 'lesson', '--seed', '7', 'wr']), ['write-skew']);
		t.assert.deepStrictEqual(bashOffers(stdout, ['backoff-bank', '--policy', '']), policies.map(({name}) => name));
		t.assert.deepStrictEqual(bashOffers(stdout, ['backoff-bank', '--base', '']), ['']);
	});

	test('of fish are the same', only('fish'), async (t: TestContext) => {
		const {stdout} = await runProgram(['completions', 'fish']);
		const offers = (line: string): string[] => execFileSync('fish', ['--no-config', '-c', `${stdout}\ncomplete -C '${line}'`], {encoding: 'utf8'})
			.trim().split('\n').map(offer => offer.split('\t', 1)[0] ?? '').toSorted();
		t.assert.deepStrictEqual(offers('backoff-bank d'), names.filter(name => name.startsWith('d')).toSorted());
		t.assert.deepStrictEqual(offers('backoff-bank --policy e'), ['equal', 'exponential']);
		t.assert.ok(offers('backoff-bank --max').includes('--max-attempts'));
		t.assert.deepStrictEqual(offers('backoff-bank lesson --ma'), ['--markdown', '--matrix']);
		t.assert.deepStrictEqual(offers('backoff-bank demo --mat'), ['']);
		t.assert.deepStrictEqual(offers('backoff-bank lesson wr'), ['write-skew']);
	});

	test('of zsh are taken by it', only('zsh'), async (t: TestContext) => {
		const {stdout} = await runProgram(['completions', 'zsh']);
		const taken = execFileSync('zsh', ['-f', '-c', `autoload -U compinit; compinit -D; ${stdout}\nprint -r -- $_comps[backoff-bank]`], {encoding: 'utf8'});
		t.assert.strictEqual(taken.trim(), '_backoff_bank');
		t.assert.deepStrictEqual(options.filter(option => !stdout.includes(`'${option}[`)), []);
		// What it is asked to offer, in place of what a terminal would show of that.
		const offers = (words: string): string[] => execFileSync('zsh', ['-f', '-c', `compdef() { }
_arguments() { print -rl -- "$@" $names }
${stdout}
words=(${words}); _backoff_bank`], {encoding: 'utf8'}).split('\n');
		const offered = offers('backoff-bank lesson --');
		t.assert.deepStrictEqual(options.filter(option => offered.some(line => line.startsWith(`${option}[`))), optionsOf('lesson'));
		t.assert.deepStrictEqual(lessons.filter(({name}) => !offered.includes(name)), []);
		t.assert.deepStrictEqual(options.filter(option => offers('backoff-bank --').some(line => line.startsWith(`${option}[`))), options);
	});

	test('of another shell are refused', async (t: TestContext) => {
		const {code, stderr} = await runProgram(['completions', 'tcsh']);
		t.assert.strictEqual(code, 2);
		t.assert.match(stderr, /takes one word, bash, zsh or fish/v);
	});
});
