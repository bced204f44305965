import {systemClock} from '../transactions/clock.js';
import {listAccounts} from './accounts.js';
import {auditBank, type Books} from './audit.js';
import type {Bank} from './bank.js';
import type {OnBankEvent} from './events.js';

/** Why a pause ends early. As it happens with each commit, it had better not be an error with a stack. */
const woken = Symbol('woken');
/** How often the balances are read: changes made by anybody appear within that, plus a frame. */
const interval = 150;
/** How long it rests when they can't be read. */
const retryAfter = 1000;
/** Audits take at most this share of the time, however long the ledger grows. */
const auditShare = 0.05;

export type Watch = {
	/** Reads at once instead of at the next turn. */
	look(): void;
};

/**
Reads balances and audits, over and over, until the signal is aborted, without disturbing any writer.

@param books - What is known so far of the transfers that were asked for.
*/
export const watchBank = (bank: Bank, {signal, onEvent, books}: {
	readonly signal: AbortSignal;
	readonly onEvent: OnBankEvent;
	books(): Books;
}): Watch => {
	let nudge = new AbortController();
	let auditDue = 0;

	const read = async (): Promise<number> => {
		try {
			const asked = systemClock.now();
			const accounts = await listAccounts(bank);
			const answered = systemClock.now();
			onEvent({type: 'balances-read', at: answered, accounts, elapsed: answered - asked});
			if (answered >= auditDue) {
				const audit = await auditBank(bank, books());
				const at = systemClock.now();
				onEvent({type: 'audited', at, audit, elapsed: at - answered});
				auditDue = at + ((at - answered) / auditShare);
			}

			return interval;
		} catch (error) {
			if (!signal.aborted) {
				onEvent({type: 'balances-lost', at: systemClock.now(), message: error instanceof Error ? error.message : String(error)});
			}

			return retryAfter;
		}
	};

	const run = async () => {
		while (!signal.aborted) {
			// Before the read: a look that is asked for meanwhile means another one.
			nudge = new AbortController();
			const pause = await read();
			try {
				await systemClock.sleep(pause, AbortSignal.any([signal, nudge.signal]));
			} catch {
				// Woken: by `look`, or to end.
			}
		}
	};

	void run();
	return {
		look() {
			nudge.abort(woken);
		},
	};
};
