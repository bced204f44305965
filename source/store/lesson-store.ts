import {createHolder, type Holder} from './holder.js';
import {updateLesson, type LessonEffect, type LessonMessage, type LessonModel} from './lesson-model.js';

/** What one drawing of a lesson is made from. */
export type LessonFrame = {readonly model: LessonModel; readonly now: number};

export type LessonStore = Holder<LessonModel, LessonMessage> & {
	/** The frame to draw. Changes only when subscribers are told. */
	frame(): LessonFrame;
	/** Stops all timers. */
	close(): void;
};

/** At most 30 frames a second, however many events come. */
const frameInterval = 1000 / 30;
/** While a step is held, how long is counted by the second. */
const countInterval = 1000;

/** Holds the model of a lesson. `perform` does what messages ask for. */
export const createLessonStore = (initial: LessonModel, perform: (effect: LessonEffect) => void, now: () => number): LessonStore => {
	let frame: LessonFrame = {model: initial, now: now()};
	let timer: NodeJS.Timeout | undefined;
	const schedule = () => {
		clearTimeout(timer);
		const model = held.model();
		const isStale = frame.model !== model;
		if (!isStale && model.stage.type !== 'held') {
			return;
		}

		timer = setTimeout(draw, Math.max(0, frame.now + (isStale ? frameInterval : countInterval) - now()));
	};

	const draw = () => {
		frame = {model: held.model(), now: now()};
		held.tell();
		schedule();
	};

	const held = createHolder(initial, {fold: updateLesson, perform, onChanged: schedule});
	return {
		...held,
		frame: () => frame,
		close() {
			clearTimeout(timer);
			held.close();
		},
	};
};
