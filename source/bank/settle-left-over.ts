import {runTransaction, type TransactionOptions} from '../transactions/run-transaction.js';
import type {Bank} from './bank.js';
import {claimId, findReceipt, type Receipt} from './ledger.js';
import {closeEntry, embeddedBank, readLeftOver, type OpenEntry} from './journal.js';
import type {Transfer} from './transfer.js';

/** What was found out about a transfer that an earlier program left open. */
export type Settled = {
	readonly transfer: Transfer;
	/** In ms since 1970. */
	readonly askedAt: number;
	/**
	- `made`: it is in the ledger.
	- `not-made`: it isn't, and what was left of the attempt can't commit any more.
	- `unknown`: nobody could say in time. It stays in the journal.
	*/
	readonly outcome: 'made' | 'not-made' | 'unknown';
};

/** Rolls back the claim: nothing is made here, it is only found out what was. */
class NotMade extends Error {}

/** How long finding out about one transfer may take, in ms. */
const limit = 5000;

/** The name under which the journal knows a bank: where it is, whoever asks, and its schema. */
export const journalName = ({database: {server: {address, embedded}}, tables: {schema}}: Bank): string =>
	`${embedded ? embeddedBank : address.slice(address.indexOf('@') + 1)} ${schema}`;

/**
Finds out whether a transfer was made, whose program is gone while its session may still live. To look is not enough: what
is not in the ledger yet may come. So its id is claimed, which waits for the old session, and given back.

@throws As `runTransaction` does, when that can't be found out.
*/
export const findOutcome = async (
	{database: {pool, server}, tables}: Bank,
	transfer: Transfer,
	options: TransactionOptions = {},
): Promise<Receipt | undefined> => {
	let receipt: Receipt | undefined;
	try {
		await runTransaction(pool, async transaction => {
			if (await claimId(transaction, tables, transfer)) {
				throw new NotMade();
			}

			receipt = await findReceipt(transaction, tables, transfer.id);
		}, {deadline: limit, maxAttempts: Infinity, isolation: server.engine.onlyLevel, ...options, settle: undefined});
	} catch (error) {
		// What was read stands, even if the end of the reading was lost.
		if (!receipt && !(error instanceof NotMade)) {
			throw error;
		}
	}

	return receipt;
};

const settle = async (bank: Bank, entry: OpenEntry, signal: AbortSignal | undefined): Promise<Settled> => {
	const {id, from, to, cents, askedAt} = entry;
	const transfer: Transfer = {id, from, to, cents};
	try {
		const receipt = await findOutcome(bank, transfer, {signal});
		await closeEntry(entry);
		return {transfer, askedAt, outcome: receipt ? 'made' : 'not-made'};
	} catch {
		return {transfer, askedAt, outcome: 'unknown'};
	}
};

/**
Settles what programs that are gone left open in this bank: finds out what became of it, and makes none of it. It never
rejects.

@param directory - Where journals are kept.
*/
export const settleLeftOver = async (bank: Bank, directory: string | undefined, signal?: AbortSignal): Promise<Settled[]> => {
	const entries = await readLeftOver(directory);
	const ours = entries.filter(entry => entry.bank === journalName(bank));
	const settled: Settled[] = [];
	for (const entry of ours) {
		settled.push(await settle(bank, entry, signal));
	}

	return settled;
};
