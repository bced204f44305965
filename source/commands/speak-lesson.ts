import type {LessonEvent} from '../lessons/events.js';
import {ascii} from '../ui/theme.js';
import {gatherLines} from './gathered-lines.js';
import {tellLesson} from './tell-lesson.js';

/** Words in place of the signs that stand in front of what a lesson says. */
const spoken = {...ascii, committed: 'Right:', failed: 'Wrong:', unknown: 'A question:', waiting: 'So far:', dot: ','};

/** So wide that no sentence is torn apart: that is for whoever says it. */
const width = 10_000;

/** Sentences for a lesson's events, one after the other, as `lesson --accessible` tells them, and without any sign. */
export const speakLesson = (): ((event: LessonEvent) => readonly string[]) => {
	const {printer, take} = gatherLines();
	const hear = tellLesson(printer, {width, glyphs: spoken, isDetailed: false, isChartless: true});
	return event => {
		hear(event);
		return take().map(line => line.map(({text}) => text).join('').trim().replaceAll(' , ', ', ')).filter(text => text !== '');
	};
};
