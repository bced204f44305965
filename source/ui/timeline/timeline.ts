import type {Attempt, Run} from '../../store/run.js';
import type {Failure} from '../../transactions/failure.js';
import {toned, type Line} from '../line.js';
import {endingLines} from './ending.js';
import {doubtLines, failureLines, waitLines} from './failure.js';
import {detailedStepLines, stepLines} from './steps.js';
import type {TimelineView} from './view.js';

/** A line, and what stays the same about it while it moves up the screen. */
export type TimelineLine = {readonly key: string; readonly line: Line};

const keyed = (lines: readonly Line[], owner: string | number): TimelineLine[] =>
	lines.map((line, place) => ({key: `${owner}.${place}`, line}));

const attemptLines = (attempt: Attempt, previous: Failure | undefined, isCut: boolean, view: TimelineView): TimelineLine[] => keyed([
	...(view.isDetailed ? detailedStepLines(attempt, view) : stepLines(attempt, view)),
	...failureLines(attempt, previous, view),
	...doubtLines(attempt, view),
	...waitLines(attempt, isCut, view),
], attempt.number);

/** What attempts that are over became, and for which view. An attempt that is over stays the same object. */
const told = new WeakMap<Attempt, {readonly view: TimelineView; readonly lines: readonly TimelineLine[]}>();

const isSameView = (one: TimelineView, other: TimelineView): boolean =>
	one.width === other.width && one.isDetailed === other.isDetailed && one.namesServers === other.namesServers && one.glyphs === other.glyphs && one.owner === other.owner;

/** The lines of an attempt after which there was another one: told once, for they say nothing of now. */
const pastLines = (attempt: Attempt, previous: Failure | undefined, view: TimelineView): readonly TimelineLine[] => {
	const known = told.get(attempt);
	if (known && isSameView(known.view, view)) {
		return known.lines;
	}

	const lines = attemptLines(attempt, previous, false, view);
	told.set(attempt, {view, lines});
	return lines;
};

const linesOfAttempt = ({attempts, ending}: Run, index: number, view: TimelineView): readonly TimelineLine[] => {
	const attempt = attempts[index];
	const previous = attempts[index - 1]?.failure;
	if (!attempt) {
		return [];
	}

	return index === attempts.length - 1 ? attemptLines(attempt, previous, ending !== undefined, view) : pastLines(attempt, previous, view);
};

/** The newest `rows` lines that tell of a transfer's attempts. */
export const timelineLines = (run: Run, view: TimelineView, rows = Infinity): TimelineLine[] => {
	const {attempts} = run;
	let lines = keyed(endingLines(run, view), 'ending');
	// From the newest back: a thousand attempts must cost no more than those in sight.
	for (let index = attempts.length - 1; index >= 0 && lines.length <= rows; index--) {
		lines = [...linesOfAttempt(run, index, view), ...lines];
	}

	if (lines.length <= rows) {
		return lines;
	}

	return rows < 4
		? lines.slice(-rows)
		: [{key: 'earlier', line: [toned('dim', `${view.glyphs.up} earlier lines: , goes back`)]}, ...lines.slice(1 - rows)];
};
