import type {Run} from '../../store/run.js';
import {toned, type Line} from '../line.js';
import {endingLines} from './ending.js';
import {failureLines, waitLines} from './failure.js';
import {detailedStepLines, stepLines} from './steps.js';
import type {TimelineView} from './view.js';

const attemptLines = ({attempts, ending}: Run, index: number, view: TimelineView): Line[] => {
	const attempt = attempts[index];
	const isLast = index === attempts.length - 1;
	return attempt
		? [
			...(view.isDetailed ? detailedStepLines(attempt, view) : stepLines(attempt, view)),
			...failureLines(attempt, attempts[index - 1]?.failure, view),
			...waitLines(attempt, isLast && ending !== undefined, view),
		]
		: [];
};

/** The newest `rows` lines that tell of a transfer's attempts. Pure. */
export const timelineLines = (run: Run, view: TimelineView, rows = Infinity): Line[] => {
	let lines = endingLines(run, view);
	// From the newest back: a thousand attempts must cost no more than those in sight.
	for (let index = run.attempts.length - 1; index >= 0 && lines.length <= rows; index--) {
		lines = [...attemptLines(run, index, view), ...lines];
	}

	if (lines.length <= rows) {
		return lines;
	}

	return rows < 4 ? lines.slice(-rows) : [[toned('dim', `${view.glyphs.up} earlier lines`)], ...lines.slice(1 - rows)];
};
