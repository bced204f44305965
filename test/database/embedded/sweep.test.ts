import {
	chown, mkdir, readdir, symlink, utimes, writeFile,
} from 'node:fs/promises';
import {createServer} from 'node:net';
import {once} from 'node:events';
import path from 'node:path';
import process from 'node:process';
import {spawnSync} from 'node:child_process';
import {test, type TestContext} from 'node:test';
import {startEmbeddedServer, sweepStaleDirectories} from '../../../source/database/embedded/embedded-server.js';
import {socketIn} from '../../../source/database/embedded/private-directory.js';
import {exists} from '../../../source/database/embedded/remains.js';
import {findUnprivilegedUser} from '../../../source/database/embedded/unprivileged-user.js';
import {waitUntil} from '../../../source/database/embedded/wait-until.js';
import {makePlace, patience} from './place.js';

const isRoot = process.geteuid?.() === 0;
const rootOnly = {skip: isRoot ? false : 'we are not root'};

// The number of a process that has just ended, and that no other will get for a while.
const deadPid = (): number => spawnSync('true').pid;

const makeStale = async (place: string, pid = deadPid()): Promise<string> => {
	const directory = path.join(place, `backoff-bank-${pid}-Abc123`);
	await mkdir(path.join(directory, 'data'), {recursive: true, mode: 0o700});
	await writeFile(path.join(directory, 'data', 'postmaster.pid'), `${deadPid()}\n`);
	return directory;
};

test('a start removes the directories of killed programs, and no other', async (t: TestContext) => {
	const place = await makePlace(t);
	const [base, stale] = [path.dirname(place), await makeStale(path.dirname(place))];
	const unrelated = path.join(place, 'backoff-bank-notes');
	await mkdir(unrelated);
	const server = await startEmbeddedServer();
	t.assert.ok(await waitUntil(async () => !await exists(stale), {limit: patience}), `it is gone from ${base}`);
	await sweepStaleDirectories({places: [place, base]});
	t.assert.ok(await exists(server.directory));
	t.assert.ok(await exists(unrelated));
	await server.stop();
});

test('what only looks like a stale directory is left alone', async (t: TestContext) => {
	const place = await makePlace(t);
	const target = path.join(place, 'target');
	await mkdir(target);
	await symlink(target, path.join(place, `backoff-bank-${deadPid()}-Link12`));
	await writeFile(path.join(place, `backoff-bank-${deadPid()}-File12`), '');
	await makeStale(place, process.ppid);
	const names = await readdir(place);
	t.assert.deepStrictEqual(await sweepStaleDirectories({places: [place, '/nowhere']}), []);
	t.assert.deepStrictEqual(await readdir(place), names);
});

test('a directory stays while something answers in it, which may be a program in another container', async (t: TestContext) => {
	const place = await makePlace(t);
	const directory = await makeStale(place);
	const listener = createServer().listen(socketIn(directory));
	await once(listener, 'listening');
	t.assert.deepStrictEqual(await sweepStaleDirectories({places: [place]}), []);
	listener.close();
	await once(listener, 'close');
	t.assert.deepStrictEqual(await sweepStaleDirectories({places: [place]}), [directory]);
});

test('a directory with our own number is stale if it is older than we are', async (t: TestContext) => {
	const place = await makePlace(t);
	const directory = await makeStale(place, process.pid);
	t.assert.deepStrictEqual(await sweepStaleDirectories({places: [place]}), []);
	await utimes(directory, 0, 0);
	t.assert.deepStrictEqual(await sweepStaleDirectories({places: [place], except: [directory]}), []);
	t.assert.deepStrictEqual(await sweepStaleDirectories({places: [place]}), [directory]);
});

test('root also sweeps what belongs to the unprivileged user, and nobody else\'s', rootOnly, async (t: TestContext) => {
	const place = await makePlace(t);
	const [nobody, another] = [await makeStale(place), await makeStale(place)];
	const identity = await findUnprivilegedUser();
	t.assert.ok(identity);
	await chown(path.join(nobody, 'data', 'postmaster.pid'), identity.uid, identity.gid);
	await chown(path.join(nobody, 'data'), identity.uid, identity.gid);
	await chown(nobody, identity.uid, identity.gid);
	await chown(another, 12_345, 12_345);
	t.assert.deepStrictEqual(await sweepStaleDirectories({places: [place]}), [nobody]);
});
