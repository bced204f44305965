import {randomUUID} from 'node:crypto';
import type {Gate} from '../transactions/gate.js';
import {runTransaction, type TransactionOptions} from '../transactions/run-transaction.js';
import type {Bank} from './bank.js';
import type {OnBankEvent} from './events.js';
import {moveMoney, type Transfer} from './transfer.js';

export type RivalOptions = Pick<TransactionOptions, 'isolation' | 'clock' | 'deadline'> & {
	/** On each of the first so many attempts a rival takes money from the same account first, if it can get in: from BEGIN on. */
	readonly rivals: number;
	/** The account that the rivals pay. Default: one that is neither payer nor receiver. */
	readonly rivalsPay?: string | undefined;
	/** Where their statements may be held. Default: nowhere. */
	readonly rivalsGate?: Gate | undefined;
	readonly onEvent?: OnBankEvent | undefined;
};

/** What a rival takes: one cent, so that the bank's money lasts a whole workshop. */
const rivalCents = 1n;

/** Somebody else's account: the first that is neither payer nor receiver; the receiver where there is no other. */
const thirdAccount = async ({database: {pool}, tables}: Bank, {from, to}: Transfer): Promise<string> => {
	const {rows: [account]} = await pool.query<{id: string}>(
		`SELECT id FROM ${tables.accounts} WHERE id NOT IN ($1, $2) ORDER BY owner, id LIMIT 1`,
		[from, to],
	);
	return account?.id ?? to;
};

/**
Lets a rival in between our read and our write, on each of the first `rivals` attempts: a second session that commits a
small transfer out of the same account, so that a serializable server has to refuse ours. The conflict is real, and so is
the rival's transfer: it is in the ledger like any other.
*/
export const rivalGate = (bank: Bank, transfer: Transfer, options: RivalOptions): Gate => {
	const {rivals, rivalsGate, onEvent, isolation, clock, deadline} = options;
	let to = options.rivalsPay;
	let begun = 0;
	const compete = async (attempt: number, signal: AbortSignal) => {
		to ??= await thirdAccount(bank, transfer);
		const rival = {id: randomUUID(), from: transfer.from, to, cents: rivalCents};
		onEvent?.({
			type: 'rival-sent', at: Date.now(), transactionId: transfer.id, attempt, transfer: rival,
		});
		try {
			await runTransaction(bank.database.pool, async transaction => moveMoney(transaction, bank.tables, rival), {
				id: rival.id,
				session: `rival ${attempt}`,
				signal,
				isolation,
				clock,
				deadline,
				gate: rivalsGate,
				onEvent,
			});
		} catch {
			// A rival that is refused or cancelled disturbs nobody: its events have told so.
		}
	};

	return async ({statement: {label}, attempt, signal}) => {
		if (label === 'begin') {
			begun = attempt;
		}

		// An attempt that goes on from its savepoint has kept its locks: a rival would wait for us, and we for the rival.
		if (label === 'debit' && attempt <= rivals && attempt === begun) {
			await compete(attempt, signal);
		}
	};
};
