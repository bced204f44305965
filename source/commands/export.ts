import {closeSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {commandLine} from '../called-as.js';
import {openNewFile} from '../recording/new-file.js';
import {readRecording} from '../recording/read-recording.js';
import {kindOf, remarkOn} from '../recording/recording.js';
import {exports} from '../ui/exports/index.js';
import {printable} from '../ui/printable.js';
import {glyphsFor} from '../ui/theme.js';
import type {CommandInput} from './command.js';
import {UsageError} from './exit-codes.js';

const choices = exports.map(({name, title}) => `  --to ${name.padEnd(6)} ${title}`).join('\n');

/** Writes into a new file, or to standard output. */
const put = (text: string, file: string | undefined): void => {
	if (file === undefined) {
		process.stdout.write(text);
		return;
	}

	const descriptor = openNewFile(file, 0o666);
	try {
		writeFileSync(descriptor, text);
	} finally {
		closeSync(descriptor);
	}
};

/** `export FILE --to FORMAT`: makes a recording into something that other programs show. */
export const exportRecording = async ({words, settings}: CommandInput): Promise<number> => {
	const [file = '', ...more] = words;
	if (file === '' || more.length > 0) {
		throw new UsageError(`export takes one word, the FILE that --record wrote, and got ${words.length}. For example: ${commandLine('export monday.jsonl --to md')}`);
	}

	const {to, out, pace} = settings;
	const chosen = exports.find(({name}) => name === to);
	if (!chosen) {
		process.stderr.write(`${to === undefined ? 'export has to be told what to make' : `export can't make "${to}"`}:\n${choices}\n`);
		return 2;
	}

	const recording = await readRecording(file);
	const kind = kindOf(recording);
	if (kind === 'matrix' && chosen.isFilm) {
		throw new UsageError(`The matrix is a table in which nothing moves, so there is no film of it. Ask for svg, md, html or csv: ${commandLine(`export ${file} --to svg`)}`);
	}

	const make = await chosen.load(kind);
	// Pages and pictures have fonts of their own; only a film is for whatever terminal it is played on.
	put(make(recording, {name: path.basename(file), glyphs: glyphsFor({}), pace}), out);
	const remark = remarkOn(recording);
	if (remark !== undefined) {
		process.stderr.write(`${printable(remark)}.\n`);
	}

	return 0;
};
