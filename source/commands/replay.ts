import path from 'node:path';
import process from 'node:process';
import {commandLine} from '../called-as.js';
import {readRecording} from '../recording/read-recording.js';
import {kindOf, remarkOn, type Recording} from '../recording/recording.js';
import type {Settings} from '../settings.js';
import {toned} from '../ui/line.js';
import type {Look} from '../ui/themes.js';
import type {CommandInput} from './command.js';
import {screenProblem} from './draw-screen.js';
import {UsageError} from './exit-codes.js';
import {lookFor} from './look-for.js';
import {plainWidth} from './play-plainly.js';
import {createPrinter, taken} from './print.js';
import {replayOnScreen} from './replay-on-screen.js';
import {tellRecording} from './tell-recording.js';

/** So many lines are written before it is waited for whoever reads them. */
const batch = 1000;

const printEvents = async (recording: Recording, {theme}: Look): Promise<void> => {
	const {say, tell} = createPrinter(true, undefined, theme);
	for (const [index, line] of recording.lines.entries()) {
		tell(line);
		if (index % batch === 0) {
			await taken();
		}
	}

	const remark = remarkOn(recording);
	if (remark !== undefined) {
		say([toned('waiting', `${remark}.`)]);
	}
};

const printWords = async (recording: Recording, name: string, {theme, glyphs}: Look, {verbose, accessible}: Settings): Promise<void> => {
	const {say} = createPrinter(false, undefined, theme);
	let count = 0;
	for (const line of tellRecording(recording, name, {glyphs, verbose, width: plainWidth(), isChartless: accessible})) {
		say(line);
		count++;
		if (count % batch === 0) {
			await taken();
		}
	}
};

/** `replay FILE`: shows a recording again, on the screen, in plain words, or as JSON. It needs no database. */
export const replay = async ({words, settings}: CommandInput): Promise<number> => {
	const [file = '', ...more] = words;
	if (file === '' || more.length > 0) {
		throw new UsageError(`replay takes one word, the FILE that --record wrote, and got ${words.length}. For example: ${commandLine('replay monday.jsonl')}`);
	}

	const recording = await readRecording(file);
	const name = path.basename(file);
	const {json, accessible} = settings;
	// In a matrix nothing moves: there is no time to go through.
	if (!json && !accessible && kindOf(recording) !== 'matrix' && screenProblem() === undefined) {
		return replayOnScreen(recording, name, settings);
	}

	if (accessible && !json && process.stdin.isTTY && process.stdout.isTTY) {
		const {replayAccessible} = await import('./replay-accessible.js');
		return replayAccessible(recording, name, settings);
	}

	const look = lookFor(settings);
	await (json ? printEvents(recording, look) : printWords(recording, name, look, settings));
	return 0;
};
