import {describe, test, type TestContext} from 'node:test';
import {
	definitions, flagOf, readSettings, SettingError, variableOf, type Environment, type Flags, type SettingName,
} from '../source/settings.js';
import {readThenWrite} from '../source/load/cures/read-then-write.js';
import {evenly} from '../source/load/hot-spot.js';
import {constant} from '../source/transactions/policies/constant.js';
import {fullJitter} from '../source/transactions/policies/full-jitter.js';

/** Two values that a setting takes, and two that it refuses. */
const samples: Readonly<Record<SettingName, {readonly good: readonly [string, string]; readonly bad: readonly string[]}>> = {
	url: {good: ['postgresql://a', 'postgresql://b'], bad: []},
	schema: {good: ['one', 'two'], bad: ['Ö', 'a"b']},
	accounts: {good: ['2', '1000000'], bad: ['1', '1000001']},
	policy: {good: ['none', 'constant'], bad: ['slow', '']},
	base: {good: ['10ms', '1s'], bad: ['soon', '-1']},
	cap: {good: ['6s', '7000'], bad: ['1h', '1e9']},
	maxAttempts: {good: ['1', '1000'], bad: ['0', '1001']},
	timeout: {good: ['1s', '2m'], bad: ['never', '1 s']},
	statementTimeout: {good: ['1s', '250ms'], bad: ['0', 'soon', '61m']},
	poolTimeout: {good: ['60m', '1'], bad: ['0s', '1h', '3600001']},
	isolation: {good: ['read-committed', 'repeatable-read'], bad: ['none', 'serial']},
	restart: {good: ['savepoint', 'begin'], bad: ['release', '']},
	rivals: {good: ['0', '3'], bad: ['-1', 'many']},
	fault: {good: ['cut', 'lose-commit,freeze'], bad: ['fire', 'cut,', 'cut freeze']},
	id: {good: ['3f2a1c9e-5b7d-4e10-9a44-0c6d2b8f7e31', '00000000-0000-0000-0000-000000000000'], bad: ['1', '3f2a1c9e5b7d4e109a440c6d2b8f7e31']},
	pace: {good: ['0.1', '10'], bad: ['0', 'slow']},
	seed: {good: ['0', '4294967295'], bad: ['4294967296', 'x']},
	clients: {good: ['1', '1000'], bad: ['0', '1001']},
	hot: {good: ['2', '90%:2'], bad: ['0', '101%:2', '']},
	cure: {good: ['for-update', 'queue'], bad: ['aspirin', '']},
	duration: {good: ['10s', '250ms'], bad: ['0', '2h']},
	rate: {good: ['1', '100000'], bad: ['0', 'fast']},
	think: {good: ['0', '5ms'], bad: ['-1', 'long']},
	cures: {good: ['queue', 'queue,read-modify-write'], bad: ['aspirin', 'queue,', '']},
	policies: {good: ['none', 'full,full:5ms-1s'], bad: ['slow', 'full:1s-5ms', 'full:1s', 'full:-1-5', '']},
	isolations: {good: ['serializable', 'read-committed,repeatable-read'], bad: ['none', 'serializable,']},
	rounds: {good: ['1', '100'], bad: ['0', '101']},
	article: {good: ['1', 'yes'], bad: ['maybe', '2']},
	report: {good: ['lab.html', 'a.md,../b c.CSV'], bad: ['lab', 'lab.pdf', '.html', 'a.md,']},
	plain: {good: ['1', 'yes'], bad: ['maybe', '2']},
	matrix: {good: ['1', 'yes'], bad: ['maybe', '2']},
	markdown: {good: ['1', 'yes'], bad: ['maybe', '2']},
	new: {good: ['a.yaml', 'b.yaml'], bad: ['', ' ']},
	json: {good: ['1', 'yes'], bad: ['maybe', '2']},
	record: {good: ['monday.jsonl', '../a b'], bad: ['', ' ']},
	to: {good: ['md', 'cast3'], bad: ['', 'MD', 'a b']},
	out: {good: ['a.svg', '../b c'], bad: ['', ' ']},
	keep: {good: ['1', 'true'], bad: ['maybe', '2']},
	verbose: {good: ['1', 'true'], bad: ['maybe', '2']},
	color: {good: ['0', 'no'], bad: ['maybe', '2']},
	theme: {good: ['light', 'contrast'], bad: ['pink', 'Dark']},
	ascii: {good: ['1', 'yes'], bad: ['maybe', '2']},
	projector: {good: ['1', 'true'], bad: ['maybe', '2']},
	accessible: {good: ['1', 'yes'], bad: ['maybe', '2']},
};

