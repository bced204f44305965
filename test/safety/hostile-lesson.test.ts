import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {after, describe, test, type TestContext} from 'node:test';
import {LessonFileError} from '../../source/lessons/errors.js';
import {parseLesson} from '../../source/lessons/file/read-lesson.js';
import {openBankTerminal} from '../support/bank-terminal.js';
import {runProgram} from '../support/command-line.js';
import {readEvents} from '../support/json-lines.js';
import {startServer} from '../support/servers.js';
import {foreignIn, payloads} from './payloads.js';

const server = await startServer();
after(async () => {
	await server.stop();
});

const withUrl = {env: {DATABASE_URL: server.url()}};

/** What a refused file may take at most, in ms, on a machine that is busy: the worst of these once took a minute. */
const longest = 8000;

const times = (count: number, text: (index: number) => string): string => Array.from({length: count}, (_, index) => text(index)).join('');

/** Nine of the one before, nine times: a billion in the end. */
const laughs = `steps: &a0 [lol]\n${times(9, index => `a${index + 1}: &a${index + 1} [${times(9, () => `*a${index},`)}]\n`)}`;

const bombs: Readonly<Record<string, string>> = {
	'a billion laughs': laughs,
	'a billion laughs in a step': `title: T\nsessions: [a]\nsteps:\n  - ? a\n    : ${laughs.replaceAll('\n', '\n      ')}`,
	'aliases without end': `title: &a x\nsteps: [${'*a,'.repeat(15_000)}]`,
	'an alias of itself': 'title: T\nsessions: [a]\nsteps: &a [*a]',
	'a merged map': 'title: T\nsessions: [a]\nsteps: [&a {a: SELECT 1}, {<<: *a}]',
	'lists in lists': `title: ${'['.repeat(99_000)}${']'.repeat(99_000)}`,
	'maps in maps': `title: ${'{a: '.repeat(40_000)}`,
	'blocks in blocks': '- '.repeat(20_000),
	'keys in keys': '? '.repeat(20_000),
	'indented maps': times(600, index => `${' '.repeat(index)}a:\n`),
	'many keys': times(30_000, index => `${index.toString(36)}:\n`),
	'the same key again and again': 'title: T\n'.repeat(5000),
	'many documents': '---\n'.repeat(40_000),
	'many directives': `${'%TAG ! tag:x,2000:\n'.repeat(2000)}---\ntitle: x`,
	'tags upon tags': `title: ${'!a '.repeat(15_000)}`,
	'quotes upon quotes': '"'.repeat(40_000),
	'a key without end': `${'k'.repeat(190_000)}: 1`,
	'a name without end': `title: T\nsessions: [${'a'.repeat(100_000)}]\nsteps: [a]`,
	'code in a tag': 'title: !!js/function "() => process.exit()"\nsessions: [a]\nsteps: [{a: x}]',
	'too much': 'x'.repeat(300_000),
	...Object.fromEntries(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'].flatMap(key => [
		[`${key} as a key`, `title: T\n${key}: {title: x}`],
		[`${key} in a step`, `title: T\nsessions: [a]\nsteps: [{${key}: x}]`],
		[`${key} in a storm`, `title: T\nsteps: [{storm: A, cure: ${key}}]`],
		[`${key} as a figure`, `title: T\nsteps: [{storm: A}]\ncomparisons: [{says: s, figure: ${key}, of: A, more-than: 1}]`],
		[`${key} as a storm`, `title: T\nsteps: [{storm: A}]\ncomparisons: [{says: s, figure: p99, of: ${key}, more-than: 1}]`],
	])),
};

/** All payloads, in texts that a lesson takes. */
const chunks = Array.from({length: Math.ceil(payloads.length / 40)}, (_, index) => payloads.slice(index * 40, (index + 1) * 40).filter(text => text.length < 1000).join(' ').slice(0, 3900));

