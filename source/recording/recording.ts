import type {Printable} from './event-json.js';
import type {RecordedEvent} from './event-shapes.js';
import type {RecordingHead} from './head.js';

/** A recording in memory. */
export type Recording = {
	readonly head: RecordingHead;
	/** What screens know, in order. */
	readonly events: readonly RecordedEvent[];
	/** All that was recorded, as `--json` prints it, in order. */
	readonly lines: readonly Printable[];
	/** How many lines are of kinds that screens don't know. */
	readonly unknown: number;
	/** The number of the line in which it breaks off; undefined where that is whole. */
	readonly brokenOff?: number | undefined;
	/** The program that wrote it came to its end. */
	readonly isComplete: boolean;
};

/** What is to be said of a recording that isn't all that happened; undefined where it is. */
export const remarkOn = ({brokenOff, isComplete, unknown}: Recording): string | undefined => {
	if (brokenOff !== undefined) {
		return `It breaks off in line ${brokenOff}: the program that wrote it was stopped there`;
	}

	if (!isComplete) {
		return 'It has no end: the program that wrote it was killed, or is still writing';
	}

	return unknown === 0 ? undefined : `${unknown} ${unknown === 1 ? 'line is' : 'lines are'} of kinds that this version doesn't draw`;
};

/** What was recorded, as far as it is drawn: transfers, a lesson, a lesson's matrix, a storm or a lab. */
export type RecordedKind = 'bank' | 'lesson' | 'matrix' | 'storm' | 'lab';

type Beginning = {readonly command: string; readonly kind: RecordedKind};

const beginnings: Readonly<Record<string, Beginning>> = {
	'lesson-started': {command: 'lesson', kind: 'lesson'},
	'matrix-cell': {command: 'lesson', kind: 'matrix'},
	'storm-started': {command: 'storm', kind: 'storm'},
	'lab-started': {command: 'lab', kind: 'lab'},
	'article-started': {command: 'lab', kind: 'lab'},
};

/** What a recording is of, by the command that made it and by how that begins. */
export const kindOf = ({head: {command}, events}: Recording): RecordedKind => {
	const begun = events.find(({type}) => beginnings[type]?.command === command);
	return begun ? beginnings[begun.type]?.kind ?? 'bank' : 'bank';
};
