import type {Clock} from './clock.js';

/** The reason of a signal that was aborted because time ran out. */
export class DeadlinePassed extends Error {
	override name = 'DeadlinePassed';
}

/**
A signal that is aborted when the caller's is, with its reason, or when `ms` have gone by, with {@link DeadlinePassed}.

@returns The signal, and `end`, which frees the timer and the listener.
*/
export const startDeadline = (ms: number, clock: Clock, signal?: AbortSignal): {signal: AbortSignal; end(): void} => {
	const controller = new AbortController();
	const onAbort = () => {
		controller.abort(signal?.reason);
	};

	if (signal?.aborted) {
		onAbort();
	}

	signal?.addEventListener('abort', onAbort, {once: true});
	const timer = new AbortController();
	if (Number.isFinite(ms)) {
		clock.sleep(ms, timer.signal).then(() => {
			controller.abort(new DeadlinePassed());
		}, () => undefined);
	}

	return {
		signal: controller.signal,
		end() {
			timer.abort();
			signal?.removeEventListener('abort', onAbort);
		},
	};
};
