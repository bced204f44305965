import {mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {describe, test, type TestContext} from 'node:test';
import type {Printable} from '../../source/recording/event-json.js';
import type {RecordingHead} from '../../source/recording/head.js';
import {createRecorder} from '../../source/recording/recorder.js';
import {readEvents} from '../support/json-lines.js';

const head: RecordingHead = {
	type: 'recording', at: 1, program: '0.1.0', command: 'demo',
	settings: {policy: 'full', base: 50, cap: 5000, maxAttempts: 10, timeout: 30_000, isolation: 'serializable', restart: 'begin', rivals: 1, faults: [], pace: 1},
};
const server = {engine: 'PostgreSQL', version: '18.4', embedded: true, address: 'postgres@/tmp/x'};
const event: Printable = {type: 'committed', at: 2, elapsed: 3};

const placeFor = async (t: TestContext): Promise<string> => {
	const place = await mkdtemp(path.join(os.tmpdir(), 'recorder-'));
	t.after(async () => rm(place, {recursive: true}));
	return place;
};

const unwanted = (message: string): void => {
	throw new Error(message);
};

const whereModesAre = {skip: process.platform === 'win32' ? 'Windows has other rights' : false};

describe('A recorder', () => {
	test('hands each event to the system as it happens, below a head that names the server', async (t: TestContext) => {
		const file = path.join(await placeFor(t), 'new.jsonl');
		const recorder = createRecorder(file, head, unwanted);
		recorder.write({type: 'connecting', at: 1});
		t.assert.strictEqual(await readFile(file, 'utf8'), '', 'the head comes first, and the server stands in it');
		recorder.begin(server);
		const types = async () => readEvents(await readFile(file, 'utf8')).map(({type}) => type);
		t.assert.deepStrictEqual(await types(), ['recording', 'connecting']);
		recorder.write(event);
		t.assert.deepStrictEqual(await types(), ['recording', 'connecting', 'committed']);
		recorder.close();
		recorder.close();
		recorder.write(event);
		t.assert.deepStrictEqual(await types(), ['recording', 'connecting', 'committed', 'recording-ended']);
		const [first] = readEvents(await readFile(file, 'utf8'));
		t.assert.deepStrictEqual(first, {v: 1, ...head, server});
	});

	test('lets nobody else read it', whereModesAre, async (t: TestContext) => {
		const file = path.join(await placeFor(t), 'new.jsonl');
		const recorder = createRecorder(file, head, unwanted);
		recorder.begin(server);
		recorder.close();
		const {mode} = await stat(file);
		t.assert.strictEqual(mode % 0o1000, 0o600);
	});

	test('leaves no file in which nothing happened', async (t: TestContext) => {
		const place = await placeFor(t);
		createRecorder(path.join(place, 'new.jsonl'), head, unwanted).close();
		t.assert.deepStrictEqual(await readdir(place), []);
	});

	test('overwrites nothing, and says what to do', async (t: TestContext) => {
		const place = await placeFor(t);
		const file = path.join(place, 'old.jsonl');
		await writeFile(file, 'mine');
		await mkdir(path.join(place, 'directory'));
		for (const each of [file, path.join(place, 'directory')]) {
			t.assert.throws(() => createRecorder(each, head, unwanted), {
				name: 'NewFileError', message: `${each} is there already, and nothing is overwritten. Name another file, or remove this one.`,
			});
		}

		for (const each of [path.join(place, 'no', 'new.jsonl'), path.join(file, 'new.jsonl')]) {
			t.assert.throws(() => createRecorder(each, head, unwanted), {message: `${each} can't be made: its directory is not there. Make the directory, or name a file in one that is.`});
		}

		t.assert.throws(() => createRecorder(path.join(place, 'x'.repeat(300)), head, unwanted), /can't be made \(ENAMETOOLONG.*\)\. Name another file\.$/v);
		t.assert.strictEqual(await readFile(file, 'utf8'), 'mine');
	});

	test('ends before it would be larger than can be replayed, says so once, and harms nobody', async (t: TestContext) => {
		const file = path.join(await placeFor(t), 'new.jsonl');
		const problems: string[] = [];
		const recorder = createRecorder(file, head, message => {
			problems.push(message);
		});
		recorder.begin(server);
		recorder.write({type: 'balances-lost', message: 'x'.repeat(9_000_000)});
		recorder.write(event);
		recorder.close();
		t.assert.deepStrictEqual(problems, [`From here on nothing is recorded into ${file}: it would be larger than can be replayed, 256 MB.`]);
		t.assert.deepStrictEqual(readEvents(await readFile(file, 'utf8')).map(({type}) => type), ['recording']);
	});
});
