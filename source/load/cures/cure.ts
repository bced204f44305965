import type {Bank} from '../../bank/bank.js';
import type {OnBankEvent} from '../../bank/events.js';
import type {TransferOptions} from '../../bank/make-transfer.js';
import type {Transfer} from '../../bank/transfer.js';
import type {RestartMode} from '../../transactions/restart.js';

/** How transfers are retried, whatever the cure. Times in ms. */
export type CureOptions = Pick<TransferOptions, 'policy' | 'base' | 'cap' | 'maxAttempts' | 'deadline' | 'isolation' | 'restart' | 'clock' | 'gate'>;

/** Who makes a transfer, and who wants to hear of it. */
export type CureClient = {
	/** Whose transaction it is, in events, for example `client 7`. */
	readonly session: string;
	readonly signal: AbortSignal;
	readonly onEvent?: OnBankEvent | undefined;
};

/** A cure that is ready for work on one bank. Any number of clients may use it at once. */
export type OpenCure = {
	/**
	Makes one transfer, retried until it is made, and exactly once.

	@throws As `makeTransfer` does.
	*/
	move(transfer: Transfer, client: CureClient): Promise<void>;
	/** Gives back what it opened for itself. Nothing is under way any more. */
	close(): Promise<void>;
};

/** What to do about conflicts: one way of making a transfer that many others want to make from the same account. */
export type Cure = {
	/** As it is typed, for example `for-update`. */
	readonly name: string;
	/** As a table names it. */
	readonly title: string;
	/** One sentence: what it does, and what that costs. */
	readonly explanation: string;
	/** One transaction carries one transfer. */
	readonly isOneEach: boolean;
	/** It goes statement by statement. What is sent all at once has no savepoint to go back to. */
	readonly isStepwise: boolean;
	/** Why the bank's engine can't have it, or undefined. */
	refusal?(bank: Bank): string | undefined;
	/** Readies it for so many clients. */
	open(bank: Bank, clients: number, options: CureOptions): Promise<OpenCure>;
};

/** Where its attempts begin after a conflict, of what was asked for. */
export const restartOf = ({isStepwise}: Cure, restart: RestartMode = 'begin'): RestartMode => isStepwise ? restart : 'begin';
