import type {Database} from '../../source/database/connect.js';
import type {LessonEvent} from '../../source/lessons/events.js';
import type {Lesson} from '../../source/lessons/lesson.js';
import {runLesson, type LessonOptions, type LessonResult} from '../../source/lessons/run-lesson.js';

/** Plays a lesson without a wait between attempts to speak of, and remembers what it told. */
export const play = async (lesson: Lesson, database: Database, options: LessonOptions): Promise<{result: LessonResult; events: readonly LessonEvent[]}> => {
	const events: LessonEvent[] = [];
	const result = await runLesson(lesson, database, {
		base: 1, cap: 2, ...options,
		onEvent(event) {
			events.push(event);
			options.onEvent?.(event);
		},
	});
	return {result, events};
};

/** Whether clients are let loose in it. */
export const hasStorms = ({steps}: Lesson): boolean => steps.some(({type}) => type === 'storm');

/** What went wrong, in words that a failing test can show. */
export const complaints = ({missed, checks, comparisons = []}: LessonResult): string[] => [
	...missed.map(({step, statement, expected, found}) => `step ${step}, ${statement}: ${expected}, found ${found}`),
	...checks.filter(({ok}) => !ok).map(({says, expected, found}) => `${says}: ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`),
	...comparisons.filter(({ok}) => !ok).map(({says, is, of, than, times}) => `${says}: ${JSON.stringify(of)} is not ${is} than ${times} times ${JSON.stringify(than)}`),
];

/** The schemas of lessons that are there. */
export const lessonSchemas = async ({pool}: Database): Promise<string[]> => {
	const {rows} = await pool.query<{nspname: string}>('SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname LIKE \'backoff_bank_lesson%\'');
	return rows.map(({nspname}) => nspname);
};
