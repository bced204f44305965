import type {Run} from '../../store/run.js';
import type {Line} from '../line.js';
import {endingLines} from './ending.js';
import {failureLines, waitLines} from './failure.js';
import {detailedStepLines, stepLines} from './steps.js';
import type {TimelineView} from './view.js';

/** The attempts of a transfer as lines of text. Pure. */
export const timelineLines = (run: Run, view: TimelineView): Line[] => {
	const {attempts, ending} = run;
	const lines = attempts.flatMap((attempt, index) => {
		const isLast = index === attempts.length - 1;
		return [
			...(view.isDetailed ? detailedStepLines(attempt, view) : stepLines(attempt, view)),
			...failureLines(attempt, attempts[index - 1]?.failure, view),
			...waitLines(attempt, isLast && ending !== undefined, view),
		];
	});
	return [...lines, ...endingLines(run, view)];
};
