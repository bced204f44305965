import {onAbort} from '../../transactions/on-abort.js';

/** What can be chosen by how much it has to do. */
type Loaded = {readonly load: number};

/** A transfer that can't be sent yet. */
type Ticket<L> = {readonly accounts: readonly string[]; readonly go: (lane: L) => void};

/** An account that somebody wants something of. */
type Line<L> = {
	/** The lane that has what is under way on it. */
	lane: L | undefined;
	underWay: number;
	readonly waiting: Array<Ticket<L>>;
};

/**
Says which lane a transfer goes to, and when, so that no two on different lanes touch the same account: what is on one lane
runs one after the other and can't conflict. Where its two accounts are on different lanes, a transfer waits until one of
them is free; nobody overtakes it on either account, so that nobody waits for ever. As everybody stands in line at both
accounts at once, no two wait for each other.
*/
export class AccountLanes<L extends Loaded> {
	readonly #lanes: readonly [L, ...L[]];
	readonly #lines = new Map<string, Line<L>>();

	constructor(lanes: readonly [L, ...L[]]) {
		this.#lanes = lanes;
	}

	/**
	Does the work on the lane that these accounts are on, when it is their turn.

	@throws The signal's reason, if it is aborted while waiting.
	*/
	async use<R>(accounts: readonly string[], signal: AbortSignal, work: (lane: L) => Promise<R>): Promise<R> {
		const lines = accounts.map(account => this.#line(account));
		const lane = lines.some(({waiting}) => waiting.length > 0) || !areTogether(lines) ? await this.#wait(accounts, signal) : this.#start(lines);
		try {
			return await work(lane);
		} finally {
			this.#end(accounts);
		}
	}

	async #wait(accounts: readonly string[], signal: AbortSignal): Promise<L> {
		signal.throwIfAborted();
		const {promise, resolve, reject} = Promise.withResolvers<L>();
		const ticket = {accounts, go: resolve};
		for (const account of accounts) {
			this.#line(account).waiting.push(ticket);
		}

		const stopListening = onAbort(signal, () => {
			this.#leave(ticket);
			reject(signal.reason);
		});
		try {
			return await promise;
		} finally {
			stopListening();
		}
	}

	/** An account that nobody had wanted anything of gets a line. */
	#line(account: string): Line<L> {
		let line = this.#lines.get(account);
		if (!line) {
			line = {lane: undefined, underWay: 0, waiting: []};
			this.#lines.set(account, line);
		}

		return line;
	}

	#start(lines: ReadonlyArray<Line<L>>): L {
		const lane = lines.find(each => each.lane !== undefined)?.lane ?? this.#leastLoaded();
		for (const line of lines) {
			line.lane = lane;
			line.underWay++;
		}

		return lane;
	}

	#end(accounts: readonly string[]): void {
		for (const account of accounts) {
			const line = this.#line(account);
			line.underWay--;
			if (line.underWay === 0) {
				line.lane = undefined;
			}
		}

		this.#goOn(accounts);
	}

	#leave(ticket: Ticket<L>): void {
		for (const account of ticket.accounts) {
			const {waiting} = this.#line(account);
			const place = waiting.indexOf(ticket);
			if (place !== -1) {
				waiting.splice(place, 1);
			}
		}

		this.#goOn(ticket.accounts);
	}

	/** Lets go whoever is first in line at all its accounts, as far as these are on one lane. */
	#goOn(accounts: readonly string[]): void {
		const changed = [...accounts];
		for (let account = changed.pop(); account !== undefined; account = changed.pop()) {
			const line = this.#line(account);
			const [ticket] = line.waiting;
			if (!ticket) {
				if (line.underWay === 0) {
					this.#lines.delete(account);
				}

				continue;
			}

			const lines = ticket.accounts.map(each => this.#line(each));
			if (!areTogether(lines) || lines.some(({waiting}) => waiting[0] !== ticket)) {
				continue;
			}

			for (const {waiting} of lines) {
				waiting.shift();
			}

			ticket.go(this.#start(lines));
			changed.push(...ticket.accounts);
		}
	}

	#leastLoaded(): L {
		let [least] = this.#lanes;
		for (const lane of this.#lanes) {
			if (lane.load < least.load) {
				least = lane;
			}
		}

		return least;
	}
}

/** Whether whatever is under way on these accounts is on one lane. */
const areTogether = <L>(lines: ReadonlyArray<Line<L>>): boolean => new Set(lines.flatMap(({lane}) => lane === undefined ? [] : [lane])).size <= 1;
