import {execFileSync} from 'node:child_process';
import {describe, test, type TestContext} from 'node:test';
import packageJson from '../package.json' with {type: 'json'};
import {settingsOf} from '../source/commands/command-help.js';
import {commands} from '../source/commands/index.js';
import type {Definition} from '../source/setting-definitions.js';
import {definitions, flagOf, type SettingName} from '../source/settings.js';
import {controlsIn, runProgram} from './support/command-line.js';

const named = commands.filter(({name}) => name !== '');
const flags = (Object.keys(definitions) as SettingName[]).map(name => flagOf(name));

/** Command lines that can't be meant, and what is said of them. */
const mistakes: ReadonlyArray<readonly [line: string, says: RegExp]> = [
	['--polcy none', /no option --polcy\. Did you mean --policy\?/v],
	['demo --max-atempts 3', /no option --max-atempts\. Did you mean --max-attempts\?/v],
	['--zzzzzzzzzz', /no option --zzzzzzzzzz\./v],
	['-x', /no option -x\./v],
	['--constructor', /no option --constructor\./v],
	['dmo --help', /no command "dmo"\. Did you mean demo\?/v],
	['dmo', /no command "dmo"\. Did you mean demo\?/v],
	['transfre Ada Ben 1', /no command "transfre"\. Did you mean transfer\?/v],
	['xylophone', /no command "xylophone"\./v],
	['demo now', /demo takes no words, and got "now"/v],
	['transfer', /three words, FROM TO AMOUNT, and got 0\. For example: backoff-bank transfer Ada Ben 100/v],
	['transfer Ada Ben', /three words, FROM TO AMOUNT, and got 2/v],
	['transfer Ada Ben 1 2', /three words, FROM TO AMOUNT, and got 4/v],
	['transfer Ada Ben abc', /"abc" is not an amount.*for example 100, 100\.5 or \$1,000\.00/v],
	['transfer Ada Ben -5', /"-5" is not an amount/v],
	['transfer Ada Ben 1e3', /"1e3" is not an amount/v],
	['transfer Ada Ben 0', /0 moves nothing/v],
	['transfer Ada Ben 92233720368547758.08', /more than the bank can count/v],
	['demo --rivals', /--rivals can't be "": it is a whole number/v],
	['demo --rivals two', /--rivals can't be "two": it is a whole number from 0 to 1,000, for example 3/v],
	['demo --rivals 1 --rivals 2', /--rivals.* once/v],
	['demo --policy slow', /--policy can't be "slow": it is one of/v],
	['demo --base 6s', /base \(6.*cap \(5/v],
	['demo --url nonsense', /connection string has no postgresql:\/\/.*for example postgresql:\/\//v],
	['demo --url postgresql://ann:canary@h:99999/d', /names the port 99999/v],
	['doctor --url https://ann:canary@h', /begins with https:\/\//v],
	['dem\u{1B}[31mo', /no command "dem\[31mo"/v],
];

describe('The command line', {concurrency: 3}, () => {
	for (const flag of ['--help', '-h']) {
		test(`answers ${flag} with every command and every option`, async (t: TestContext) => {
			const {code, stdout, stderr} = await runProgram([flag]);
			t.assert.deepStrictEqual([code, stderr, controlsIn(stdout)], [0, '', []]);
			t.assert.deepStrictEqual(flags.filter(each => !stdout.includes(each)), []);
			t.assert.deepStrictEqual(commands.filter(({usage, help}) => !stdout.includes(`$ backoff-bank ${usage}`) || !stdout.includes(help)), []);
			t.assert.ok(stdout.split('\n').every(line => line.length <= 100), 'short enough to read');
		});
	}

	test('answers COMMAND --help with its own usage, options and examples', async (t: TestContext) => {
		for (const {name, usage, help, examples} of named) {
			const {code, stdout, stderr} = await runProgram(name === 'transfer' ? ['transfer', 'Ada', '--help', 'Ben'] : [name, '-h']);
			t.assert.deepStrictEqual([code, stderr, controlsIn(stdout)], [0, '', []]);
			t.assert.ok(stdout.includes(`backoff-bank ${name}: ${help}\n`));
			t.assert.ok(stdout.includes(`$ backoff-bank ${usage}\n`));
			t.assert.ok(examples.length >= 2);
			t.assert.deepStrictEqual(examples.filter(example => !stdout.includes(`$ backoff-bank ${example}\n`)), []);
			t.assert.deepStrictEqual(flags.filter(flag => stdout.includes(`\n    ${flag} `)), settingsOf(name).map(setting => flagOf(setting)));
			t.assert.ok(stdout.split('\n').every(line => line.length <= 100), 'short enough to read');
		}
	});

	test('gives options to commands that there are, and to those that the help names', (t: TestContext) => {
		for (const {help, commands: takers} of Object.values<Definition<unknown>>(definitions)) {
			t.assert.deepStrictEqual(takers?.filter(name => commands.every(each => each.name !== name)) ?? [], []);
			const words = /\((?<list>[a-z]+(?:, [a-z]+)*)\)/v.exec(help)?.groups?.['list']?.split(', ') ?? [];
			if (takers && words.length > 0 && words.every(name => commands.some(each => each.name === name))) {
				t.assert.deepStrictEqual(takers, words, help);
			}
		}
	});

	test('answers --version with the version', async (t: TestContext) => {
		const {code, stdout, stderr} = await runProgram(['--version']);
		t.assert.deepStrictEqual([code, stdout, stderr], [0, `${packageJson.version}\n`, '']);
	});

	for (const [line, says] of mistakes) {
		test(`refuses ${JSON.stringify(line)}: code 2, one sentence and nothing else`, async (t: TestContext) => {
			const {code, stdout, stderr, elapsed} = await runProgram(line.split(' '));
			t.assert.match(stderr, says);
			t.assert.deepStrictEqual([code, controlsIn(stderr)], [2, []]);
			t.assert.doesNotMatch(stderr + stdout, /canary|^\s+at |Error:/mv);
			t.assert.ok(line.startsWith('doctor') || stdout === '', 'the doctor says first what it can');
			t.assert.ok(elapsed < 5000);
		});
	}

	test('names the variable that can\'t be', async (t: TestContext) => {
		const {code, stderr} = await runProgram(['demo'], {env: {BACKOFF_BANK_RIVALS: 'two'}});
		t.assert.strictEqual(code, 2);
		t.assert.match(stderr, /^BACKOFF_BANK_RIVALS can't be "two": /v);
	});

	for (const [words, env] of [['is no terminal', {}], ['are colours but no terminal', {FORCE_COLOR: '3', TERM: 'xterm-256color'}]] as const) {
		test(`alone, where there ${words}, explains what else there is`, async (t: TestContext) => {
			const {code, stdout, stderr} = await runProgram([], {env});
			t.assert.deepStrictEqual([code, stdout, controlsIn(stderr)], [2, '', []]);
			t.assert.match(stderr, /terminal, and there is none.*\n.*\n.*bank --accessible .*\n.*bank demo .*\n.*transfer FROM TO AMOUNT .*\n(?:.*\n)*.*lesson .*\n(?:.*\n)*.*doctor .*\n.*--help/v);
		});
	}
});

/** The system's own Node, if it is too old. */
const oldNode = ((): {readonly path: string; readonly version: string} | undefined => {
	for (const path of ['/usr/bin/node', '/usr/local/bin/node']) {
		try {
			const found = execFileSync(path, ['--version'], {encoding: 'utf8'}).trim().slice(1);
			if (Number(found.split('.', 1)[0]) < 22) {
				return {path, version: found};
			}
		} catch {
			// There is none.
		}
	}

	return undefined;
})();

const withOldNode = {skip: oldNode ? false : 'there is no Node here that is too old'};

describe('An unsuitable Node', withOldNode, () => {
	for (const args of [[], ['--help'], ['demo', '--json']]) {
		test(`is told which is needed, and nothing else, given ${JSON.stringify(args)}`, async (t: TestContext) => {
			const {code, stdout, stderr} = await runProgram(args, {node: oldNode?.path ?? ''});
			t.assert.deepStrictEqual([code, stdout], [2, '']);
			t.assert.match(stderr, /^Backoff Bank needs Node 22 or newer, and this is Node [\d.]+\. .*\n$/v);
			t.assert.ok(stderr.includes(oldNode?.version ?? ''));
		});
	}
});
