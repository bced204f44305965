import {Buffer} from 'node:buffer';
import {closeSync, ftruncateSync, rmSync, writeSync} from 'node:fs';
import {eventToJson, type Printable} from './event-json.js';
import {mostBytes, mostEvents, mostLineBytes, type RecordedServer, type RecordingEnd, type RecordingHead} from './head.js';
import {codeOf, openNewFile} from './new-file.js';

/** Writes events into a file, as they happen. None of its functions throws: no transfer fails because nobody can write it down. */
export type Recorder = {
	/** Says which server it is. What was written before is kept until then, because the server stands in the first line. */
	begin(server: RecordedServer): void;
	write(event: Printable): void;
	/** Writes that this is all, and closes the file; removes it when there is nothing in it. */
	close(): void;
};

const whyNotWritten = (error: unknown): string => codeOf(error) === 'ENOSPC'
	? 'the disk is full'
	: (error instanceof Error ? error.message : String(error));

/** Writes lines at the end of a file, whole or not at all. Throws what keeps it from that. */
const lineWriter = (descriptor: number) => {
	let length = 0;
	return (line: string): void => {
		const bytes = Buffer.from(`${line}\n`);
		if (bytes.length > mostLineBytes || length + bytes.length > mostBytes) {
			throw new Error(`it would be larger than can be replayed, ${mostBytes / 1024 / 1024} MB`);
		}

		try {
			for (let written = 0; written < bytes.length;) {
				written += writeSync(descriptor, bytes, written, bytes.length - written, length + written);
			}
		} catch (error) {
			ftruncateSync(descriptor, length);
			throw error;
		}

		length += bytes.length;
	};
};

/**
Records into a new file of mode 0600. Lines are handed to the system one by one, so that a program that is killed leaves all
but the event that was being written.

@param onProblem - Told once why nothing more is recorded.
@throws {NewFileError} The file is there already, or can't be made.
*/
export const createRecorder = (file: string, head: RecordingHead, onProblem: (message: string) => void): Recorder => {
	const descriptor = openNewFile(file, 0o600);
	const append = lineWriter(descriptor);
	let kept: Printable[] | undefined = [];
	let count = 0;
	let isOver = false;
	let isClosed = false;

	const put = (event: Printable) => {
		if (isOver) {
			return;
		}

		try {
			count++;
			if (count > mostEvents) {
				throw new Error(`it has ${mostEvents.toLocaleString('en-US')} events, and no more can be replayed`);
			}

			append(eventToJson(event));
		} catch (error) {
			isOver = true;
			onProblem(`From here on nothing is recorded into ${file}: ${whyNotWritten(error)}.`);
		}
	};

	const begin = (server?: RecordedServer) => {
		const early = kept ?? [];
		if (kept) {
			kept = undefined;
			put({...head, server} satisfies RecordingHead);
		}

		for (const event of early) {
			put(event);
		}
	};

	return {
		begin,
		write(event) {
			if (kept) {
				kept.push(event);
			} else {
				put(event);
			}
		},
		close() {
			if (isClosed) {
				return;
			}

			const isEmpty = kept?.length === 0;
			if (!isEmpty) {
				begin();
				put({type: 'recording-ended', at: Date.now()} satisfies RecordingEnd);
			}

			isOver = true;
			isClosed = true;
			closeSync(descriptor);
			if (isEmpty) {
				rmSync(file, {force: true});
			}
		},
	};
};
