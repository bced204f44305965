import process from 'node:process';
import {stateDirectory} from '../bank/state-directory.js';
import {systemClock} from '../transactions/clock.js';
import {noNotesLines, notesLines} from '../ui/notes-lines.js';
import type {Line} from '../ui/line.js';
import type {CommandInput} from './command.js';
import {exitCodes} from './exit-codes.js';
import {listenForSignals} from './interrupt.js';
import {lookFor} from './look-for.js';
import {currentNotes} from './notes-file.js';
import {createPrinter} from './print.js';
import {repainterFor} from './repaint.js';

/** How often the notes are looked at, in ms. Not every file system tells of changes. */
const interval = 200;

/** How wide lines are where no terminal says. */
const usualWidth = 80;

/** `notes`: shows, in a second terminal, what a presenter wants to know of the lesson that runs in the first, until it is interrupted. */
export const notes = async ({settings}: CommandInput): Promise<number> => {
	const directory = stateDirectory();
	const {theme} = lookFor(settings);
	const printer = createPrinter(false, undefined, theme);
	const repainter = settings.accessible ? undefined : repainterFor(process.stdout, theme);
	const {signal, code} = listenForSignals();
	let shown = '';
	const show = (lines: readonly Line[]) => {
		const looks = JSON.stringify(lines);
		if (looks === shown) {
			return;
		}

		shown = looks;
		if (repainter) {
			repainter.draw(lines);
			return;
		}

		for (const line of [...lines, []]) {
			printer.say(line);
		}
	};

	while (!signal.aborted) {
		const found = await currentNotes(directory);
		show(found ? notesLines(found, process.stdout.columns ?? usualWidth) : noNotesLines);
		await systemClock.sleep(interval, signal).catch(() => undefined);
	}

	return code() ?? exitCodes.done;
};
