import {spawnSync} from 'node:child_process';
import {
	mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {describe, test, type TestContext} from 'node:test';
import {thisProgram} from '../../source/bank/program-identity.js';
import {keepNotes} from '../../source/commands/keep-notes.js';
import {currentNotes} from '../../source/commands/notes-file.js';
import {rival} from '../../source/lessons/built-in/rival.js';
import {openBankTerminal} from '../support/bank-terminal.js';
import {controlsIn, startProgram} from '../support/command-line.js';

/** A place where programs keep their state, for one test. */
const makePlace = async (t: TestContext) => {
	const home = await mkdtemp(path.join(os.tmpdir(), 'notes-'));
	t.after(async () => rm(home, {recursive: true}));
	const directory = path.join(home, 'backoff-bank');
	return {home, directory, files: async () => (await readdir(directory).catch(() => [])).filter(name => name.startsWith('notes-'))};
};

const begun = {
	type: 'lesson-started', at: 1, lesson: 'rival', title: 'One transfer, one rival', look: 'What becomes of it.', sessions: ['you', 'rival'], steps: 17,
	isolation: 'serializable', inForce: 'serializable', server: 'PostgreSQL 18.4',
} as const;

describe('The notes of a lesson', {concurrency: 2}, () => {
	test('tell what was said, what is held and what comes along with it, and are gone at the end', async (t: TestContext) => {
		const {directory, files} = await makePlace(t);
		const keeper = keepNotes(rival, directory);
		keeper.held(1, 'nothing has started', 'postgresql');
		t.assert.deepStrictEqual(await files(), []);
		keeper.hear(begun);
		keeper.hear({type: 'lesson-step', at: 2, step: 1, of: 17});
		keeper.hear({type: 'lesson-caption', at: 3, text: 'You send $100.'});
		keeper.held(7, 'rival: COMMIT', 'postgresql');
		const held = await currentNotes(directory);
		t.assert.deepStrictEqual([held?.title, held?.isolation, held?.step, held?.of, held?.last, held?.next],
			['One transfer, one rival', 'serializable', 1, 17, {type: 'says', text: 'You send $100.'}, 'rival: COMMIT']);
		t.assert.deepStrictEqual(held?.along.map(({type}) => type), ['asks']);
		t.assert.match(held.along[0]?.answer ?? '', /40001/v);
		const [name = ''] = await files();
		t.assert.strictEqual((await stat(path.join(directory, name))).mode % 0o1000, 0o600);
		keeper.hear({type: 'lesson-step', at: 4, step: 7, of: 17, session: 'rival'});
		t.assert.strictEqual((await currentNotes(directory))?.next, undefined);
		keeper.hear({type: 'lesson-ended', at: 5, ok: true, missed: 0});
		t.assert.strictEqual((await currentNotes(directory))?.isOver, true);
		keeper.close();
		keeper.stopped();
		t.assert.deepStrictEqual(await files(), []);
	});

	test('of a program that is gone, or that only has its number, are none, and are removed', async (t: TestContext) => {
		const {directory, files} = await makePlace(t);
		const keeper = keepNotes(rival, directory);
		keeper.hear(begun);
		const [name = ''] = await files();
		const file = path.join(directory, name);
		const text = await readFile(file, 'utf8');
		const {pid: gone} = spawnSync(process.execPath, ['--version']);
		const {started} = thisProgram();
		const changes: ReadonlyArray<readonly [was: string, is: string]> = [
			[`"pid":${process.pid}`, `"pid":${gone}`],
			...(started === '' ? [] : [[`"started":"${started}"`, '"started":"1"'] as const]),
		];
		for (const [was, is] of changes) {
			await writeFile(file, text.replace(was, () => is));
			t.assert.strictEqual(await currentNotes(directory), undefined);
			t.assert.deepStrictEqual(await files(), []);
		}

		keeper.close();
	});

	test('can\'t be written where there is a file, and disturb nobody', async (t: TestContext) => {
		const {home} = await makePlace(t);
		const file = path.join(home, 'file');
		await writeFile(file, '');
		for (const where of [file, undefined]) {
			const keeper = keepNotes(rival, where);
			keeper.hear(begun);
			keeper.close();
			t.assert.strictEqual(await currentNotes(where), undefined);
		}
	});

	test('of others who write what they like are read without harm', async (t: TestContext) => {
		const {home, directory} = await makePlace(t);
		await mkdir(directory);
		const file = path.join(directory, 'notes-1.json');
		const hostile = '\u{1B}]0;mine\u{7}\u{1B}[2Jhello\n\u{202E}';
		const bodies: readonly unknown[] = [null, 7, [], {v: 2}, {v: 1, type: 'notes'}, {v: 1, type: 'notes', pid: -1, started: {}, notes: 'x'}, 'x'.repeat(70_000)];
		for (const body of bodies) {
			await writeFile(file, JSON.stringify(body));
			t.assert.strictEqual(await currentNotes(directory), undefined);
		}

		await writeFile(file, '{"v":1,"type":"no');
		t.assert.strictEqual(await currentNotes(directory), undefined);
		await writeFile(file, JSON.stringify({
			v: 1, type: 'notes', ...thisProgram(), at: 1,
			notes: {title: hostile, look: [], isolation: {}, step: 1e300, of: 'x', last: {type: 'shouts', text: hostile}, next: hostile, along: [null, {type: 'asks', text: hostile, answer: hostile}]},
		}));
		const program = startProgram(['notes'], {env: {XDG_STATE_HOME: home}});
		await program.until(/answer: /v);
		program.kill('SIGTERM');
		const {code, stdout, stderr} = await program.ended;
		t.assert.deepStrictEqual([code, stderr, controlsIn(stdout)], [143, '', []]);
		t.assert.match(stdout, /next +\]0;mine\[2Jhello/v);
		t.assert.doesNotMatch(stdout, /shouts/v);
	});

	test('follow a lesson from terminal to terminal', async (t: TestContext) => {
		const {home, files} = await makePlace(t);
		const env = {XDG_STATE_HOME: home};
		await using desk = openBankTerminal(['notes'], {env});
		await desk.waitFor(/No lesson is being shown/v);
		await using stage = openBankTerminal(['lesson', 'rival', '--base', '1ms'], {env});
		await desk.waitFor(/One transfer, one rival, serializable, step 0 of 13[\s\S]*last +You send \$100[\s\S]*next +you: BEGIN/v);
		for (const next of [/next +you: SELECT Ada's balance\s+then +\$1,000 covers it/v, /next +rival: BEGIN/v, /next +rival: UPDATE/v]) {
			stage.type('.');
			await desk.waitFor(next);
		}

		stage.type('.');
		const asked = await desk.waitFor(/next +rival: COMMIT[\s\S]*answer: No: 40001/v);
		t.assert.doesNotMatch(asked, /No lesson|SELECT/v);
		t.assert.match(asked, /then +asks: Our UPDATE only subtracts/v);
		stage.type('q');
		t.assert.strictEqual((await stage.exited).code, 0);
		const empty = await desk.waitFor(/No lesson is being shown/v);
		t.assert.doesNotMatch(empty, /rival: COMMIT/v);
		t.assert.deepStrictEqual(await files(), []);
		desk.kill('SIGINT');
		t.assert.strictEqual((await desk.exited).code, 130);
	});
});
