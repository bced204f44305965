import process from 'node:process';
import type {LessonEvent} from '../lessons/events.js';
import type {Lesson} from '../lessons/lesson.js';
import {stepStarts, type LessonMessage, type LessonModel} from '../store/lesson-model.js';
import type {LessonStore} from '../store/lesson-store.js';
import type {IsolationLevel} from '../transactions/isolation.js';
import {converse, leavingBy} from '../ui/accessible/conversation.js';
import {actInLesson} from '../ui/accessible/lesson-commands.js';
import {endedWords} from '../ui/lesson-words.js';
import {counted, sentence} from '../ui/sentences/spoken.js';
import type {CommandInput} from './command.js';
import {speakLesson} from './speak-lesson.js';
import {stepLesson, type LessonFrontEnd} from './step-lesson.js';

/** What the events between two places said, when all before them had been said. */
const saidBetween = (events: readonly LessonEvent[], from: number, to = events.length): string[] => {
	const hear = speakLesson();
	return events.slice(0, to).flatMap((event, place) => {
		const said = hear(event);
		return place >= from ? said : [];
	});
};

/** What is said when somebody goes back through what was, or on again. */
const movedSentences = (before: LessonModel, {events, shown}: LessonModel): string[] => {
	if (shown === undefined) {
		return ['Here again:', ...saidBetween(events, before.shown ?? 0)];
	}

	const starts = stepStarts(events);
	const ahead = starts.filter(place => place >= shown).length;
	const from = starts.findLast(place => place < shown) ?? 0;
	return [`Back by ${counted(ahead, 'step')}. Only the telling went back: the database is where it was. Before that:`, ...saidBetween(events, from, shown)];
};

const endSentence = ({events, lesson}: LessonModel, ok: boolean): string =>
	`${endedWords(events, ok).words} again plays it again${lesson.levels.length > 1 ? ', isolation at the next level' : ''}, quit leaves.`;

/** What is said of a message beside what a lesson says of itself. */
const sentencesOf = (message: LessonMessage, before: LessonModel, after: LessonModel): string[] => {
	if (message.type === 'step-held') {
		return after.isRunning ? [] : [sentence(`next, ${message.next}`)];
	}

	if (message.type === 'lesson-stopped') {
		return [sentence(message.why)];
	}

	if (message.type === 'lesson-heard') {
		const {event} = message;
		return [
			...(event.type === 'storm-started' ? ['A storm goes on to its end; what comes next waits for it.'] : []),
			...(event.type === 'lesson-ended' ? [endSentence(after, event.ok)] : []),
		];
	}

	const isMoved = (message.type === 'back-pressed' || message.type === 'step-pressed') && after.shown !== before.shown;
	return [
		...(isMoved ? movedSentences(before, after) : []),
		...(after.notice !== undefined && after.notice !== before.notice ? [sentence(after.notice)] : []),
	];
};

/** Says what happens and hears what is typed: the same store and intents as on the lesson's screen. */
const talk = (store: LessonStore): LessonFrontEnd => {
	const conversation = converse({
		input: process.stdin, output: process.stdout,
		onPressed: leavingBy(store.dispatch),
		onLine(line) {
			actInLesson(line, desk);
		},
	}, process.env);
	const {say} = conversation;
	const desk = {model: store.model, dispatch: store.dispatch, say};
	let hear = speakLesson();
	store.hear((message, before, after) => {
		if (message.type === 'lesson-begun') {
			hear = speakLesson();
		}

		say(...(message.type === 'lesson-heard' ? hear(message.event) : []), ...sentencesOf(message, before, after));
	});
	say(
		`A lesson, in plain sentences: ${sentence(store.model().lesson.title)} The database is being opened.`,
		'Each step waits for you: next lets it go, and so does Enter alone. help tells everything that can be typed.',
	);
	return {
		// It never ends by itself.
		exited: Promise.withResolvers<never>().promise,
		close() {
			conversation.close();
		},
	};
};

/** Plays a lesson in plain sentences, step by step, as whoever types asks for it. */
export const openLessonAccessible = async (lesson: Lesson, first: IsolationLevel, input: CommandInput): Promise<number> => stepLesson(lesson, first, input, talk);
