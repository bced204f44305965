import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {after, describe, test, type TestContext} from 'node:test';
import {openBank} from '../../source/bank/open-bank.js';
import {definitions, flagOf, type SettingName} from '../../source/settings.js';
import {controlsIn, isGone, runProgram} from '../support/command-line.js';
import {findFreePort} from '../../source/database/embedded/free-port.js';
import {connectFor, startServer} from '../support/servers.js';

const server = await startServer('loopback');
const canary = 'cAnary/#%';
const isOurs = server.kind === 'embedded';
await server.run(...(isOurs ? [`CREATE ROLE ann LOGIN PASSWORD '${canary}'`, 'GRANT CREATE ON DATABASE postgres TO ann'] : []));
after(async () => {
	await server.stop();
});

const closed = await findFreePort();
const url = isOurs ? server.url({user: 'ann', password: canary}) : server.url();
/** Once is enough for what has nothing to do with the server. */
const onceOnly = {skip: !isOurs && 'it has nothing to do with the server'};
/** Where the mode makes no difference. */
const inOneMode = {skip: server.restart !== 'begin' && 'it is the same in both modes'};

/** The line of the doctor's answer that begins with this. */
const lineOf = (stdout: string, name: string): string => stdout.split('\n').find(line => line.trim().startsWith(`${name} `))?.trim() ?? '';

/** Windows has other rights. */
const unixOnly = {skip: process.platform === 'win32' ? 'a mode says nothing there' : onceOnly.skip};

