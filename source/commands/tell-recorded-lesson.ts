import type {RecordedEvent} from '../recording/event-shapes.js';
import type {Recording} from '../recording/recording.js';
import {isLessonEvent} from '../store/recorded-lesson.js';
import {wrap} from '../ui/format.js';
import {plain, type Line} from '../ui/line.js';
import {gatherLines} from './gathered-lines.js';
import {tellLesson} from './tell-lesson.js';
import type {RecordingTelling} from './tell-recording.js';

const answersIn = (events: readonly RecordedEvent[]): Set<string> => new Set(events.flatMap(event => event.type === 'lesson-question' ? [event.answer] : []));

/**
A lesson in lanes, or in sentences, as `lesson` tells it without a screen, and the answers to its questions.

@yields One line after the other.
*/
export function * tellRecordedLesson({events}: Recording, {glyphs, verbose, width, isChartless}: RecordingTelling): Generator<Line> {
	const {printer, take} = gatherLines();
	const hear = tellLesson(printer, {width, glyphs, isDetailed: verbose, isChartless});
	for (const event of events) {
		if (!isLessonEvent(event)) {
			continue;
		}

		hear(event);
		yield * take();
	}

	for (const answer of answersIn(events)) {
		yield * [[], ...wrap(`Answer: ${answer}`, width).map((text): Line => [plain(text)])];
	}
}
