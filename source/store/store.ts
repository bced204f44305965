import type {Effect} from './effects.js';
import {createHolder, type Holder} from './holder.js';
import type {Message} from './message.js';
import {currentWait, type Model} from './model.js';
import {update} from './update.js';

/** What one drawing is made from. */
export type Frame = {
	readonly model: Model;
	/** In ms since 1970: what a countdown counts to. */
	readonly now: number;
};

export type Store = Holder<Model, Message> & {
	/** The frame to draw. Changes only when subscribers are told. */
	frame(): Frame;
	/** Stops all timers. */
	close(): void;
};

/** At most 30 frames a second, however many messages come. */
const frameInterval = 1000 / 30;
/**
The share of the time that frames may take: 30 a second as long as one takes at most 5 ms, and fewer where it takes longer, on
a slow machine or a very large terminal.
*/
const drawingShare = 0.15;
/** However much a frame costs, the next one comes within this many ms: the first ones, before all is compiled, are the dearest. */
const longestInterval = 150;
/** A countdown moves 15 times a second. */
const countdownInterval = 1000 / 15;

/** How long the lab will still take is told by the second. */
const labInterval = 1000;

/** What time it is on the screen: a replay's is the time that it has got to. */
const shownTime = ({replay}: Model, now: number): number => replay ? replay.beganAt + replay.time : now;

/** Holds the model. `perform` does what messages ask for; `fold` is the update, or what wraps it. */
export const createStore = (initial: Model, perform: (effect: Effect) => void, now: () => number, fold = update): Store => {
	let drawnAt = now();
	let frame: Frame = {model: initial, now: shownTime(initial, drawnAt)};
	/** How long the last frame took to draw, in ms. */
	let cost = 0;
	let timer: NodeJS.Timeout | undefined;
	/** When the timer is due. */
	let armed = 0;

	const draw = () => {
		timer = undefined;
		drawnAt = now();
		frame = {model: held.model(), now: shownTime(held.model(), drawnAt)};
		held.tell();
		// What is told draws in a microtask of its own, which comes before this one.
		queueMicrotask(() => {
			cost = now() - drawnAt;
		});

		schedule();
	};

	/** Arms the one timer: for the next change that is not drawn yet, or for the countdown. */
	const schedule = () => {
		const model = held.model();
		const isStale = frame.model !== model;
		const isLive = model.replay === undefined;
		const isCounting = isLive && ((currentWait(model) !== undefined && !model.pacing.paused) || (model.unreadable?.until ?? 0) > drawnAt);
		const isMeasuring = isLive && model.lab?.state === 'running' && !model.lab.isResting;
		if (!isStale && !isCounting && !isMeasuring) {
			clearTimeout(timer);
			timer = undefined;
			return;
		}

		const rest = Math.min(cost / drawingShare, longestInterval);
		const unchanged = isCounting ? countdownInterval : labInterval;
		const due = drawnAt + Math.max(isStale ? frameInterval : unchanged, rest);
		// Most messages come between two frames, and change nothing about when the next one is due.
		if (timer !== undefined && due === armed) {
			return;
		}

		clearTimeout(timer);
		armed = due;
		timer = setTimeout(draw, Math.max(0, due - now()));
	};

	const held = createHolder(initial, {fold, perform, onChanged: schedule});
	return {
		...held,
		frame: () => frame,
		close() {
			clearTimeout(timer);
			held.close();
		},
	};
};
