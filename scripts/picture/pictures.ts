import {execFile} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {promisify} from 'node:util';
import {keys} from './keys.js';
import type {Request, Step} from './command-line.js';
import {takePicture} from './take-picture.js';

/** Every picture that the README shows: what is recorded first, if that is what it is of, and what is run and done then. */
type Picture = {
	readonly out: string;
	readonly size: readonly [columns: number, rows: number];
	readonly title: string;
	readonly record?: readonly string[];
	/** The command's words; RECORDING stands for the file. */
	readonly words: readonly string[];
	readonly steps: readonly Step[];
};

const recording = 'RECORDING';

const wait = (pattern: RegExp): Step => ({type: 'wait', pattern});
const type = (characters: string): Step => ({type: 'type', characters});

const toEnd: readonly Step[] = [wait(/goes on/v), type(keys.end), wait(/at its end/v)];

const pictures: readonly Picture[] = [
	{
		out: 'docs/screen.png',
		size: [80, 24],
		title: 'backoff-bank',
		words: ['--rivals', '2', '--seed', '7', '--base', '300ms'],
		steps: [wait(/nothing lost/v), type(keys.enter), wait(/attempt 2 of/v), wait(/3\d\dms left/v)],
	},
	{
		out: 'docs/lanes.png',
		size: [80, 33],
		title: 'backoff-bank, l for lanes',
		words: ['--rivals', '1', '--seed', '7', '--base', '300ms'],
		steps: [wait(/nothing lost/v), type(keys.enter), wait(/Committed at attempt 2/v), type('l'), wait(/you +rival/v)],
	},
	{
		out: 'docs/lesson.png',
		size: [80, 40],
		title: 'backoff-bank replay lesson.jsonl',
		record: ['lesson', 'lost-update', '--isolation', 'serializable', '--seed', '7'],
		words: ['replay', recording],
		steps: toEnd,
	},
	{
		out: 'docs/storm.png',
		size: [120, 30],
		title: 'backoff-bank replay storm.jsonl',
		record: ['storm', '--clients', '32', '--accounts', '8', '--duration', '15s', '--seed', '7'],
		words: ['replay', recording],
		steps: toEnd,
	},
];

const cli = path.resolve('dist/cli.js');

/** A picture's steps may have to wait for a server to start. */
const timeout = 30_000;

const take = async ({out, size: [columns, rows], title, record, words, steps}: Picture, place: string): Promise<void> => {
	const file = path.join(place, title.split(' ').at(-1) ?? title);
	if (record) {
		await promisify(execFile)(process.execPath, [cli, ...record, '--record', file]);
	}

	const request: Request = {
		out, columns, rows, title, scale: 2, timeout, steps, command: process.execPath, args: [cli, ...words.map(word => word === recording ? file : word)],
	};
	await takePicture(request);
	process.stdout.write(`${out}\n`);
};

const asked = process.argv.slice(2);
const place = await mkdtemp(path.join(os.tmpdir(), 'pictures-'));
try {
	for (const picture of pictures) {
		if (asked.length === 0 || asked.some(name => picture.out.includes(name))) {
			await take(picture, place);
		}
	}
} finally {
	await rm(place, {recursive: true});
}
