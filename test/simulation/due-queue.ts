/** Something that happens at a time. */
export type Due = {
	/** In ms. */
	readonly at: number;
	/** Of two at the same time, the one that was put in first comes first. */
	readonly order: number;
	/** Undefined once nobody wants it any more. */
	wake: (() => void) | undefined;
};

const isSooner = (left: Due, right: Due): boolean => left.at === right.at ? left.order < right.order : left.at < right.at;

/** What is to happen, soonest first: a binary heap. */
export class DueQueue {
	readonly #heap: Due[] = [];

	put(due: Due): void {
		const heap = this.#heap;
		let place = heap.length;
		while (place > 0) {
			const parent = Math.floor((place - 1) / 2);
			const above = heap[parent];
			if (!above || !isSooner(due, above)) {
				break;
			}

			heap[place] = above;
			place = parent;
		}

		heap[place] = due;
	}

	/** Takes out what comes next. */
	take(): Due | undefined {
		const heap = this.#heap;
		const [next] = heap;
		const last = heap.pop();
		if (last && last !== next) {
			this.#sink(last);
		}

		return next;
	}

	#sink(due: Due): void {
		const heap = this.#heap;
		let place = 0;
		for (;;) {
			const left = heap[(2 * place) + 1];
			const right = heap[(2 * place) + 2];
			const isRight = left !== undefined && right !== undefined && isSooner(right, left);
			const child = isRight ? right : left;
			if (!child || !isSooner(child, due)) {
				heap[place] = due;
				return;
			}

			heap[place] = child;
			place = (2 * place) + (isRight ? 2 : 1);
		}
	}
}