/** A lesson with such texts wherever it may have one. */
const hostile = JSON.stringify({
	title: `T ${chunks[0]}`,
	name: chunks[1],
	look: chunks[2],
	sessions: ['a'],
	steps: [
		...chunks.map(text => ({caption: text})),
		...chunks.map(text => ({code: text, lines: `${text}\n${text}`})),
		...chunks.map(text => ({a: `SELECT 1 AS "${text.replaceAll(/[\n\r"]/gv, '').slice(0, 40)}", 2 -- ${text.replaceAll(/[\0\n\r]/gv, ' ')}`, say: text, expect: {rows: [[text]]}})),
		{a: 'SELECT 1 \0 FROM nothing', expect: {fails: ['42601']}},
		{question: chunks[3], answer: chunks[4]},
		{storm: chunks[5], clients: 2, accounts: 2, duration: 100, each: 1},
	],
	checks: [{says: chunks[6], query: 'SELECT 1', rows: [[chunks[7]]]}],
	comparisons: [{says: chunks[8], figure: 'fairness', of: chunks[5], 'more-than': 2}, {says: chunks[9], figure: 'p99', of: chunks[5], 'more-than': chunks[5]}],
});

const place = async (t: TestContext, text: string): Promise<string> => {
	const directory = await mkdtemp(path.join(os.tmpdir(), 'hostile-'));
	t.after(async () => rm(directory, {recursive: true}));
	const file = path.join(directory, 'x.json');
	await writeFile(file, text);
	return file;
};

/** What our own screen is made of: sequences for the cursor, colours, lines and modes, without the payloads' 77 in them, and line ends. */
const screenOurs = /\u{1B}\[[<=>?]?(?!(?:\d*;)*77)[\d;]*[A-Khlmu]|\r/gv;

describe('A hostile lesson', {concurrency: 2}, () => {
	for (const [title, text] of Object.entries(bombs)) {
		test(`is refused, and soon: ${title}`, (t: TestContext) => {
			const started = performance.now();
			t.assert.throws(() => parseLesson(text, 'x'), LessonFileError);
			const elapsed = performance.now() - started;
			t.assert.ok(elapsed < longest, `${elapsed} ms`);
			t.assert.strictEqual(Object.keys(Object.prototype).length, 0);
		});
	}

	test('gets nothing into plain text, sentences, JSON or a complaint', async (t: TestContext) => {
		t.assert.ok(foreignIn(hostile.replaceAll(/\\u[\dA-Fa-f]{4}/gv, '\u{1B}')).length > 1000);
		const file = await place(t, hostile);
		for (const flags of [[], ['--accessible', '--verbose']]) {
			const {code, stdout, stderr} = await runProgram(['lesson', file, ...flags], withUrl);
			t.assert.deepStrictEqual([code, foreignIn(stdout), foreignIn(stderr)], [4, [], []]);
			t.assert.match(stdout, /transfers lost or made unasked, .*: 0/v);
		}

		const {code, stdout, stderr} = await runProgram(['lesson', file, '--json'], withUrl);
		t.assert.deepStrictEqual([code, foreignIn(stdout), foreignIn(stderr)], [4, [], []]);
		t.assert.ok(readEvents(stdout).length > chunks.length * 3);
		const wrong = await place(t, JSON.stringify({title: 'T', [chunks[0] ?? '']: 1}));
		const refused = await runProgram(['lesson', wrong], withUrl);
		t.assert.deepStrictEqual([refused.code, foreignIn(refused.stderr), refused.stderr.trimEnd().split('\n').length], [2, [], 1]);
	});

	test('gets nothing onto the screen', async (t: TestContext) => {
		await using terminal = openBankTerminal(['lesson', await place(t, hostile), '--pace', '10'], {env: {...withUrl.env, FORCE_COLOR: '3', LANG: 'C.UTF-8'}, columns: 150, rows: 50});
		await terminal.waitFor(/next {2}a:/v);
		terminal.type(' ');
		await terminal.waitFor(/This server behaves otherwise than the lesson says/v);
		terminal.type('?');
		await terminal.waitFor(/the keys/v);
		terminal.type('q');
		t.assert.strictEqual((await terminal.exited).code, 0);
		t.assert.deepStrictEqual(foreignIn(terminal.raw().replaceAll(screenOurs, '')), []);
		t.assert.doesNotMatch(terminal.raw(), /\u{1B}\[[^A-Za-z]*77/v);
	});
});