describe('doctor', {concurrency: server.hasSchemas ? 2 : 1}, () => {
	test('looks at this machine, the settings and the server of our own', onceOnly, async (t: TestContext) => {
		const {code, stdout, stderr, pid} = await runProgram(['doctor']);
		t.assert.deepStrictEqual([code, stderr, controlsIn(stdout)], [0, '', []]);
		t.assert.ok(lineOf(stdout, 'Node').includes(`${process.versions.node} on ${process.platform}`));
		t.assert.match(lineOf(stdout, 'terminal'), /none: output is a file or a pipe/v);
		t.assert.match(lineOf(stdout, 'engine'), /PostgreSQL 18\.\d+, embedded/v);
		t.assert.match(lineOf(stdout, 'TLS'), /none/v);
		t.assert.match(lineOf(stdout, 'isolation'), / serializable$/v);
		t.assert.match(lineOf(stdout, 'latency'), /[\d.]+ms a round trip/v);
		t.assert.match(stdout, /All is well\.\n$/v);
		t.assert.deepStrictEqual((Object.keys(definitions) as SettingName[]).filter(name => !lineOf(stdout, flagOf(name)).endsWith(' default')), []);
		t.assert.ok(await isGone(pid));
	});

	test('says where each setting comes from, and never the password', onceOnly, async (t: TestContext) => {
		const place = await mkdtemp(path.join(os.tmpdir(), 'doctor-'));
		t.after(async () => rm(place, {recursive: true}));
		await writeFile(path.join(place, '.env'), `DATABASE_URL=${url}\nBACKOFF_BANK_RIVALS=3\nBACKOFF_BANK_BASE=1s\n`);
		const {code, stdout, stderr} = await runProgram(['doctor', '--max-attempts', '4', '--isolation', 'read-committed'], {cwd: place, env: {BACKOFF_BANK_BASE: '70ms', NO_COLOR: '1'}});
		t.assert.deepStrictEqual([code, stderr], [0, '']);
		const settings = ['url', 'rivals', 'base', 'max-attempts', 'color', 'cap'].map(name => lineOf(stdout, `--${name}`).split(/\s{2,}/v));
		t.assert.deepStrictEqual(settings.map(([, value, origin]) => [value?.replace(/:\d+\//v, ':PORT/'), origin]), [
			['ann@127.0.0.1:PORT/postgres', '.env'],
			['3', '.env'],
			['70ms', 'environment'],
			['4', 'flag'],
			['false', 'environment'],
			['5s', 'default'],
		]);
		t.assert.match(lineOf(stdout, 'where'), /ann@127\.0\.0\.1:\d+\/postgres$/v);
		t.assert.match(lineOf(stdout, 'isolation'), / read committed$/v);
		t.assert.doesNotMatch(stdout, /cAnary/v);
	});

	test('points out an .env that others can read', unixOnly, async (t: TestContext) => {
		const place = await mkdtemp(path.join(os.tmpdir(), 'doctor-'));
		t.after(async () => rm(place, {recursive: true}));
		const file = path.join(place, '.env');
		await writeFile(file, 'BACKOFF_BANK_RIVALS=1\n');
		const found: boolean[] = [];
		for (const mode of [0o644, 0o600]) {
			await chmod(file, mode);
			const {code, stdout} = await runProgram(['doctor'], {cwd: place});
			t.assert.strictEqual(code, 0);
			found.push(stdout.includes('Others can read the file .env'));
		}

		t.assert.deepStrictEqual(found, [true, false]);
	});

	test('looks and does not touch', inOneMode, async (t: TestContext) => {
		// Another test makes one meanwhile.
		const schemas = 'SELECT nspname FROM pg_namespace WHERE nspname <> \'there\' ORDER BY 1';
		const before = await server.run(schemas);
		const schema = await server.freshSchema('untouched');
		const {code, stdout, stderr} = await runProgram(['doctor', '--url', url, '--schema', schema]);
		t.assert.deepStrictEqual([code, stderr, controlsIn(stdout)], [0, '', []]);
		t.assert.match(lineOf(stdout, 'bank'), new RegExp(`not there yet.*${schema}`, 'v'));
		t.assert.match(lineOf(stdout, 'engine'), isOurs ? /PostgreSQL 18\.\d+$/v : new RegExp(`CockroachDB ${server.kind.includes('20.1') ? '20.1.0' : '26.2.0'}$`, 'v'));
		t.assert.deepStrictEqual(await server.run(schemas), before);
	});

	test('finds the bank that is there', inOneMode, async (t: TestContext) => {
		const schema = await server.freshSchema('there');
		await openBank(await connectFor(t, server.url()), {schema});
		const {code, stdout} = await runProgram(['doctor', '--url', server.url(), '--schema', schema], {env: {FORCE_COLOR: '3'}});
		t.assert.strictEqual(code, 0);
		t.assert.match(lineOf(stdout, 'bank'), new RegExp(`its tables are there, in ${schema}$`, 'v'));
		t.assert.deepStrictEqual(controlsIn(stdout), []);
	});

	for (const [what, where, code, says] of [
		['the password is wrong', server.url({user: 'ann', password: 'c%Anary?'}), 3, /^Can't connect to ann@.*refused the password of ann.*\n$/v],
		['nobody listens', `postgresql://ann:${encodeURIComponent(canary)}@127.0.0.1:${closed}/bank`, 3, /^Can't connect to ann@.*Nothing listens.*\n$/v],
		['there is no such database', server.url({user: 'ann', password: canary, database: 'no\u{1B}[31mwhere'}), 3, /There is no database named no.*where\./v],
		['the connection string can\'t be one', `mysql://ann:${canary}@h/d`, 2, /^The connection string begins with mysql:.*\n$/v],
	] as const) {
		test(`says what it can, and that ${what}: code ${code}, without the password`, onceOnly, async (t: TestContext) => {
			const ended = await runProgram(['doctor', '--url', where]);
			t.assert.match(ended.stderr, says);
			t.assert.match(ended.stdout, /This machine/v);
			t.assert.deepStrictEqual([ended.code, controlsIn(ended.stdout + ended.stderr)], [code, []]);
			t.assert.doesNotMatch(ended.stdout + ended.stderr, /anary/v);
		});
	}
});
