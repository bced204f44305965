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

/** What is not told of settling it: there is one doubt. */
const silent: ReadonlySet<string> = new Set(['transfer-repeated', 'outcome-unknown', 'outcome-resolved']);

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

/**
Finds out whether it was made, by its id, and makes it if it wasn't, where its answer was lost.

Answers that are lost meanwhile are told as the same doubt. It is over only at the end: all of what was sent at once may still be on its
way, and only a ledger row that stays keeps it out.

@throws {OutcomeUnknownError} That could not be found out in time.
*/
export const settleByItsId = async ({bank, transfer, options, context}: Unmade, doubt: {readonly failure: Failure; readonly error: unknown}): Promise<void> => {
	const {session, limit: {signal}, onEvent} = context;
	const held: Heard[] = [];
	const resolve = (committed: boolean) => {
		tell(context, {type: 'outcome-resolved', committed});
		for (const event of held) {
			onEvent?.(event);
		}
	};

	const hold = (event: Heard) => {
		const isEnding = endings.has(event.type);
		if (isEnding) {
			held.push('attempt' in event ? {...event, attempt: event.attempt + context.attempt} : event);
		}

		return isEnding || silent.has(event.type);
	};

	tell(context, {type: 'outcome-unknown', failure: doubt.failure});
	let receipt: Receipt | undefined;
	try {
		receipt = await makeTransfer(bank, transfer, {
			...options, policy: patient(options.policy ?? fullJitter), session, signal, maxAttempts: Infinity, isRepeated: true, onEvent: goOnTelling(context, hold),
		});
	} catch (error) {
		// Only the bank's own refusal comes after its id was claimed, and so says that it had not been made.
		if (error instanceof TransactionError || !(error instanceof Error)) {
			throw giveUp({type: 'failed', ...doubt}, context, doubt);
		}

		resolve(false);
		throw error;
	}

	resolve(receipt !== undefined);
};
