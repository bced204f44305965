import {systemClock} from '../transactions/clock.js';
import {patient} from '../transactions/patient.js';
import type {BackoffPolicy} from '../transactions/policies/policy.js';
import {listAccounts} from './accounts.js';
import {auditBank, type Books} from './audit.js';
import type {Bank} from './bank.js';
import type {OnBankEvent} from './events.js';

/** Why a pause ends early. As it happens with each commit, it had better not be an error with a stack. */
const woken = Symbol('woken');
/** How often the balances are read: changes made by anybody appear within that, plus a frame. */
const interval = 150;
/** Reads that are asked for come no closer together: eyes can't tell, and commits may come by the hundred. */
const leastInterval = 50;
/** Audits take at most this share of the time, however long the ledger grows; and they come no oftener than balances are read when nobody asks. */
const auditShare = 0.05;

const reasonOf = (error: unknown): {readonly message: string; readonly code?: string} => {
	const message = error instanceof Error ? error.message : String(error);
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? {message, code: error.code} : {message};
};

export type Watch = {
	/** Reads at once instead of at the next turn. */
	look(): void;
};

/**
Reads balances and audits, over and over, until the signal is aborted, without disturbing any writer. What can't be read is
asked for again after a backoff, as transfers are tried again: a server that comes back is not met by all its clients at once.

@param books - What is known so far of the transfers that were asked for.
@param backoff - How long it waits after a failure, in ms.
*/
export const watchBank = (bank: Bank, {signal, onEvent, books, backoff, accounts: watched}: {
	readonly signal: AbortSignal;
	readonly onEvent: OnBankEvent;
	readonly backoff: {readonly policy: BackoffPolicy; readonly base: number; readonly cap: number};
	books(): Books;
	/** Which accounts are read, by their ids: none, where it gives none. Default: all of them. */
	accounts?(): readonly string[];
}): Watch => {
	const {base, cap} = backoff;
	const policy = patient(backoff.policy);
	let nudge = new AbortController();
	let auditDue = 0;
	let failures = 0;
	let previous = base;

	const nextDelay = (): number => {
		failures++;
		previous = policy.delay({failures, previous, base, cap}, systemClock.random);
		return previous;
	};

	const succeed = () => {
		failures = 0;
		previous = base;
	};

	const read = async (): Promise<number> => {
		try {
			const asked = systemClock.now();
			const ids = watched?.();
			const accounts = ids?.length === 0 ? undefined : await listAccounts(bank, ids);
			const answered = systemClock.now();
			if (accounts) {
				succeed();
				onEvent({type: 'balances-read', at: answered, accounts, elapsed: answered - asked});
			}

			if (answered >= auditDue) {
				const audit = await auditBank(bank, books());
				const at = systemClock.now();
				succeed();
				onEvent({type: 'audited', at, audit, elapsed: at - answered});
				auditDue = at + Math.max((at - answered) / auditShare, interval);
			}

			return interval;
		} catch (error) {
			const delay = nextDelay();
			if (!signal.aborted) {
				onEvent({type: 'balances-lost', at: systemClock.now(), ...reasonOf(error), delay});
			}

			return delay;
		}
	};

	const run = async () => {
		while (!signal.aborted) {
			// Before the read: a look that is asked for meanwhile means another one.
			nudge = new AbortController();
			const started = systemClock.now();
			const pause = await read();
			try {
				const least = Math.min(pause, Math.max(0, started + leastInterval - systemClock.now()));
				await systemClock.sleep(least, signal);
				await systemClock.sleep(pause - least, AbortSignal.any([signal, nudge.signal]));
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
