import {Buffer} from 'node:buffer';
import {createReadStream} from 'node:fs';
import type {Printable} from './event-json.js';
import {making, readEvent, type RecordedEvent} from './event-shapes.js';
import {formatVersion, mostBytes, mostEvents, mostLineBytes, type RecordingHead} from './head.js';
import type {Recording} from './recording.js';
import {anything, count, entries, flag, moment, object, oneOf, optional, pace, ShapeError, span, text, type Shape} from './shape.js';

/** A file can't be replayed. The message names it, the line, and what is wrong there. */
export class RecordingError extends Error {
	override name = 'RecordingError';
}

const headShape: Shape<RecordingHead> = object({
	type: oneOf(['recording']),
	at: moment,
	program: text,
	command: text,
	server: optional(object({engine: text, version: text, embedded: flag, address: text})),
	settings: object({...making, timeout: span, pace, seed: optional(count)}),
});

const readHead = (value: unknown): RecordingHead => {
	const {type, v} = object({type: optional(text), v: optional(count)})(value, '');
	if (type !== 'recording') {
		throw new ShapeError(type === undefined
			? 'it is not how a recording begins. A recording is what --record FILE wrote'
			: 'it begins with an event, as --json prints them, and not as a recording does. Use --record FILE in place of --json');
	}

	if (v === undefined || v > formatVersion) {
		throw new ShapeError(`it says that it was written by a newer Backoff Bank (format ${v ?? 'unknown'}), and this one reads formats up to ${formatVersion}. Install a newer one`);
	}

	return headShape(value, '');
};

const parse = (line: string): unknown => {
	try {
		return JSON.parse(line);
	} catch {
		throw new ShapeError('it is not JSON');
	}
};

/** Lines that say what the others come to. It is made of the others again; `--json` has it as it was written. */
const madeAnew: ReadonlySet<string> = new Set(['summary', 'lab-ended', 'article-ended']);

/** Takes a recording in, line by line. Whatever is wrong it throws as `ShapeError`. */
class Reading {
	#head: RecordingHead | undefined;
	readonly #events: RecordedEvent[] = [];
	readonly #lines: Printable[] = [];
	#unknown = 0;
	#isComplete = false;

	take(line: string): void {
		const value = parse(line);
		if (!this.#head) {
			this.#head = readHead(value);
			return;
		}

		if (this.#lines.length >= mostEvents) {
			throw new ShapeError(`it is one more than the ${mostEvents.toLocaleString('en-US')} events that can be replayed`);
		}

		this.#takeEvent(value);
	}

	result(brokenOff?: number): Recording | undefined {
		return this.#head && {head: this.#head, events: this.#events, lines: this.#lines, unknown: this.#unknown, isComplete: this.#isComplete, brokenOff};
	}

	#takeEvent(value: unknown): void {
		const event = readEvent(value);
		if (event) {
			this.#events.push(event);
		}

		if (event && !madeAnew.has(event.type)) {
			this.#lines.push(event);
			return;
		}

		const {type, at} = object({type: text, at: optional(moment)})(value, '');
		if (type === 'recording-ended') {
			this.#isComplete = true;
			return;
		}

		const {v, ...fields} = Object.fromEntries(entries(anything(value, type), type));
		this.#lines.push({...fields, type, ...(at !== undefined && {at})});
		this.#unknown += madeAnew.has(type) ? 0 : 1;
	}
}

/**
Splits bytes into lines; the last one is told apart when it has no end.

@yields One line after the other.
*/
const linesOf = async function * (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<{readonly line: string; readonly isWhole: boolean}> {
	let pieces: Uint8Array[] = [];
	let length = 0;
	let total = 0;
	for await (const chunk of chunks) {
		total += chunk.length;
		let rest = chunk;
		for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
			yield {line: Buffer.concat([...pieces, rest.subarray(0, end)]).toString(), isWhole: true};
			rest = rest.subarray(end + 1);
			pieces = [];
			length = 0;
		}

		pieces.push(rest);
		length += rest.length;
		if (length > mostLineBytes) {
			throw new ShapeError(`it is longer than ${mostLineBytes / 1024 / 1024} MB, which no line of a recording is`);
		}

		if (total > mostBytes) {
			throw new ShapeError(`the file is larger than ${mostBytes / 1024 / 1024} MB here, which no recording is`);
		}
	}

	if (length > 0) {
		yield {line: Buffer.concat(pieces).toString(), isWhole: false};
	}
};

/** Takes the lines in; `where` is told the number of each before it is looked at. */
const readLines = async (chunks: AsyncIterable<Uint8Array>, where: (line: number) => void): Promise<Recording> => {
	const reading = new Reading();
	let number = 1;
	where(number);
	for await (const {line, isWhole} of linesOf(chunks)) {
		try {
			if (line.trim() !== '') {
				reading.take(number === 1 ? line.replace(/^\u{FEFF}/v, '') : line);
			}
		} catch (error) {
			const soFar = reading.result(number);
			if (isWhole || !soFar) {
				throw error;
			}

			// Only half of it was written when the program, or the machine, was stopped.
			return soFar;
		}

		number++;
		where(number);
	}

	const recording = reading.result();
	if (!recording) {
		throw new ShapeError('there is nothing: the file is empty. A program that is killed before it has met its server leaves one like that');
	}

	return recording;
};

/**
Reads a recording.

@param name - What it is called in messages.
@throws {RecordingError} It can't be read, or isn't one.
*/
export const readRecordingFrom = async (chunks: AsyncIterable<Uint8Array>, name: string): Promise<Recording> => {
	let number = 1;
	try {
		return await readLines(chunks, line => {
			number = line;
		});
	} catch (error) {
		if (error instanceof ShapeError) {
			throw new RecordingError(`${name} can't be replayed. Line ${number}: ${error.message}.`, {cause: error});
		}

		throw error;
	}
};

const whyUnread = (file: string, error: unknown): string => {
	const code = error instanceof Error && 'code' in error ? String(error.code) : '';
	const reasons: Readonly<Record<string, string>> = {
		ENOENT: 'There is no such file', EISDIR: 'It is a directory', EACCES: 'You may not read it', ENOTDIR: 'There is no such file',
	};
	return `${file} can't be read. ${reasons[code] ?? (error instanceof Error ? error.message : String(error))}. Name a file that --record FILE wrote.`;
};

/**
Reads a recording from a file.

@throws {RecordingError} It can't be read, or isn't one.
*/
export const readRecording = async (file: string): Promise<Recording> => {
	try {
		return await readRecordingFrom(createReadStream(file), file);
	} catch (error) {
		throw error instanceof RecordingError ? error : new RecordingError(whyUnread(file, error), {cause: error});
	}
};
