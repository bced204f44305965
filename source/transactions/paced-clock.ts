import type {Clock} from './clock.js';
import type {Gate} from './gate.js';

/** How fast waiting goes. */
export type Pacing = {
	/** 1 is as it is, 0.1 ten times slower. */
	readonly pace: number;
	/** Nothing that waits gets on. */
	readonly paused: boolean;
};

/** A clock whose waits a presenter can slow down and stop, also while they last. `now` stays the real time. */
export type PacedClock = Clock & {
	readonly pacing: Pacing;
	setPacing(pacing: Pacing): void;
};

/** Paces another clock's waits. */
export const pacedClock = (clock: Clock, pace = 1): PacedClock => {
	let pacing: Pacing = {pace, paused: false};
	let changed = new AbortController();
	return {
		now: clock.now,
		random: clock.random,
		get pacing() {
			return pacing;
		},
		setPacing(next) {
			pacing = next;
			const previous = changed;
			changed = new AbortController();
			previous.abort();
		},
		async sleep(ms, signal) {
			signal?.throwIfAborted();
			let left = ms;
			while (left > 0) {
				const speed = pacing.paused ? 0 : pacing.pace;
				const started = clock.now();
				const woken = AbortSignal.any([changed.signal, ...(signal ? [signal] : [])]);
				try {
					// A timer takes 2³¹ − 1 ms at most; the loop goes on from there.
					await clock.sleep(Math.min(left / speed, 2_147_483_647), woken);
				} catch {
					signal?.throwIfAborted();
				}

				left -= (clock.now() - started) * speed;
				// A timer may fire a fraction of a millisecond early.
				if (left < 1 && !woken.aborted) {
					return;
				}
			}
		},
	};
};

/** How long slow motion holds a statement, in milliseconds at pace 1: at pace 0.1 ten times as long. */
const hold = 60;

/** Slow motion: holds each statement while the pace is below 1, so that eyes can follow. */
export const paceGate = (clock: PacedClock): Gate => async ({signal}) => {
	if (clock.pacing.pace < 1) {
		await clock.sleep(hold, signal);
	}
};
