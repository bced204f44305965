import type {LessonEvent} from '../../lessons/events.js';
import {plain, toned, type Line} from '../line.js';
import {rowLines, type LanesView} from './draw.js';
import {foldLanes} from './fold.js';
import {foundLines} from './found-lines.js';
import {noLanes, type Lanes} from './rows.js';

/** Folds events in order. */
export const lanesOf = (events: readonly LessonEvent[]): Lanes => {
	let lanes = noLanes;
	for (const event of events) {
		lanes = foldLanes(lanes, event);
	}

	return lanes;
};

const checkLines = (events: readonly LessonEvent[], view: LanesView): Line[] =>
	events.flatMap(event => foundLines(event, {...view, width: view.width - 4}).map((line): Line => [plain('  '), ...line]));

/** The newest line that says what a session did gets a mark. */
const marked = (lines: readonly Line[], {glyphs}: LanesView): readonly Line[] => {
	const newest = lines.findLastIndex(([time]) => time?.text.startsWith(' ') === true && /\d/v.test(time.text));
	const line = lines[newest];
	const [time, ...rest] = line ?? [];
	return time ? lines.with(newest, [toned('accent', glyphs.focus), {...time, text: time.text.slice(1)}, ...rest]) : lines;
};

/** The lanes and what was found at the end, as lines: never two empty ones after another. */
export const lanesLines = (events: readonly LessonEvent[], lanes: Lanes, view: LanesView): readonly Line[] => {
	const rows = lanes.rows.flatMap(row => rowLines(row, lanes, view));
	const checks = checkLines(events, view);
	const lines = [...marked(rows, view), ...(checks.length > 0 ? [[], ...checks] : [])];
	return lines.filter((line, index) => line.length > 0 || (index > 0 && (lines[index - 1]?.length ?? 0) > 0));
};
