import type {ArticleRun, ArticleShape} from '../../load/article/events.js';
import {articleOutcome, type ArticleOutcome} from '../../load/article/outcome.js';
import type {CellRun, LabShape} from '../../load/lab/events.js';
import {labResult, type LabResult} from '../../load/lab/lab-result.js';
import type {Recording} from '../../recording/recording.js';
import {printable} from '../printable.js';

/** What of a lab's shape comes from a file, and is shown as it is. */
const inPrint = ({cells, hot, skipped, ...shape}: LabShape): LabShape => ({
	...shape,
	hot: printable(hot),
	cells: cells.map(cell => ({
		...cell, title: printable(cell.title), explanation: printable(cell.explanation), policy: printable(cell.policy), policyTitle: printable(cell.policyTitle),
	})),
	skipped: skipped.map(({title, why}) => ({title: printable(title), why: printable(why)})),
});

/** How many runs were played again: those that began after one was dropped. */
const countRepeats = ({events}: Recording): number => {
	let repeats = 0;
	let isDropped = false;
	for (const {type} of events) {
		if (type === 'lab-run-dropped') {
			isDropped = true;
		} else if (type === 'lab-cell-started' || type === 'article-run-started') {
			repeats += isDropped ? 1 : 0;
			isDropped = false;
		}
	}

	return repeats;
};

/** What a recorded lab came to, made of its runs as the lab itself makes it; undefined where none was begun. */
export const labOf = (recording: Recording): {readonly result: LabResult; readonly missing: number} | undefined => {
	let shape: LabShape | undefined;
	let runs: CellRun[] = [];
	for (const event of recording.events) {
		if (event.type === 'lab-started') {
			const {type: _type, at: _at, ...told} = event;
			shape = inPrint(told);
			runs = [];
		} else if (event.type === 'lab-cell') {
			const {type: _type, at: _at, ...run} = event;
			runs.push(run);
		}
	}

	return shape && {result: labResult(shape, runs, countRepeats(recording)), missing: Math.max(0, (shape.cells.length * shape.rounds) - runs.length)};
};

/** The same of the article's experiment. */
export const articleOf = (recording: Recording): ArticleOutcome | undefined => {
	let shape: ArticleShape | undefined;
	let runs: ArticleRun[] = [];
	for (const event of recording.events) {
		if (event.type === 'article-started') {
			const {type: _type, at: _at, ...told} = event;
			shape = told;
			runs = [];
		} else if (event.type === 'article-run') {
			const {type: _type, at: _at, ...run} = event;
			runs.push(run);
		}
	}

	return shape && articleOutcome(shape, runs, countRepeats(recording));
};
