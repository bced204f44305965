import {updateLesson, type LessonEffect, type LessonMessage, type LessonModel} from './lesson-model.js';

/** What one drawing of a lesson is made from. */
export type LessonFrame = {readonly model: LessonModel; readonly now: number};

export type LessonStore = {
	/** Folds a message in and starts what follows from it. */
	dispatch(message: LessonMessage): void;
	/** The frame to draw. Changes only when subscribers are told. */
	frame(): LessonFrame;
	subscribe(listener: () => void): () => void;
	/** Calls `listener` with each message that was folded in, and the model before and after it, before anything follows from it. */
	hear(listener: (message: LessonMessage, before: LessonModel, after: LessonModel) => void): void;
	model(): LessonModel;
	/** Stops all timers. */
	close(): void;
};

/** At most 30 frames a second, however many events come. */
const frameInterval = 1000 / 30;
/** While a step is held, how long is counted by the second. */
const countInterval = 1000;

/** Holds the model of a lesson. `perform` does what messages ask for. */
export const createLessonStore = (initial: LessonModel, perform: (effect: LessonEffect) => void, now: () => number): LessonStore => {
	let model = initial;
	let frame: LessonFrame = {model, now: now()};
	let timer: NodeJS.Timeout | undefined;
	const listeners = new Set<() => void>();
	const hearers = new Set<Parameters<LessonStore['hear']>[0]>();
	const schedule = () => {
		clearTimeout(timer);
		const isStale = frame.model !== model;
		if (!isStale && model.stage.type !== 'held') {
			return;
		}

		timer = setTimeout(draw, Math.max(0, frame.now + (isStale ? frameInterval : countInterval) - now()));
	};

	const draw = () => {
		frame = {model, now: now()};
		for (const listener of listeners) {
			listener();
		}

		schedule();
	};

	return {
		dispatch(message) {
			const before = model;
			const [next, ...effects] = updateLesson(model, message);
			model = next;
			schedule();
			for (const hear of hearers) {
				hear(message, before, next);
			}

			for (const effect of effects) {
				perform(effect);
			}
		},
		frame: () => frame,
		model: () => model,
		subscribe(listener) {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},
		hear(listener) {
			hearers.add(listener);
		},
		close() {
			clearTimeout(timer);
			listeners.clear();
			hearers.clear();
		},
	};
};
