import {inTurn, type Gate} from '../transactions/gate.js';
import {runTransaction, type TransactionOptions} from '../transactions/run-transaction.js';
import type {Bank} from './bank.js';
import type {OnBankEvent} from './events.js';
import {TransferRefusedError} from './refusal.js';
import {rivalGate} from './rivals.js';
import {moveMoney, type Transfer} from './transfer.js';

export type TransferOptions = Omit<TransactionOptions, 'id' | 'onEvent'> & {
	readonly onEvent?: OnBankEvent | undefined;
	/** On each of the first so many attempts a rival takes money from the same account first. Default: 0. */
	readonly rivals?: number;
	/** The account that the rivals pay. Default: one that is neither payer nor receiver. */
	readonly rivalsPay?: string | undefined;
};

/**
Makes one transfer, in as many attempts as it takes.

@throws {TransferRefusedError} The bank says no.
@throws As `runTransaction` does.
*/
export const makeTransfer = async (bank: Bank, transfer: Transfer, options: TransferOptions = {}): Promise<void> => {
	const {onEvent, rivals = 0, rivalsPay, gate, ...rest} = options;
	if (transfer.from === transfer.to) {
		throw new TransferRefusedError({type: 'same-account', account: transfer.from});
	}

	onEvent?.({type: 'transfer-started', at: Date.now(), session: rest.session ?? 'you', transfer, rivals});
	const gates: Gate[] = [...(gate ? [gate] : []), ...(rivals > 0 ? [rivalGate(bank, transfer, {...options, rivals})] : [])];
	try {
		await runTransaction(bank.database.pool, async transaction => moveMoney(transaction, bank.tables, transfer), {
			...rest,
			id: transfer.id,
			onEvent,
			...(gates.length > 0 && {gate: inTurn(...gates)}),
		});
	} catch (error) {
		if (error instanceof TransferRefusedError) {
			onEvent?.({type: 'transfer-refused', at: Date.now(), transactionId: transfer.id, refusal: error.refusal});
		}

		throw error;
	}
};
