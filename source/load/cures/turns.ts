import {onAbort} from '../../transactions/on-abort.js';

type Waiting<T> = {readonly take: (thing: T) => void};

/** Things that one client at a time uses: whoever came first gets the next one that is free. */
export class Turns<T> {
	readonly all: readonly T[];
	readonly #free: T[];
	readonly #waiting = new Set<Waiting<T>>();

	constructor(things: readonly T[]) {
		this.all = things;
		this.#free = things.toReversed();
	}

	/**
	Waits for one of them, and gives it back when the work is done.

	@throws The signal's reason, if it is aborted while waiting.
	*/
	async use<R>(signal: AbortSignal, work: (thing: T) => Promise<R>): Promise<R> {
		const thing = this.#free.pop() ?? await this.#wait(signal);
		try {
			return await work(thing);
		} finally {
			this.#giveBack(thing);
		}
	}

	async #wait(signal: AbortSignal): Promise<T> {
		signal.throwIfAborted();
		const {promise, resolve, reject} = Promise.withResolvers<T>();
		const waiting = {take: resolve};
		this.#waiting.add(waiting);
		const stopListening = onAbort(signal, () => {
			this.#waiting.delete(waiting);
			reject(signal.reason);
		});
		try {
			return await promise;
		} finally {
			stopListening();
		}
	}

	#giveBack(thing: T): void {
		const [first] = this.#waiting;
		if (first) {
			this.#waiting.delete(first);
			first.take(thing);
		} else {
			this.#free.push(thing);
		}
	}
}
