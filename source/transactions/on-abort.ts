const listening = new WeakMap<AbortSignal, Set<() => void>>();

/**
Calls `listener` when the signal is aborted, until what it returns is called. However many wait for the same signal, it has
one listener of its own: an EventTarget looks through all its listeners whenever one is added or taken away.
*/
export const onAbort = (signal: AbortSignal, listener: () => void): (() => void) => {
	let listeners = listening.get(signal);
	if (!listeners) {
		const all = new Set<() => void>();
		signal.addEventListener('abort', () => {
			for (const each of all) {
				each();
			}
		}, {once: true});
		listening.set(signal, all);
		listeners = all;
	}

	const set = listeners;
	set.add(listener);
	return () => {
		set.delete(listener);
	};
};
