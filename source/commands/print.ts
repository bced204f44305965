import process from 'node:process';
import {eventToJson, type Printable} from '../recording/event-json.js';
import type {Recorder} from '../recording/recorder.js';
import {lineWidth, type Line} from '../ui/line.js';
import {paintLine} from '../ui/paint-line.js';
import {themes, type Theme} from '../ui/themes.js';

/** Where a command without a screen writes. */
export type Printer = {
	/** For people: to standard output, or to stderr while that belongs to JSON. */
	say(line: Line): void;
	/** The same, but on a terminal each such line takes the place of the one before. */
	progress(line: Line): void;
	/** For programs: one line of JSON, when JSON was asked for; and into the recording, when there is one. */
	tell(event: Printable): void;
};

/** Erases the line that the cursor is in, and puts it at the line's beginning. */
const eraseLine = '\r\u{1B}[2K';

/**
Resolves once all that was written to standard output has been taken, or nobody reads it any more: whoever has much to write
waits for the reader now and then, so that it doesn't lie in memory.
*/
export const taken = async (): Promise<void> => {
	const {promise, resolve} = Promise.withResolvers<void>();
	process.stdout.write('', () => {
		resolve();
	});
	await promise;
};

/** Standard output is for people, or, with `json`, for nothing but JSON lines. Text from outside is made safe on the way. */
export const createPrinter = (json: boolean, recorder?: Pick<Recorder, 'write'>, {paint}: Theme = themes.terminal): Printer => {
	const people = json ? process.stderr : process.stdout;
	const isRewritable = people.isTTY && process.env['TERM'] !== 'dumb';
	let isRewriting = false;
	const textOf = (line: Line) => paintLine(line, people.isTTY ? paint : undefined);
	const say = (line: Line) => {
		people.write(`${isRewriting ? eraseLine : ''}${textOf(line)}\n`);
		isRewriting = false;
	};

	return {
		say,
		progress(line) {
			// A line that is longer than the terminal is wide could not be rewritten.
			if (isRewritable && lineWidth(line) < people.columns) {
				people.write(`${eraseLine}${textOf(line)}`);
				isRewriting = true;
			} else {
				say(line);
			}
		},
		tell(event) {
			recorder?.write(event);
			if (json) {
				process.stdout.write(`${eventToJson(event)}\n`);
			}
		},
	};
};