const names = Object.keys(samples) as SettingName[];

describe('Settings', () => {
	test('are those of the tables here', (t: TestContext) => {
		t.assert.deepStrictEqual(Object.keys(definitions), names);
	});

	test('are what the help says without being set', (t: TestContext) => {
		const {settings, origins} = readSettings({}, {});
		t.assert.deepStrictEqual(settings, {
			url: undefined, schema: 'backoff_bank', accounts: undefined, policy: fullJitter, base: 50, cap: 5000, maxAttempts: 10, timeout: 30_000,
			statementTimeout: 10_000, poolTimeout: 5000, isolation: 'serializable', restart: 'begin', rivals: undefined, fault: [], id: undefined, pace: 1,
			seed: undefined, clients: 16, hot: evenly, cure: readThenWrite, duration: undefined, rate: undefined, think: 0, cures: undefined, policies: undefined,
			isolations: undefined, rounds: undefined, article: false, report: [], plain: false,
			matrix: false, markdown: false, new: undefined, json: false, record: undefined, to: undefined, out: undefined, keep: false, verbose: false,
			color: true, theme: undefined, ascii: false, projector: false, accessible: false,
		});
		t.assert.deepStrictEqual([...origins], names.map(name => [name, 'default']));
	});

	for (const name of names) {
		const {good: [first, second], bad} = samples[name];
		const read = (flags: Flags, environment: Environment, dotenv = '') => {
			const {settings, origins} = readSettings(flags, environment, dotenv);
			return {value: settings[name], origin: origins.get(name)};
		};

		const variable = variableOf(name);
		const expected = definitions[name].read(first);

		test(`take ${name} from the flag, then the environment, then .env`, (t: TestContext) => {
			t.assert.deepStrictEqual(read({[name]: first}, {[variable]: second}, `${variable}=${second}`), {value: expected, origin: 'flag'});
			t.assert.deepStrictEqual(read({}, {[variable]: first}, `${variable}=${second}`), {value: expected, origin: 'environment'});
			t.assert.deepStrictEqual(read({}, {}, `# one\n${variable}='${first}'\n`), {value: expected, origin: '.env'});
			t.assert.strictEqual(read({}, {[variable]: ''}, `${variable}=`).origin, 'default');
			t.assert.deepStrictEqual(read({}, {[variable]: ''}, `${variable}=${first}`), {value: expected, origin: '.env'});
		});

		for (const text of bad) {
			test(`refuse ${name} of ${JSON.stringify(text)}, and name the value and where it stands`, (t: TestContext) => {
				const refuses = (source: string, flags: Flags, environment: Environment, dotenv?: string) => {
					t.assert.throws(() => readSettings(flags, environment, dotenv), (error: unknown) => error instanceof SettingError
						&& error.message.startsWith(`${source} can't be "${text}": `) && error.message.length > `${source} can't be "${text}": .`.length);
				};

				refuses(flagOf(name), {[name]: text}, {});
				if (text === '') {
					return;
				}

				refuses(variable, {}, {[variable]: text});
				refuses(`${variable} in .env`, {}, {}, `${variable}='${text}'`);
			});
		}
	}

	test('are named alike on the command line and in the environment', (t: TestContext) => {
		t.assert.strictEqual(flagOf('maxAttempts'), '--max-attempts');
		t.assert.strictEqual(variableOf('maxAttempts'), 'BACKOFF_BANK_MAX_ATTEMPTS');
	});

	const places: ReadonlyArray<readonly [words: string, environment: Environment, dotenv: string, url: string]> = [
		['DATABASE_URL', {DATABASE_URL: 'd'}, '', 'd'],
		['BACKOFF_BANK_URL over DATABASE_URL', {DATABASE_URL: 'd', BACKOFF_BANK_URL: 'b'}, '', 'b'],
		['DATABASE_URL over both in .env', {DATABASE_URL: 'd'}, 'BACKOFF_BANK_URL=f\nDATABASE_URL=g', 'd'],
		['BACKOFF_BANK_URL over DATABASE_URL in .env', {}, 'DATABASE_URL=g\nBACKOFF_BANK_URL=f', 'f'],
		['DATABASE_URL where BACKOFF_BANK_URL is empty', {DATABASE_URL: 'd', BACKOFF_BANK_URL: ''}, '', 'd'],
		['.env where DATABASE_URL is empty', {DATABASE_URL: ''}, 'DATABASE_URL=g', 'g'],
	];
	for (const [words, environment, dotenv, url] of places) {
		test(`take the URL from ${words}`, (t: TestContext) => {
			t.assert.strictEqual(readSettings({}, environment, dotenv).settings.url, url);
			t.assert.strictEqual(readSettings({url: 'flag'}, environment, dotenv).settings.url, 'flag');
		});
	}

	const colours: ReadonlyArray<readonly [flags: Flags, environment: Environment, color: boolean]> = [
		[{}, {}, true],
		[{}, {NO_COLOR: '1'}, false],
		[{}, {NO_COLOR: '0'}, false],
		[{}, {NO_COLOR: ''}, true],
		[{color: true}, {NO_COLOR: '1'}, true],
		[{color: false}, {}, false],
		[{}, {NO_COLOR: '1', BACKOFF_BANK_COLOR: '1'}, true],
	];
	for (const [flags, environment, color] of colours) {
		test(`draw ${color ? 'in' : 'without'} colours with ${JSON.stringify({...flags, ...environment})}`, (t: TestContext) => {
			t.assert.strictEqual(readSettings(flags, environment).settings.color, color);
		});
	}

	const voices: ReadonlyArray<readonly [flags: Flags, environment: Environment, accessible: boolean]> = [
		[{}, {ACCESSIBLE: '1'}, true],
		[{}, {INK_SCREEN_READER: 'true'}, true],
		[{}, {ACCESSIBLE: '', INK_SCREEN_READER: 'yes'}, true],
		[{}, {ACCESSIBLE: '0', INK_SCREEN_READER: 'false'}, false],
		[{accessible: false}, {ACCESSIBLE: '1'}, false],
		[{}, {ACCESSIBLE: '1', BACKOFF_BANK_ACCESSIBLE: '0'}, false],
		[{accessible: true}, {}, true],
	];
	for (const [flags, environment, accessible] of voices) {
		test(`${accessible ? 'speak' : 'draw'} with ${JSON.stringify({...flags, ...environment})}`, (t: TestContext) => {
			const {settings, origins} = readSettings(flags, environment);
			t.assert.strictEqual(settings.accessible, accessible);
			t.assert.strictEqual(origins.get('accessible') === 'default', Object.keys(flags).length === 0 && !accessible && environment['BACKOFF_BANK_ACCESSIBLE'] === undefined);
		});
	}

	test('let a base that nobody chose go along with a shorter cap', (t: TestContext) => {
		t.assert.strictEqual(readSettings({cap: '20ms'}, {}).settings.base, 20);
		t.assert.strictEqual(readSettings({cap: '20s'}, {}).settings.base, 50);
	});

	test('take rate or time to think, not both', (t: TestContext) => {
		t.assert.throws(() => readSettings({rate: '5', think: '1ms'}, {}), (error: unknown) => error instanceof SettingError && error.message.includes('leave one of them out'));
	});

	test('take a base up to the cap, and say what to do about a longer one', (t: TestContext) => {
		t.assert.strictEqual(readSettings({base: '5s', policy: 'constant'}, {}).settings.policy, constant);
		t.assert.throws(() => readSettings({base: '6s'}, {}), (error: unknown) => error instanceof SettingError
			&& /base \(6000 ms\).*cap \(5000 ms\).*for example --cap 600000ms/v.test(error.message));
	});
});
