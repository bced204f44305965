import type {LessonEvent} from '../lessons/events.js';

/** What a lesson came to: that it foretold what went wrong makes it no better. */
export const endedWords = (events: readonly LessonEvent[], ok: boolean): {readonly isGood: boolean; readonly words: string} => {
	if (!ok) {
		return {isGood: false, words: 'This server behaves otherwise than the lesson says.'};
	}

	const isWrong = events.some(event => event.type === 'lesson-checked' && event.anomaly !== undefined);
	return isWrong ? {isGood: false, words: 'It went wrong, as the lesson says.'} : {isGood: true, words: 'It came out as the lesson says.'};
};
