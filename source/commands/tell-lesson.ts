import type {LessonEvent} from '../lessons/events.js';
import {rowSentence} from '../ui/accessible/tell-lanes.js';
import {wrap} from '../ui/format.js';
import {headline, rowLines, type LanesView} from '../ui/lanes/draw.js';
import {foldLanes} from '../ui/lanes/fold.js';
import {foundLines} from '../ui/lanes/found-lines.js';
import {noLanes, type LaneRow} from '../ui/lanes/rows.js';
import {plain, toned, type Line} from '../ui/line.js';
import type {Printer} from './print.js';

/** What a title says of the isolation level. */
export const levelWords = ({isolation, inForce}: {readonly isolation: string; readonly inForce: string}): string => isolation === inForce
	? inForce.toUpperCase()
	: `${inForce.toUpperCase()}, though ${isolation.toUpperCase()} was asked for`;

/** A row stays as it is from now on. */
const isSettled = (row: LaneRow): boolean => row.type === 'storm' ? row.isOver : !(row.type === 'statement' && row.state === 'sent');

/** Tells a lesson in plain text as it happens, in lanes, or, without charts, in sentences: a row is said once it stays as it is. */
export const tellLesson = ({say}: Printer, view: LanesView): ((event: LessonEvent) => void) => {
	const {glyphs, width, isChartless = false} = view;
	let lanes = noLanes;
	let told = 0;
	let isBlank = true;
	let isChecking = false;
	const line = (text: Line) => {
		// Paragraphs bring their own empty lines; two of them are one too many.
		if (text.length > 0 || !isBlank) {
			say(text);
		}

		isBlank = text.length === 0;
	};

	return event => {
		lanes = foldLanes(lanes, event);
		if (event.type === 'lesson-started') {
			told = 0;
			isChecking = false;
			line([]);
			line([toned('strong', event.title), plain(` ${glyphs.dot} ${event.server} ${glyphs.dot} ${levelWords(event)}`)]);
			for (const text of event.look === '' ? [] : wrap(event.look, width)) {
				line([toned('dim', text)]);
			}

			line([]);
			if (event.sessions.length > 0 && !isChartless) {
				line(headline(lanes, view));
			}
		}

		for (let row = lanes.rows[told]; row !== undefined && isSettled(row); row = lanes.rows[told]) {
			const words = isChartless ? rowSentence(row, lanes.startedAt) : undefined;
			for (const text of words === undefined ? rowLines(row, lanes, view) : [[plain(words)]]) {
				line(text);
			}

			told++;
		}

		const found = foundLines(event, view);
		if (found.length > 0 && !isChecking) {
			line([]);
			isChecking = true;
		}

		for (const text of found) {
			line(text);
		}
	};
};
