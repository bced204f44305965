/** Time and chance come in from outside, so that a test, or a presenter, decides them. */
export type Clock = {
	/** Milliseconds since 1970, with a fraction; never runs backwards. */
	now(): number;
	/** A number in [0, 1). */
	random(): number;
	/** Resolves after `ms`; rejects at once with the signal's reason when it is aborted. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

/** Wakes a sleeper. Calling it again, or after the time is up, does nothing. */
const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
	signal?.throwIfAborted();
	await new Promise<void>((resolve, reject) => {
		const onAbort = () => {
			clearTimeout(timer);
			reject(signal?.reason as Error);
		};

		const timer = setTimeout(() => {
			signal?.removeEventListener('abort', onAbort);
			resolve();
		}, ms);
		signal?.addEventListener('abort', onAbort, {once: true});
	});
};

/** The machine's own time and chance. */
export const systemClock: Clock = {
	now: () => performance.timeOrigin + performance.now(),
	random: Math.random,
	sleep,
};
