import type {Holding} from '../database/engines/engine.js';
import type {Clock} from './clock.js';
import {notNeeded} from './deadline.js';
import type {Gate, GatePoint} from './gate.js';

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
	/** Resolves at once, or, while nothing gets on, when it does again, when `step` lets it go, or after `longest` ms. */
	hold(longest: number, signal?: AbortSignal): Promise<void>;
	/** While nothing gets on: ends what waits now, or else lets the next that comes go at once. One ahead, and no more. */
	step(): void;
	/** For limits: they stand still along with what they limit, no step ends them, and no pace makes them shorter. */
	after(ms: number, wake: () => void): () => void;
};

/** A timer takes 2³¹ − 1 ms at most. */
const longestTimer = 2_147_483_647;

/** Paces another clock's waits. */
export const pacedClock = (clock: Clock, pace = 1): PacedClock => {
	let pacing: Pacing = {pace, paused: false};
	let changed = new AbortController();
	/** What a step would end. */
	const waits = new Set<AbortController>();
	let isNextFree = false;

	/** Sleeps on the other clock until the pacing changes, or a signal is aborted. */
	const sleepOn = async (ms: number, signals: readonly AbortSignal[]): Promise<void> => {
		try {
			await clock.sleep(Math.min(ms, longestTimer), AbortSignal.any([changed.signal, ...signals]));
		} catch {
			// Whoever sleeps looks for himself at what woke him.
		}
	};

	/** Waits so many ms of paced time, unless one of the signals is aborted first; at most so many times as fast as the real time. */
	const wait = async (ms: number, signals: readonly AbortSignal[], fastest = Infinity): Promise<void> => {
		let left = ms;
		while (left > 0 && signals.every(({aborted}) => !aborted)) {
			const speed = pacing.paused ? 0 : Math.min(pacing.pace, fastest);
			const started = clock.now();
			const {signal} = changed;
			await sleepOn(left / speed, signals);
			left -= (clock.now() - started) * speed;
			// A timer may fire a fraction of a millisecond early.
			if (left < 1 && !signal.aborted) {
				return;
			}
		}
	};

	/** Lets `work` wait in a way that a step ends. */
	const steppable = async (signal: AbortSignal | undefined, work: (signals: readonly AbortSignal[]) => Promise<void>): Promise<void> => {
		signal?.throwIfAborted();
		if (pacing.paused && isNextFree) {
			isNextFree = false;
			return;
		}

		const stepped = new AbortController();
		waits.add(stepped);
		try {
			await work([stepped.signal, ...(signal ? [signal] : [])]);
			signal?.throwIfAborted();
		} finally {
			waits.delete(stepped);
		}
	};

	return {
		now: clock.now,
		random: clock.random,
		get pacing() {
			return pacing;
		},
		setPacing(next) {
			pacing = next;
			isNextFree &&= next.paused;
			const previous = changed;
			changed = new AbortController();
			previous.abort();
		},
		step() {
			isNextFree = pacing.paused && waits.size === 0;
			for (const stepped of pacing.paused ? waits : []) {
				stepped.abort();
			}
		},
		async hold(longest, signal) {
			const since = clock.now();
			await steppable(signal, async signals => {
				while (pacing.paused && clock.now() - since < longest && signals.every(({aborted}) => !aborted)) {
					await sleepOn(longest - (clock.now() - since), signals);
				}
			});
		},
		async sleep(ms, signal) {
			await steppable(signal, async signals => wait(ms, signals));
		},
		after(ms, wake) {
			const ended = new AbortController();
			void wait(ms, [ended.signal], 1).then(() => {
				if (!ended.signal.aborted) {
					wake();
				}
			});
			return () => {
				ended.abort(notNeeded);
			};
		},
	};
};

/** How long slow motion holds a statement, in milliseconds at pace 1: at pace 0.1 ten times as long. */
const hold = 60;

export type PaceGateOptions = {
	/** For how long a pause may hold a statement, and with it the transaction: a statement that was held for so long goes. */
	readonly holding: Holding;
	/** Told before a statement is held. */
	onHeld?(point: GatePoint): void;
};

/** Time as a presenter wants it: holds each statement while the clock is paused, and for a moment while its pace is below 1. */
export const paceGate = (clock: PacedClock, {holding: {longest, since}, onHeld}: PaceGateOptions): Gate => {
	/** When each session's last transaction began. */
	const begun = new Map<string, {readonly transaction: string; readonly at: number}>();
	const ageOf = ({session, transactionId, attempt}: GatePoint): number => {
		const transaction = `${transactionId} ${attempt}`;
		const known = begun.get(session);
		if (known?.transaction === transaction) {
			return clock.now() - known.at;
		}

		begun.set(session, {transaction, at: clock.now()});
		return 0;
	};

	return async point => {
		const left = since === 'begin' ? longest - ageOf(point) : longest;
		const {pacing: {paused, pace}} = clock;
		if (!paused && pace >= 1) {
			return;
		}

		onHeld?.(point);
		await (paused ? clock.hold(left, point.signal) : clock.sleep(hold, point.signal));
	};
};
