import type {LessonEvent} from '../lessons/events.js';
import type {RecordedEvent} from '../recording/event-shapes.js';
import type {Model} from './model.js';

/** A lesson that was recorded, as far as the replay has come. */
export type RecordedLesson = {
	/** What was heard of this round of it. */
	readonly events: readonly LessonEvent[];
	readonly isAnswered: boolean;
};

/** A lesson tells a few hundred things. Lanes are drawn of so many at most, whatever a file has. */
const most = 2000;

/** Adds what a recorded lesson tells; a round begins from nothing. Pure. */
export const hearLesson = (model: Model, event: LessonEvent): Model => {
	if (event.type === 'lesson-started') {
		return {...model, lesson: {events: [event], isAnswered: false}};
	}

	const {lesson} = model;
	if (!lesson) {
		return model;
	}

	return lesson.events.length < most
		? {...model, lesson: {...lesson, events: [...lesson.events, event]}}
		: {...model, notice: `It tells more than ${most.toLocaleString('en-US')} things, and no more are drawn`};
};

/** Whether an event is a lesson's own, or one of its sessions'. */
export const isLessonEvent = (event: RecordedEvent): event is LessonEvent => event.type.startsWith('lesson-') || event.type === 'expectation-missed' || 'storm' in event
	|| ('session' in event && 'attempt' in event && event.type !== 'statement-held');

/** The question that was asked last, if one was. */
export const askedIn = ({events}: RecordedLesson): Extract<LessonEvent, {readonly type: 'lesson-question'}> | undefined =>
	events.findLast(event => event.type === 'lesson-question');
