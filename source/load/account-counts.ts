/** What went on at one account. */
export type HotAccount = {
	readonly id: string;
	readonly owner: string;
	/** Transfers out of it or into it that committed. */
	readonly transfers: number;
	/** Attempts at such transfers that met a conflict. */
	readonly conflicts: number;
};

type Counted = {readonly index: number; readonly transfers: number; readonly conflicts: number};

/** As many of the hottest accounts are known. */
export const hottestCount = 8;

/** Counts what goes on at each account, by its number from 0 on: eight bytes each, so a million of them take eight megabytes. */
export class AccountCounts {
	readonly #transfers: Uint32Array;
	readonly #conflicts: Uint32Array;
	/** The hottest, in no order. They are known all along: to look for them among a million would take too long. */
	#hottest: number[] = [];
	/** None of the hottest has fewer. */
	#least = 0;

	constructor(accounts: number) {
		this.#transfers = new Uint32Array(accounts);
		this.#conflicts = new Uint32Array(accounts);
	}

	committed(pair: readonly [number, number]): void {
		for (const index of pair) {
			const transfers = (this.#transfers[index] ?? 0) + 1;
			this.#transfers[index] = transfers;
			if (transfers <= this.#least || this.#hottest.includes(index)) {
				continue;
			}

			this.#hottest.push(index);
			this.#keepHottest();
		}
	}

	conflicted(pair: readonly [number, number]): void {
		for (const index of pair) {
			this.#conflicts[index] = (this.#conflicts[index] ?? 0) + 1;
		}
	}

	/** The accounts that most transfers touched, the hottest first; among equals the lower number. */
	hottest(): Counted[] {
		return this.#hottest
			.map(index => ({index, transfers: this.#transfers[index] ?? 0, conflicts: this.#conflicts[index] ?? 0}))
			.toSorted((a, b) => b.transfers === a.transfers ? a.index - b.index : b.transfers - a.transfers);
	}

	#keepHottest(): void {
		if (this.#hottest.length <= hottestCount) {
			return;
		}

		const kept = this.hottest().slice(0, hottestCount);
		this.#hottest = kept.map(({index}) => index);
		this.#least = kept.at(-1)?.transfers ?? 0;
	}
}
