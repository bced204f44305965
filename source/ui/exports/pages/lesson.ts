import type {LessonEvent} from '../../../lessons/events.js';
import type {Recording} from '../../../recording/recording.js';
import type {Model} from '../../../store/model.js';
import {askedIn, hearLesson, isLessonEvent, type RecordedLesson} from '../../../store/recorded-lesson.js';
import {beginReplay} from '../../../store/replay.js';
import {formatPosition, wrap} from '../../format.js';
import {headline} from '../../lanes/draw.js';
import {lanesLines, lanesOf} from '../../lanes/screen-lines.js';
import {plain, toned, type Line} from '../../line.js';
import type {Glyphs} from '../../theme.js';
import type {Chapter, Page} from '../page.js';

/** The rounds of a lesson, each at an isolation level, and each as its screen would know it. */
const roundsOf = (recording: Recording): RecordedLesson[] => {
	const rounds: RecordedLesson[] = [];
	let model: Model = beginReplay(recording, '');
	for (const event of recording.events) {
		if (!isLessonEvent(event)) {
			continue;
		}

		model = hearLesson(model, event);
		if (event.type !== 'lesson-started') {
			rounds.pop();
		}

		if (model.lesson) {
			rounds.push(model.lesson);
		}
	}

	return rounds;
};

const endingOf = (ended: Extract<LessonEvent, {readonly type: 'lesson-ended'}> | undefined): string => {
	if (!ended) {
		return 'not over';
	}

	return ended.ok ? 'as the lesson says' : `${ended.missed} otherwise than the lesson says`;
};

const chapterOf = (round: RecordedLesson, glyphs: Glyphs, {width, beganAt}: {readonly width: number; readonly beganAt: number}): Chapter => {
	const {events} = round;
	const started = events.find(event => event.type === 'lesson-started');
	const {title = 'A lesson', look = '', server = '', inForce = '', at = beganAt} = started ?? {};
	const view = {width, glyphs};
	const lanes = lanesOf(events);
	const paragraph = (text: string, tone?: 'dim' | 'accent'): Line[] => wrap(text, width - 4).map(line => [plain('  '), tone === undefined ? plain(line) : toned(tone, line)]);
	const question = askedIn(round);
	return {
		title: [title, server, inForce.toUpperCase()].filter(text => text !== '').join(` ${glyphs.dot} `),
		lines: [
			...paragraph(look, 'dim'),
			[],
			headline(lanes, view),
			...lanesLines(events, lanes, view),
			...(question ? [[], ...paragraph(`Answer: ${question.answer}`, 'accent')] : []),
		],
		row: [
			formatPosition(Math.max(0, at - beganAt)),
			title,
			inForce,
			String(events.filter(event => (event.type === 'lesson-checked' || event.type === 'lesson-compared') && event.ok).length),
			endingOf(events.find(event => event.type === 'lesson-ended')),
		],
	};
};

/** A lesson, round by round, in its lanes, with the answer to its question. */
export const lessonPage = (recording: Recording, glyphs: Glyphs, width: number): Page => ({
	columns: ['at', 'lesson', 'isolation level', 'checks kept', 'it came out'],
	chapters: roundsOf(recording).map(round => chapterOf(round, glyphs, {width, beganAt: recording.head.at})),
	empty: 'No lesson was recorded.',
});
