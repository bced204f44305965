import type {LessonEvent} from './events.js';
import {applies, type Place} from './expectations.js';
import {isHeld, type Lesson, type Step} from './lesson.js';

/** What a lesson says, asks or shows of itself, between two steps that are sent. */
export type Remark = {
	readonly type: 'says' | 'asks' | 'shows';
	readonly text: string;
	/** Of a question. */
	readonly answer?: string | undefined;
};

/** What a presenter wants to have in front of him while a lesson is shown to others. */
export type PresenterNotes = {
	readonly lesson: string;
	readonly title: string;
	readonly look: string;
	/** The level that is in force. */
	readonly isolation: string;
	/** The last step that a session took, 0 before the first one, of so many. */
	readonly step: number;
	readonly of: number;
	/** What was said, asked or shown last. */
	readonly last?: Remark | undefined;
	/** The step that is held, in words; nothing while one is under way. */
	readonly next?: string | undefined;
	/** What comes along with that step. */
	readonly along: readonly Remark[];
	readonly isOver: boolean;
};

/** What is said, asked or shown by an event. */
const remarkIn = (event: LessonEvent): Remark | undefined => {
	if (event.type === 'lesson-caption') {
		return {type: 'says', text: event.text};
	}

	if (event.type === 'lesson-code') {
		return {type: 'shows', text: event.title};
	}

	return event.type === 'lesson-question' ? {type: 'asks', text: event.text, answer: event.answer} : undefined;
};

/** Folds an event into the notes. Pure; nothing is noted before a lesson has started. */
export const noteEvent = (notes: PresenterNotes | undefined, event: LessonEvent): PresenterNotes | undefined => {
	if (event.type === 'lesson-started') {
		const {lesson, title, look, inForce, steps} = event;
		return {lesson, title, look, isolation: inForce, step: 0, of: steps, along: [], isOver: false};
	}

	if (!notes) {
		return undefined;
	}

	if (event.type === 'lesson-step') {
		return {...notes, step: event.step, of: event.of, next: undefined, along: []};
	}

	if (event.type === 'lesson-ended') {
		return {...notes, next: undefined, along: [], isOver: true};
	}

	const last = remarkIn(event);
	return last ? {...notes, last} : notes;
};

const remarkOf = (step: Step): Remark | undefined => {
	if (step.type === 'caption') {
		return {type: 'says', text: step.text};
	}

	if (step.type === 'code') {
		return {type: 'shows', text: step.title};
	}

	return step.type === 'question' ? {type: 'asks', text: step.text, answer: step.answer} : undefined;
};

/** What a lesson says by itself after the step of that number (from 1), before the next one is sent. */
export const remarksAfter = ({steps}: Lesson, number: number, place: Place): Remark[] => {
	const rest = steps.slice(number);
	const end = rest.findIndex(step => isHeld(step));
	return rest.slice(0, end === -1 ? undefined : end).filter(step => applies(step, place)).flatMap(step => remarkOf(step) ?? []);
};
