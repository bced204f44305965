import {
	chmod, readdir, stat, truncate, writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {describe, test, type TestContext} from 'node:test';
import pg from 'pg';
import {startEmbeddedServer} from '../../../source/database/embedded/embedded-server.js';
import {findPlatformPackage} from '../../../source/database/embedded/platform-package.js';
import {openTemplate} from '../../../source/database/embedded/template.js';
import {makePlace} from './place.js';

const onlyWithShell = {skip: process.platform === 'win32' ? 'there is no shell that would unpack it' : false};

/** Starts a server, asks which database it was made as, which copies of one another agree about, and stops it. */
const identifierOf = async (cache: string): Promise<string> => {
	const server = await startEmbeddedServer({cache});
	const client = new pg.Client(server.connection);
	try {
		await client.connect();
		const {rows} = await client.query<{id: string}>('SELECT system_identifier::text AS id FROM pg_control_system()');
		return rows[0]?.id ?? '';
	} finally {
		await client.end();
		await server.stop();
	}
};

const templateIn = async (cache: string): Promise<string> => {
	const names = await readdir(cache);
	return path.join(cache, names.find(name => name.endsWith('.tar')) ?? 'none');
};

describe('A new database that is kept', onlyWithShell, () => {
	test('is what the next start begins with', async (t: TestContext) => {
		const cache = path.join(await makePlace(t), 'caches', 'backoff-bank');
		const first = await identifierOf(cache);
		const [name, ...others] = await readdir(cache);
		t.assert.match(String(name), /^database-[\da-f]{16}\.tar$/v);
		t.assert.deepStrictEqual(others, []);
		const {mode} = await stat(await templateIn(cache));
		t.assert.strictEqual(mode % 0o1000, 0o600);
		t.assert.deepStrictEqual([await identifierOf(cache), await identifierOf(cache)], [first, first]);
	});

	test('is made again where it was damaged, or somebody else could have written it', async (t: TestContext) => {
		const cache = await makePlace(t);
		const first = await identifierOf(cache);
		const template = await templateIn(cache);
		await truncate(template, 1_000_000);
		const second = await identifierOf(cache);
		t.assert.notStrictEqual(second, first);
		t.assert.deepStrictEqual(await readdir(cache), [], 'what nothing can be made of is gone');
		const third = await identifierOf(cache);
		await chmod(template, 0o622);
		const fourth = await identifierOf(cache);
		t.assert.notStrictEqual(fourth, third);
		t.assert.strictEqual(await identifierOf(cache), fourth);
	});

	test('takes the place of those of other versions, and of what was never finished', async (t: TestContext) => {
		const cache = await makePlace(t);
		const stays = [`database-0123456789abcdef.tar.${process.pid}-7`, 'database.tar', 'v24.0.0-x64'];
		const goes = new Set(['database-0123456789abcdef.tar', 'database-0123456789abcdef.tar.4194999-1']);
		await Promise.all([...stays, ...goes].map(async name => writeFile(path.join(cache, name), '')));
		const template = await openTemplate(findPlatformPackage(), cache);
		await template.keep();
		await template.close();
		const names = await readdir(cache);
		t.assert.deepStrictEqual(names.filter(name => goes.has(name)), []);
		t.assert.deepStrictEqual(names.filter(name => stays.includes(name)), stays.toSorted());
		t.assert.strictEqual(names.length, stays.length + 1);
	});

	test('is nothing that a start depends on', async (t: TestContext) => {
		const place = await makePlace(t);
		const file = path.join(place, 'file');
		await writeFile(file, '');
		t.assert.match(await identifierOf(path.join(file, 'no directory')), /^\d+$/v);
	});

	test('is whole, whoever starts at the same time', async (t: TestContext) => {
		const cache = await makePlace(t);
		const identifiers = await Promise.all([identifierOf(cache), identifierOf(cache)]);
		t.assert.strictEqual(new Set(identifiers).size, 2);
		t.assert.ok(identifiers.includes(await identifierOf(cache)));
		t.assert.strictEqual((await readdir(cache)).length, 1);
	});
});
