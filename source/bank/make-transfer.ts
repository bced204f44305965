import {isServerError} from '../transactions/classify.js';
import {TransactionFailedError} from '../transactions/errors.js';
import {inTurn, type Gate} from '../transactions/gate.js';
import {runTransaction, type TransactionOptions} from '../transactions/run-transaction.js';
import type {Bank} from './bank.js';
import type {OnBankEvent} from './events.js';
import {faultGate, type Fault} from './faults.js';
import {checkReceipt, findReceipt, moveMoneyOnce, type Receipt} from './ledger.js';
import {TransferRefusedError} from './refusal.js';
import {rivalGate} from './rivals.js';
import {moveMoney, type Transfer} from './transfer.js';

export type TransferOptions = Omit<TransactionOptions, 'id' | 'onEvent' | 'settle'> & {
	readonly onEvent?: OnBankEvent | undefined;
	/** The same transfer, by its id, was asked for before, and may have been made or be being made. Default: false. */
	readonly isRepeated?: boolean;
	/** What is to go wrong with it, one after the other. It needs connections that were opened for that. Default: nothing. */
	readonly faults?: readonly Fault[];
	/** On each of the first so many attempts a rival takes money from the same account first. Default: 0. */
	readonly rivals?: number;
	/** The account that the rivals pay. Default: one that is neither payer nor receiver. */
	readonly rivalsPay?: string | undefined;
};

/** SQLSTATE: a key is there already. */
const uniqueViolation = '23505';

/** Whether it may be that the transfer was refused only because it has been made already. */
const mayBeMade = (error: unknown): boolean => error instanceof TransferRefusedError
	? error.refusal.type !== 'id-taken'
	: error instanceof TransactionFailedError && isServerError(error.cause) && error.cause.code === uniqueViolation;

/**
Makes one transfer, in as many attempts as it takes, and exactly once: where the answer to COMMIT is lost it finds out what
became of it, and where the transfer, by its id, had been made before it leaves it at that.

@returns The receipt of a transfer that had been made before; undefined when it was made now.
@throws {TransferRefusedError} The bank says no.
@throws As `runTransaction` does.
*/
export const makeTransfer = async (bank: Bank, transfer: Transfer, options: TransferOptions = {}): Promise<Receipt | undefined> => {
	const {onEvent, isRepeated = false, rivals = 0, rivalsPay, faults = [], gate, ...rest} = options;
	const {tables, database: {pool}} = bank;
	if (transfer.from === transfer.to) {
		throw new TransferRefusedError({type: 'same-account', account: transfer.from});
	}

	onEvent?.({type: 'transfer-started', at: Date.now(), session: rest.session ?? 'you', transfer, rivals});
	const repeated = (receipt: Receipt): Receipt => {
		onEvent?.({type: 'transfer-repeated', at: Date.now(), transactionId: transfer.id, madeAt: receipt.madeAt});
		return receipt;
	};

	const gates: Gate[] = [
		...(gate ? [gate] : []),
		...(rivals > 0 ? [rivalGate(bank, transfer, {...options, rivals})] : []),
		...(faults.length > 0 ? [faultGate(bank, faults, onEvent)] : []),
	];
	try {
		const receipt = await runTransaction(pool, async transaction => {
			if (isRepeated) {
				return moveMoneyOnce(transaction, tables, transfer);
			}

			await moveMoney(transaction, tables, transfer);
			return undefined;
		}, {
			...rest,
			id: transfer.id,
			onEvent,
			...(gates.length > 0 && {gate: inTurn(...gates)}),
			async settle(transaction, finding) {
				if (await moveMoneyOnce(transaction, tables, transfer, () => {
					finding.notCommitted();
				})) {
					finding.committed(undefined);
				}

				return undefined;
			},
		});
		return receipt && repeated(receipt);
	} catch (error) {
		let answer = error;
		if (mayBeMade(error)) {
			try {
				const receipt = await runTransaction(pool, async transaction => findReceipt(transaction, tables, transfer.id), rest);
				if (receipt) {
					return repeated(checkReceipt(transfer, receipt));
				}
			} catch (lookUpError) {
				answer = lookUpError instanceof TransferRefusedError ? lookUpError : error;
			}
		}

		if (answer instanceof TransferRefusedError) {
			onEvent?.({type: 'transfer-refused', at: Date.now(), transactionId: transfer.id, refusal: answer.refusal});
		}

		throw answer;
	}
};
