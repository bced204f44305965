import type {Tables} from '../../bank/tables.js';
import type {Transfer} from '../../bank/transfer.js';
import type {IsolationLevel} from '../../transactions/isolation.js';
import {sendTogether, type TogetherClient} from '../../database/send-together.js';
import {sendWithCommit} from './own-client.js';

/** What becomes of a batch: which balances change by how much, in cents, and who is in it. */
export type Decision = {
	readonly changes: ReadonlyMap<string, bigint>;
	readonly covered: ReadonlySet<Transfer>;
};

/**
Goes through the transfers in turn, each on what those before it left. Their sum wouldn't do: two accounts without money could
pay each other.
*/
export const decide = (transfers: readonly Transfer[], balances: ReadonlyMap<string, bigint>): Decision => {
	const left = new Map(balances);
	const covered = new Set<Transfer>();
	for (const transfer of transfers) {
		const {from, to, cents} = transfer;
		const [payer, receiver] = [left.get(from), left.get(to)];
		if (payer === undefined || receiver === undefined || payer < cents) {
			continue;
		}

		left.set(from, payer - cents);
		left.set(to, receiver + cents);
		covered.add(transfer);
	}

	const changes = new Map<string, bigint>();
	for (const [account, balance] of left) {
		const change = balance - (balances.get(account) ?? 0n);
		if (change !== 0n) {
			changes.set(account, change);
		}
	}

	return {changes, covered};
};

/** As PostgreSQL writes arrays of what needs no quotes. */
const arrayOf = (values: Iterable<string>): string => `{${[...values].join(',')}}`;

const statements = ({named, accounts, transfers}: Tables) => ({
	read: {name: named('batch: read'), text: `SELECT id, balance FROM ${accounts} WHERE id = ANY($1::UUID[])`},
	readAndLock: {name: named('batch: lock'), text: `SELECT id, balance FROM ${accounts} WHERE id = ANY($1::UUID[]) ORDER BY id FOR UPDATE`},
	write: {
		name: named('batch: write'),
		// Nobody reads what the first part returns: CockroachDB takes no part that returns nothing.
		text: `
			WITH changed AS (
				UPDATE ${accounts} AS account SET balance = account.balance + change.cents
				FROM (SELECT unnest($1::UUID[]) AS id, unnest($2::INT8[]) AS cents) AS change
				WHERE account.id = change.id
				RETURNING account.id
			)
			INSERT INTO ${transfers} (id, from_account, to_account, cents)
			SELECT unnest($3::UUID[]), unnest($4::UUID[]), unnest($5::UUID[]), unnest($6::INT8[])`,
	},
});

/** Runs a batch: one transaction, in two round trips. */
export type RunBatch = (client: TogetherClient, transfers: readonly Transfer[], onCommit: () => void) => Promise<ReadonlySet<Transfer>>;

/**
Makes what runs batches: it reads all balances, decides here, and writes everything in one statement. Where the isolation level
doesn't see to it that what was read still holds, the accounts are locked.

What it makes calls `onCommit` before it sends COMMIT, and returns the transfers that were made; the others are not covered, or
lack an account.
*/
export const runBatches = (tables: Tables, isolation: IsolationLevel): RunBatch => {
	const {read, readAndLock, write} = statements(tables);
	const reading = isolation === 'read committed' ? readAndLock : read;
	const begin = `BEGIN ISOLATION LEVEL ${isolation.toUpperCase()}`;
	return async (client, transfers, onCommit) => {
		const accounts = new Set(transfers.flatMap(({from, to}) => [from, to]));
		const [, found] = await sendTogether(client, [{text: begin}, {...reading, values: [arrayOf(accounts)]}]);
		const balances = new Map(found?.rows.map(([id, balance]) => [id ?? '', BigInt(balance ?? 0)]));
		const {changes, covered} = decide(transfers, balances);
		onCommit();
		await sendWithCommit(client, [{
			...write,
			values: [
				arrayOf(changes.keys()),
				arrayOf(changes.values().map(String)),
				arrayOf(covered.values().map(({id}) => id)),
				arrayOf(covered.values().map(({from}) => from)),
				arrayOf(covered.values().map(({to}) => to)),
				arrayOf(covered.values().map(({cents}) => String(cents))),
			],
		}]);
		return covered;
	};
};
