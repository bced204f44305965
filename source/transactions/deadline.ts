import type {Clock} from './clock.js';

/** The reason of a signal that was aborted because time ran out. */
export class DeadlinePassed extends Error {
	override name = 'DeadlinePassed';
}

/** A reason that nobody sees. Without one a DOMException would be made for each transaction, with a stack. */
export const notNeeded = Symbol('not needed');

/** A timer for clocks that can only sleep. */
const sleepingTimer = (clock: Clock) => (ms: number, wake: () => void): (() => void) => {
	const ended = new AbortController();
	clock.sleep(ms, ended.signal).then(wake, () => undefined);
	return () => {
		ended.abort(notNeeded);
	};
};

/** What ends a transaction from outside: its caller, or its deadline. */
export type Limit = {
	readonly signal: AbortSignal;
	/**
	Calls `listener` when the signal is aborted, until what it returns is called. A list beside the signal's own, because
	each attempt listens twice, nearly always for nothing, and an EventTarget's listeners would be a part of its cost.
	*/
	onAbort(listener: () => void): () => void;
	/** Frees the timer and the listener at the caller's signal. */
	end(): void;
};

/**
Begins a limit: its signal is aborted when the caller's is, with its reason, or when `ms` have gone by, with
{@link DeadlinePassed}.
*/
export const startDeadline = (ms: number, clock: Clock, callers?: AbortSignal): Limit => {
	const controller = new AbortController();
	const {signal} = controller;
	const listeners = new Set<() => void>();
	const abort = (reason: unknown) => {
		if (signal.aborted) {
			return;
		}

		controller.abort(reason);
		for (const listener of listeners) {
			listener();
		}
	};

	const onAbort = () => {
		abort(callers?.reason);
	};

	if (callers?.aborted) {
		onAbort();
	}

	callers?.addEventListener('abort', onAbort, {once: true});
	const endTimer = Number.isFinite(ms)
		? (clock.after ?? sleepingTimer(clock))(ms, () => {
			abort(new DeadlinePassed());
		})
		: undefined;

	return {
		signal,
		onAbort(listener) {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},
		end() {
			endTimer?.();
			callers?.removeEventListener('abort', onAbort);
		},
	};
};
