import process from 'node:process';
import type {Clock} from '../../source/transactions/clock.js';
import {DueQueue, type Due} from './due-queue.js';

/** Time that only moves when nothing else can happen. */
export type SimulatedClock = Required<Clock> & {
	/** A sleep that nobody interrupts. */
	pass(ms: number): Promise<void>;
	/** Lets time go by until nothing is due any more. */
	run(): Promise<void>;
};

/** When each simulation begins, so that what it shows is a date. */
const beginning = Date.UTC(2026, 0, 1);

/**
The whole of a simulation runs inside one turn of the event loop: what is due is woken once no microtask is left. So it is
quick, and no timer of the machine's can come in between.
*/
export const simulatedClock = (random: () => number): SimulatedClock => {
	let now = beginning;
	let order = 0;
	const queue = new DueQueue();

	const after = (ms: number, wake: () => void): (() => void) => {
		const due: Due = {at: now + ms, order: order++, wake};
		queue.put(due);
		return () => {
			due.wake = undefined;
		};
	};

	const run = async () => new Promise<void>(resolve => {
		const step = () => {
			let due = queue.take();
			while (due && !due.wake) {
				due = queue.take();
			}

			if (!due?.wake) {
				resolve();
				return;
			}

			now = due.at;
			due.wake();
			// A tick that is asked for by a microtask comes when no microtask is left; one asked for by a tick would come before them.
			queueMicrotask(() => {
				process.nextTick(step);
			});
		};

		queueMicrotask(() => {
			process.nextTick(step);
		});
	});

	return {
		now: () => now,
		random,
		after,
		run,
		pass: async ms => new Promise(resolve => {
			after(ms, resolve);
		}),
		sleep: async (ms, signal) => new Promise<void>((resolve, reject) => {
			if (signal?.aborted) {
				reject(signal.reason as Error);
				return;
			}

			const onAbort = () => {
				stop();
				reject(signal?.reason as Error);
			};

			const stop = after(ms, () => {
				signal?.removeEventListener('abort', onAbort);
				resolve();
			});
			signal?.addEventListener('abort', onAbort, {once: true});
		}),
	};
};

/**
Puts the machine's timers on the simulated clock while something runs: a session gives a ROLLBACK a second by such a timer.
Nothing else of this process runs meanwhile, because it is all one turn of the event loop.
*/
export const onSimulatedTimers = async (clock: SimulatedClock, work: () => Promise<void>): Promise<void> => {
	const {setTimeout, clearTimeout} = globalThis;
	Object.assign(globalThis, {
		setTimeout: (wake: () => void, ms: number) => clock.after(ms, wake),
		clearTimeout(stop?: () => void) {
			stop?.();
		},
	});
	try {
		await work();
	} finally {
		Object.assign(globalThis, {setTimeout, clearTimeout});
	}
};
