/**
When transfers come in an open model: at a rate, whether or not the one before is done, with gaps that are exponentially distributed,
as they are where many people act independently. It is a schedule, not a queue, so it takes the same memory however far the
clients are behind. Latencies counted from these times are free of coordinated omission.

Source: Gil Tene, "How NOT to Measure Latency"; Schroeder, Wierman, Harchol-Balter, "Open Versus Closed: A Cautionary Tale", NSDI 2006.
*/
export class Arrivals {
	readonly #gap: number;
	readonly #random: () => number;
	#next: number;
	/** What clients took and could not serve, the earliest first. */
	readonly #returned: number[] = [];

	/**
	Begins the schedule.

	@param rate - Transfers a second.
	@param start - When the first may come, in ms.
	*/
	constructor(rate: number, start: number, random: () => number) {
		this.#gap = 1000 / rate;
		this.#random = random;
		this.#next = start;
	}

	/** The next transfer's time, in ms: it may lie ahead, or, where clients are behind, in the past. */
	take(): number {
		const returned = this.#returned.shift();
		if (returned !== undefined) {
			return returned;
		}

		this.#next -= Math.log(1 - this.#random()) * this.#gap;
		return this.#next;
	}

	/** A client leaves before it served what it took: somebody else will. */
	giveBack(time: number): void {
		this.#returned.push(time);
		this.#returned.sort((a, b) => a - b);
	}
}
