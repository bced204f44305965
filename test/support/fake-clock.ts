import type {Clock} from '../../source/transactions/clock.js';

export type Sleep = {
	readonly from: number;
	readonly ms: number;
	/** Undefined while it lasts. */
	end?: 'over' | 'aborted';
};

/** Time that only moves while somebody sleeps. */
export type FakeClock = Clock & {
	readonly sleeps: readonly Sleep[];
	/** Lets so much time go by, and wakes whoever is due, one after the other. */
	advance(ms: number): Promise<void>;
};

type Options = {
	/** Every draw; or draws of its own. Default: 0.5. */
	readonly random?: () => number;
	/** Called when a sleep begins. */
	readonly onSleep?: (sleep: Sleep) => void;
	/** With false, time waits for `advance`. Default: when nothing else happens it moves on to the next sleeper. */
	readonly moves?: boolean;
};

type Sleeper = {readonly due: number; readonly wake: () => void};

/** Lets everything that can happen without time happen. */
export const atRest = async (): Promise<void> => new Promise(resolve => {
	setImmediate(resolve);
});

/** Waits until something holds, for five seconds of real time at most. */
export const until = async (holds: () => boolean): Promise<void> => {
	const limit = performance.now() + 5000;
	while (!holds()) {
		if (performance.now() > limit) {
			throw new Error('It did not come to that in 5 s.');
		}

		await atRest();
	}
};

export const fakeClock = ({random = () => 0.5, onSleep, moves = true}: Options = {}): FakeClock => {
	let now = 0;
	let isMoving = false;
	const sleeps: Sleep[] = [];
	const sleepers = new Set<Sleeper>();

	const wakeNext = (limit = Infinity): boolean => {
		const [next] = [...sleepers].toSorted((left, right) => left.due - right.due);
		if (!next || next.due > limit) {
			return false;
		}

		now = Math.max(now, next.due);
		next.wake();
		return true;
	};

	const move = async () => {
		isMoving = true;
		do {
			await atRest();
		} while (wakeNext());

		isMoving = false;
	};

	return {
		now: () => now,
		random,
		sleeps,
		async sleep(ms, signal) {
			const sleep: Sleep = {from: now, ms};
			sleeps.push(sleep);
			onSleep?.(sleep);
			await new Promise<void>((resolve, reject) => {
				const end = (how: 'over' | 'aborted') => {
					sleep.end = how;
					sleepers.delete(sleeper);
					signal?.removeEventListener('abort', onAbort);
				};

				const onAbort = () => {
					end('aborted');
					reject(signal?.reason as Error);
				};

				const sleeper: Sleeper = {
					due: now + ms,
					wake() {
						end('over');
						resolve();
					},
				};
				if (signal?.aborted) {
					onAbort();
					return;
				}

				sleepers.add(sleeper);
				signal?.addEventListener('abort', onAbort);
				if (moves && !isMoving) {
					void move();
				}
			});
		},
		async advance(ms) {
			const limit = now + ms;
			do {
				await atRest();
			} while (wakeNext(limit));

			now = limit;
			await atRest();
		},
	};
};
