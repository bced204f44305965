import type {Clock} from '../transactions/clock.js';
import {isHeld, type Step} from './lesson.js';
import type {LessonGate} from './run-lesson.js';

/** A step was held for longer than its transactions can be kept open. */
export class HeldTooLongError extends Error {
	override name = 'HeldTooLongError';
}

/** Lets the steps of a lesson go one by one, when it is asked to, or by itself, with a pause before each. */
export type Stepper = {
	readonly gate: LessonGate;
	/** Lets one step go: the one that is held, or else the next. */
	step(): void;
	/** From now on steps go by themselves, or are held. */
	run(isRunning: boolean): void;
	/** How long it is from now on before each step that goes by itself, in ms; the pause that has begun begins anew. */
	setPause(ms: number): void;
};

type StepperOptions = {
	readonly clock: Clock;
	/** Before each step that goes by itself, in ms. */
	readonly pause: number;
	/** How long the next step can be held, in ms: less than the server keeps the transactions that are open. */
	limit(): number;
	/** Told before a step is held, for at most `limit` ms. */
	onHeld(step: Step, number: number, limit: number): void;
};

export const createStepper = ({clock, pause: firstPause, limit, onHeld}: StepperOptions): Stepper => {
	let pause = firstPause;
	let isRunning = false;
	let allowed = 0;
	let changed = new AbortController();
	const stir = () => {
		const before = changed;
		changed = new AbortController();
		before.abort();
	};

	return {
		async gate({step, number, signal}) {
			if (!isHeld(step)) {
				return;
			}

			const most = limit();
			onHeld(step, number, most);
			const since = clock.now();
			for (;;) {
				if (allowed > 0) {
					allowed--;
					return;
				}

				const wait = isRunning ? pause : most - (clock.now() - since);
				const woken = AbortSignal.any([changed.signal, signal]);
				try {
					await clock.sleep(Math.max(0, wait), woken);
				} catch {
					signal.throwIfAborted();
					continue;
				}

				if (isRunning) {
					return;
				}

				throw new HeldTooLongError(`Held for ${Math.round(most / 1000)} s, which is the limit: rolled back.`);
			}
		},
		step() {
			// One ahead, and no more: who presses a key twice wants to see both.
			allowed = Math.min(1, allowed + 1);
			stir();
		},
		run(next) {
			isRunning = next;
			stir();
		},
		setPause(ms) {
			pause = ms;
			stir();
		},
	};
};
