/** What a client knows of a transfer that it asked for. */
export type Known =
	/** Its success was reported. */
	| 'committed'
	/** The bank said no, or it was given up and said to be surely not made. */
	| 'not-made'
	/** Nobody could say; or whoever asked is dead. */
	| 'unknown';

export type Asked = {
	readonly id: string;
	readonly from: string;
	readonly to: string;
	readonly cents: bigint;
	known: Known;
};

export type LedgerRow = {readonly id: string; readonly from: string; readonly to: string; readonly cents: bigint};

export type Balance = {readonly id: string; readonly balance: bigint; readonly opening: bigint};

/** Everything that clients asked for and saw, and what the bank holds in the end. */
export type History = {
	readonly asked: ReadonlyMap<string, Asked>;
	/** The total of all balances, each time that somebody read them. */
	readonly totals: readonly bigint[];
	readonly ledger: readonly LedgerRow[];
	readonly balances: readonly Balance[];
};

/**
Compares what clients were told with what the bank holds. A constant total is not enough: a transfer applied twice, or lost
whole, keeps it. So the clients' journals are held against the ledger, and the ledger against the balances.

After Jepsen's bank workload and its checkers.

@returns What is wrong, in words; nothing if nothing is.
*/
export const check = ({asked, totals, ledger, balances}: History): string[] => {
	const wrong: string[] = [];
	const rows = Map.groupBy(ledger, ({id}) => id);
	for (const [id, same] of rows) {
		const request = asked.get(id);
		if (same.length > 1) {
			wrong.push(`${id} is in the ledger ${same.length} times`);
		}

		const [row] = same;
		if (!request) {
			wrong.push(`${id} is in the ledger, and nobody asked for it`);
		} else if (row && (row.from !== request.from || row.to !== request.to || row.cents !== request.cents)) {
			wrong.push(`${id} is in the ledger with other content than was asked for`);
		}
	}

	for (const {id, known} of asked.values()) {
		if (known === 'committed' && !rows.has(id)) {
			wrong.push(`${id} was reported as done, and is not in the ledger: lost`);
		}

		if (known === 'not-made' && rows.has(id)) {
			wrong.push(`${id} was reported as not made, and is in the ledger`);
		}
	}

	const moved = new Map<string, bigint>();
	for (const {from, to, cents} of ledger) {
		moved.set(from, (moved.get(from) ?? 0n) - cents);
		moved.set(to, (moved.get(to) ?? 0n) + cents);
	}

	let opening = 0n;
	for (const {id, balance, opening: first} of balances) {
		opening += first;
		const difference = balance - first - (moved.get(id) ?? 0n);
		if (difference !== 0n) {
			wrong.push(`${id} is ${difference} cents off what its opening balance and the ledger make it`);
		}

		if (balance < 0n) {
			wrong.push(`${id} is negative`);
		}
	}

	for (const total of new Set(totals)) {
		if (total !== opening) {
			wrong.push(`somebody read balances that add up to ${total}, not ${opening}`);
		}
	}

	return wrong;
};
