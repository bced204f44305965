import {mkdtemp, readFile, rm, stat, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {after, describe, test, type TestContext} from 'node:test';
import {fileURLToPath} from 'node:url';
import {exports} from '../../source/ui/exports/index.js';
import {runProgram} from '../support/command-line.js';

const fixture = fileURLToPath(new URL('../recording/fixtures/version-1.jsonl', import.meta.url));
const place = await mkdtemp(path.join(os.tmpdir(), 'export-'));
after(async () => {
	await rm(place, {recursive: true});
});

describe('export', {concurrency: 2}, () => {
	for (const {name} of exports) {
		test(`makes ${name}`, async (t: TestContext) => {
			const out = path.join(place, `made.${name}`);
			const {code, stdout, stderr} = await runProgram(['export', fixture, '--to', name, '--out', out]);
			t.assert.deepStrictEqual([code, stdout, stderr], [0, '', '']);
			const made = await readFile(out, 'utf8');
			t.assert.match(made, /could not serialize access/v);
			t.assert.strictEqual(made.includes(String.raw`\u001b[32m`), name.startsWith('cast'), 'films have colours');
		});
	}

	test('writes to standard output all that it would write into a file, and a film without colours where they are not wanted', async (t: TestContext) => {
		const film = await runProgram(['export', fixture, '--to', 'cast', '--no-color']);
		t.assert.strictEqual(film.code, 0);
		t.assert.match(film.stdout, /at its end.*121 of 121/v);
		t.assert.doesNotMatch(film.stdout, /u001b\[3\dm/v);
	});

	test('overwrites nothing, and says what it can make', async (t: TestContext) => {
		const file = path.join(place, 'mine.md');
		await writeFile(file, 'mine');
		for (const [words, says] of [
			[[fixture, '--to', 'md', '--out', file], /mine\.md is there already, and nothing is overwritten\. Name another file, or remove this one\.\n$/v],
			[[fixture, '--to', 'md', '--out', path.join(place, 'no', 'x')], /x can't be made: its directory is not there\./v],
			[[fixture], /^export has to be told what to make:\n {2}--to cast .*\n[\s\S]*--to csv /v],
			[[fixture, '--to', 'gif'], /^export can't make "gif":\n/v],
			[[], /^export takes one word, .* For example: backoff-bank export monday\.jsonl --to md\n$/v],
			[[path.join(place, 'none'), '--to', 'md'], /none can't be read\. There is no such file\./v],
		] as const) {
			const {code, stdout, stderr} = await runProgram(['export', ...words]);
			t.assert.deepStrictEqual([code, stdout], [2, ''], stderr);
			t.assert.match(stderr, says);
		}

		t.assert.strictEqual(await readFile(file, 'utf8'), 'mine');
		await t.assert.rejects(stat(path.join(place, 'no')), {code: 'ENOENT'});
	});

	test('says of a recording that breaks off that it does, there and in what it makes', async (t: TestContext) => {
		const file = path.join(place, 'cut.jsonl');
		await writeFile(file, (await readFile(fixture)).subarray(0, 9000));
		const {code, stdout, stderr} = await runProgram(['export', file, '--to', 'md']);
		t.assert.strictEqual(code, 0);
		t.assert.match(stderr, /^It breaks off in line \d+: [^\n]*\n$/v);
		t.assert.match(stdout, /\nIt breaks off in line \d+: /v);
	});
});
