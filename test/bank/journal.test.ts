import {randomUUID} from 'node:crypto';
import {spawnSync} from 'node:child_process';
import {
	appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {test, type TestContext} from 'node:test';
import {
	closeEntry, embeddedBank, Journal, readLeftOver,
} from '../../source/bank/journal.js';
import {stateDirectory} from '../../source/bank/state-directory.js';
import type {Transfer} from '../../source/bank/transfer.js';

const transferOf = (cents: bigint): Transfer => ({id: randomUUID(), from: randomUUID(), to: randomUUID(), cents});

/** A directory for one test, and how a program that is gone would have left its journal there. */
const makePlace = async (t: TestContext) => {
	const home = await mkdtemp(path.join(os.tmpdir(), 'journal-'));
	t.after(async () => rm(home, {recursive: true}));
	const directory = path.join(home, 'state', 'backoff-bank');
	const {pid: gone} = spawnSync(process.execPath, ['--version']);
	return {
		directory,
		files: async () => readdir(directory).catch(() => []),
		/** Lets the journal's program be gone. */
		async abandon() {
			const [name = ''] = await readdir(directory);
			const file = path.join(directory, name);
			const text = await readFile(file, 'utf8');
			await writeFile(file, text.replace(`"pid":${process.pid}`, () => `"pid":${gone}`));
			return file;
		},
	};
};

test('A journal is readable by nobody else, and there before it is asked for', async (t: TestContext) => {
	const {directory, files} = await makePlace(t);
	const journal = new Journal(directory);
	t.assert.deepStrictEqual(await files(), [], 'nothing is written before there is something to write');
	journal.asked('a bank', transferOf(100n));
	const [name = ''] = await files();
	const modes = await Promise.all([directory, path.join(directory, name)].map(async each => stat(each)));
	t.assert.deepStrictEqual(modes.map(({mode}) => (mode % 0o1000).toString(8)), ['700', '600']);
});

test('A journal in which nothing is open leaves nothing behind', async (t: TestContext) => {
	const {directory, files} = await makePlace(t);
	const [journal, empty] = [new Journal(directory), new Journal(directory)];
	const transfer = transferOf(100n);
	journal.asked('a bank', transfer);
	journal.ended(transfer.id);
	journal.close();
	empty.close();
	t.assert.deepStrictEqual(await files(), []);
});

test('What a program that is gone left open is read, to the cent, and what it had ended is not', async (t: TestContext) => {
	const {directory, abandon} = await makePlace(t);
	const journal = new Journal(directory);
	const [done, open, huge] = [transferOf(1n), transferOf(2n), transferOf(9_223_372_036_854_775_807n)];
	for (const transfer of [done, open, huge]) {
		journal.asked('10.0.0.1:26257/bank backoff_bank', transfer);
	}

	journal.ended(done.id);
	journal.close();
	t.assert.deepStrictEqual(await readLeftOver(directory), [], 'its program still runs');
	const file = await abandon();
	const left = await readLeftOver(directory);
	t.assert.deepStrictEqual(left.map(({id, from, to, cents, bank}) => ({id, from, to, cents, bank})), [open, huge].map(transfer => ({...transfer, bank: '10.0.0.1:26257/bank backoff_bank'})));
	t.assert.ok(left.every(entry => entry.file === file && Math.abs(entry.askedAt - Date.now()) < 60_000));
});

test('A bank that ended with its program leaves nothing to find out', async (t: TestContext) => {
	const {directory, abandon, files} = await makePlace(t);
	const journal = new Journal(directory);
	journal.asked(`${embeddedBank} backoff_bank`, transferOf(1n));
	journal.close();
	await abandon();
	t.assert.deepStrictEqual([await readLeftOver(directory), await files()], [[], []]);
});

test('A line that was only half written was never sent, and disturbs nothing', async (t: TestContext) => {
	const {directory, abandon, files} = await makePlace(t);
	const journal = new Journal(directory);
	const transfer = transferOf(5n);
	journal.asked('a bank', transfer);
	const file = await abandon();
	await appendFile(file, '{"v":1,"type":"asked","at":17');
	const [entry, ...others] = await readLeftOver(directory);
	t.assert.deepStrictEqual([entry?.id, others], [transfer.id, []]);
	t.assert.ok(entry);
	await closeEntry(entry);
	t.assert.deepStrictEqual([await readLeftOver(directory), await files()], [[], []]);
	await closeEntry(entry);
	t.assert.deepStrictEqual(await files(), [], 'closing what is gone brings nothing back');
});

test('Of several that are open, each is closed by itself', async (t: TestContext) => {
	const {directory, abandon, files} = await makePlace(t);
	const journal = new Journal(directory);
	const transfers = [transferOf(1n), transferOf(2n)];
	for (const transfer of transfers) {
		journal.asked('a bank', transfer);
	}

	await abandon();
	const [first, second] = await readLeftOver(directory);
	t.assert.ok(first);
	t.assert.ok(second);
	await closeEntry(first);
	const left = await readLeftOver(directory);
	t.assert.deepStrictEqual(left.map(({id}) => id), [second.id]);
	await closeEntry(second);
	t.assert.deepStrictEqual(await files(), []);
});

test('A journal that can not be written says so once, and keeps nobody from transferring', async (t: TestContext) => {
	const {directory} = await makePlace(t);
	const place = path.dirname(path.dirname(directory));
	await writeFile(path.join(place, 'file'), '');
	for (const [where, why] of [[path.join(place, 'file', 'state'), /ENOTDIR|EEXIST/v], [undefined, /neither XDG_STATE_HOME nor HOME/v]] as const) {
		const problems: string[] = [];
		const journal = new Journal(where, problem => {
			problems.push(problem);
		});
		const transfer = transferOf(1n);
		journal.asked('a bank', transfer);
		journal.ended(transfer.id);
		journal.close();
		t.assert.strictEqual(problems.length, 1);
		t.assert.match(problems[0] ?? '', why);
		t.assert.deepStrictEqual(await readLeftOver(where), []);
	}
});

test('It is kept where state is kept', (t: TestContext) => {
	t.assert.strictEqual(stateDirectory({XDG_STATE_HOME: '/state', HOME: '/home/ann'}), path.join('/state', 'backoff-bank'));
	t.assert.strictEqual(stateDirectory({XDG_STATE_HOME: 'relative', HOME: '/home/ann'}), path.join('/home/ann', '.local', 'state', 'backoff-bank'));
	t.assert.strictEqual(stateDirectory({LOCALAPPDATA: '/users/ann/local'}), path.join('/users/ann/local', 'backoff-bank'));
	t.assert.strictEqual(stateDirectory({}), undefined);
});
