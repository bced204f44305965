/** Time and chance come in from outside, so that a test, or a presenter, decides them. */
export type Clock = {
	/** Milliseconds since 1970, with a fraction; never runs backwards. */
	now(): number;
	/** A number in [0, 1). */
	random(): number;
	/** Resolves after `ms`; rejects at once with the signal's reason when it is aborted. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
	/** Calls `wake` after `ms`, unless what it returns is called first: a sleep for those who would mostly be woken early. Optional. */
	after?(ms: number, wake: () => void): () => void;
};

/** The longest that a timer can take, in milliseconds: a longer one would fire at once. */
const longest = 2_147_483_647;

const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
	let left = ms;
	while (left > longest) {
		await sleep(longest, signal);
		left -= longest;
	}

	signal?.throwIfAborted();
	await new Promise<void>((resolve, reject) => {
		const onAbort = () => {
			clearTimeout(timer);
			reject(signal?.reason as Error);
		};

		const timer = setTimeout(() => {
			signal?.removeEventListener('abort', onAbort);
			resolve();
		}, left);
		signal?.addEventListener('abort', onAbort, {once: true});
	});
};

/** The machine's own time and chance. */
export const systemClock: Clock = {
	now: () => performance.timeOrigin + performance.now(),
	random: Math.random,
	sleep,
	after(ms, wake) {
		const timer = setTimeout(wake, Math.min(ms, longest));
		return () => {
			clearTimeout(timer);
		};
	},
};
