import type {Bank} from '../../bank/bank.js';
import type {BankEvent, OnBankEvent} from '../../bank/events.js';
import {makeTransfer} from '../../bank/make-transfer.js';
import type {Receipt} from '../../bank/ledger.js';
import type {Transfer} from '../../bank/transfer.js';
import {TransactionError} from '../../transactions/errors.js';
import type {TransactionEvent} from '../../transactions/events.js';
import type {Failure} from '../../transactions/failure.js';
import {giveUp} from '../../transactions/give-up.js';
import {patient} from '../../transactions/patient.js';
import {fullJitter} from '../../transactions/policies/full-jitter.js';
import {tell, type SessionContext} from '../../transactions/session-context.js';
import type {CureOptions} from './cure.js';

/** A transfer that was sent all at once, and did not come through. `options.deadline` is what is left. */
export type Unmade = {
	readonly bank: Bank;
	readonly transfer: Transfer;
	readonly options: CureOptions;
	readonly context: Omit<SessionContext, 'onEvent'> & {readonly onEvent?: OnBankEvent | undefined};
};

type Heard = BankEvent | TransactionEvent;

/** How a transfer ended: told only once it has been told what became of the answer that was lost. */
const endings: ReadonlySet<string> = new Set(['committed', 'gave-up', 'transfer-refused']);

/** Goes on counting attempts, and says only once that somebody asked for the transfer. `hold` takes an event that is not to be told yet. */
const goOnTelling = ({attempt, onEvent}: Unmade['context'], hold: (event: Heard) => boolean): OnBankEvent | undefined => onEvent && (event => {
	if (event.type === 'transfer-started' || hold(event)) {
		return;
	}

	onEvent('attempt' in event ? {...event, attempt: event.attempt + attempt} : event);
});

/** Makes it statement by statement, as the bank does, where all at once the bank's conditions weren't met: so that it is refused in the bank's words. */
export const makeStepByStep = async ({bank, transfer, options, context}: Unmade): Promise<void> => {
	const {session, limit: {signal}, attempt} = context;
	await makeTransfer(bank, transfer, {
		...options, session, signal, maxAttempts: Math.max(1, (options.maxAttempts ?? 10) - attempt), onEvent: goOnTelling(context, () => false),
	});
};

/** One answer that was lost, and those that are lost while that is found out: told as one doubt, for it is the same transfer. */
class OpenDoubt {
	isOpen = true;
	readonly #context: Unmade['context'];
	/** How it ended: told once nobody is in doubt any more. */
	readonly #held: Heard[] = [];

	constructor(context: Unmade['context'], failure: Failure) {
		this.#context = context;
		tell(context, {type: 'outcome-unknown', failure});
	}

	/** Takes an event of what settles it, which is not to be told yet, or not again. */
	hear(event: Heard): boolean {
		if (event.type === 'outcome-unknown' || event.type === 'outcome-resolved') {
			const wasOpen = this.isOpen;
			this.isOpen = event.type === 'outcome-unknown';
			return wasOpen === this.isOpen;
		}

		const isEnding = endings.has(event.type);
		if (isEnding) {
			this.#held.push('attempt' in event ? {...event, attempt: event.attempt + this.#context.attempt} : event);
		}

		return isEnding || event.type === 'transfer-repeated';
	}

	/** It is known what became of it. */
	resolve(committed: boolean): void {
		if (this.isOpen) {
			this.isOpen = false;
			tell(this.#context, {type: 'outcome-resolved', committed});
		}

		for (const event of this.#held) {
			this.#context.onEvent?.(event);
		}
	}
}

/**
Finds out whether it was made, by its id, and makes it if it wasn't, where its answer was lost.

@throws {OutcomeUnknownError} That could not be found out in time.
*/
export const settleByItsId = async ({bank, transfer, options, context}: Unmade, {failure, error: cause}: {readonly failure: Failure; readonly error: unknown}): Promise<void> => {
	const {session, limit: {signal}} = context;
	const doubt = new OpenDoubt(context, failure);
	let receipt: Receipt | undefined;
	try {
		receipt = await makeTransfer(bank, transfer, {
			...options, policy: patient(options.policy ?? fullJitter), session, signal, maxAttempts: Infinity, isRepeated: true,
			onEvent: goOnTelling(context, event => doubt.hear(event)),
		});
	} catch (error) {
		// The bank's own refusal comes after its id was claimed, and so says that it had not been made.
		if (doubt.isOpen && (error instanceof TransactionError || !(error instanceof Error))) {
			throw giveUp({type: 'failed', failure, error: cause}, context, {failure, error: cause});
		}

		doubt.resolve(false);
		throw error;
	}

	doubt.resolve(receipt !== undefined);
};
