import type {LessonEvent} from '../lessons/events.js';
import type {Line} from '../ui/line.js';
import {ascii, type Glyphs} from '../ui/theme.js';
import {gatherLines} from './gathered-lines.js';
import {tellLesson} from './tell-lesson.js';

/** Words in place of the signs that lines have. */
export const spokenGlyphs: Glyphs = {
	...ascii, committed: 'Right:', failed: 'Wrong:', unknown: 'A question:', waiting: 'So far:', dot: ',', doubling: ', doubled each time,', atMost: 'at most ',
};

/** So wide that no sentence is torn apart: that is for whoever says it. */
const width = 10_000;

/** Lines as they are said, without columns; empty ones are left out. */
export const spokenLines = (lines: readonly Line[]): string[] => lines
	.map(line => line.map(({text}) => text).join('').trim().replaceAll(/\s+/gv, ' ').replaceAll(' , ', ', '))
	.filter(text => text !== '');

/** Sentences for a lesson's events, one after the other, as `lesson --accessible` tells them, and without any sign. */
export const speakLesson = (): ((event: LessonEvent) => readonly string[]) => {
	const {printer, take} = gatherLines();
	const hear = tellLesson(printer, {width, glyphs: spokenGlyphs, isDetailed: false, isChartless: true});
	return event => {
		hear(event);
		return spokenLines(take());
	};
};
