import {execFileSync, spawnSync} from 'node:child_process';
import {describe, test, type TestContext} from 'node:test';
import {commands} from '../../source/commands/index.js';
import {policies} from '../../source/transactions/policies/index.js';
import {definitions, flagOf, type SettingName} from '../../source/settings.js';
import {runProgram} from '../support/command-line.js';

const has = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status === 0;
const only = (shell: string) => ({skip: has(shell) ? false : `there is no ${shell} here`});
const options = (Object.keys(definitions) as SettingName[]).map(name => name === 'color' ? '--no-color' : flagOf(name));
const names = commands.map(({name}) => name).filter(name => name !== '');

/** What a real bash offers for the last of these words. */
const bashOffers = (script: string, words: readonly string[]): string[] => execFileSync('bash', ['-c', `${script}
COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); COMPREPLY=(); _backoff_bank; printf '%s\\n' "\${COMPREPLY[@]}"`, 'bash', ...words], {encoding: 'utf8'}).trim().split('\n');

describe('Completions', () => {
	test('of bash are the commands, the options and the values that there are', only('bash'), async (t: TestContext) => {
		const {code, stdout} = await runProgram(['completions', 'bash']);
		t.assert.strictEqual(code, 0);
		t.assert.deepStrictEqual(bashOffers(stdout, ['backoff-bank', '']), names);
		t.assert.deepStrictEqual(bashOffers(stdout, ['backoff-bank', 'demo', '--']), [...options, '--help', '--version']);
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
	});

	test('of zsh are taken by it', only('zsh'), async (t: TestContext) => {
		const {stdout} = await runProgram(['completions', 'zsh']);
		const taken = execFileSync('zsh', ['-f', '-c', `autoload -U compinit; compinit -D; ${stdout}\nprint -r -- $_comps[backoff-bank]`], {encoding: 'utf8'});
		t.assert.strictEqual(taken.trim(), '_backoff_bank');
		t.assert.deepStrictEqual(options.filter(option => !stdout.includes(`'${option}[`)), []);
	});

	test('of another shell are refused', async (t: TestContext) => {
		const {code, stderr} = await runProgram(['completions', 'tcsh']);
		t.assert.strictEqual(code, 2);
		t.assert.match(stderr, /takes one word, bash, zsh or fish/v);
	});
});
