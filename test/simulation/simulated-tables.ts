/** A row of the ledger. */
export type Entry = {
	readonly id: string;
	readonly from: string;
	readonly to: string;
	readonly cents: bigint;
	readonly madeAt: Date;
};

/** What a commit left of an account. */
type Version = {
	/** The commit's number. */
	readonly sequence: number;
	readonly balance: bigint;
};

/** What was committed, all of a transaction at once, with every version of each account. */
export class SimulatedTables {
	/** How many transactions that wrote something have committed. */
	sequence = 0;
	/** The sum of all balances after each commit. */
	readonly totals: bigint[] = [];
	readonly opening: ReadonlyMap<string, bigint>;
	readonly #accounts: ReadonlyMap<string, Version[]>;
	readonly #ledger = new Map<string, {readonly entry: Entry; readonly sequence: number}>();

	constructor(opening: ReadonlyMap<string, bigint>) {
		this.opening = opening;
		this.#accounts = new Map([...opening].map(([id, balance]) => [id, [{sequence: 0, balance}]]));
	}

	get balances(): ReadonlyArray<{readonly id: string; readonly balance: bigint; readonly opening: bigint}> {
		return [...this.opening].map(([id, opening]) => ({id, balance: this.latest(id)?.balance ?? 0n, opening}));
	}

	get ledger(): readonly Entry[] {
		return this.#ledger.values().map(({entry}) => entry).toArray();
	}

	/** What was last committed of an account. */
	latest(account: string): Version | undefined {
		return this.#accounts.get(account)?.at(-1);
	}

	/** What a snapshot taken after so many commits sees of an account. */
	asOf(account: string, snapshot: number): Version | undefined {
		return this.#accounts.get(account)?.findLast(({sequence}) => sequence <= snapshot);
	}

	/** The ledger's row of that id, and the commit that brought it. */
	entry(id: string): {readonly entry: Entry; readonly sequence: number} | undefined {
		return this.#ledger.get(id);
	}

	publish(balances: ReadonlyMap<string, bigint>, entries: ReadonlyMap<string, Entry>): void {
		const sequence = ++this.sequence;
		for (const [account, balance] of balances) {
			this.#accounts.get(account)?.push({sequence, balance});
		}

		for (const [id, entry] of entries) {
			this.#ledger.set(id, {entry, sequence});
		}

		let total = 0n;
		for (const versions of this.#accounts.values()) {
			total += versions.at(-1)?.balance ?? 0n;
		}

		this.totals.push(total);
	}
}
