import process from 'node:process';
import {eventToJson, type Printable} from '../recording/event-json.js';
import type {Recorder} from '../recording/recorder.js';
import type {Line} from '../ui/line.js';
import {printable} from '../ui/printable.js';
import {paint} from '../ui/theme.js';

/** Where a command without a screen writes. */
export type Printer = {
	/** For people: to standard output, or to stderr while that belongs to JSON. */
	say(line: Line): void;
	/** For programs: one line of JSON, when JSON was asked for; and into the recording, when there is one. */
	tell(event: Printable): void;
};

/** Standard output is for people, or, with `json`, for nothing but JSON lines. Text from outside is made safe on the way. */
export const createPrinter = (json: boolean, recorder?: Pick<Recorder, 'write'>): Printer => {
	const people = json ? process.stderr : process.stdout;
	return {
		say(line) {
			const text = line.map(({text: piece, tone = 'plain'}) => people.isTTY ? paint[tone](printable(piece)) : printable(piece)).join('');
			people.write(`${text.trimEnd()}\n`);
		},
		tell(event) {
			recorder?.write(event);
			if (json) {
				process.stdout.write(`${eventToJson(event)}\n`);
			}
		},
	};
};
