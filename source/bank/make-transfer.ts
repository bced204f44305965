import {isServerError} from '../transactions/classify.js';
import {OutcomeUnknownError, TransactionFailedError} from '../transactions/errors.js';
import {inTurn, type Gate} from '../transactions/gate.js';
import type {TransactionPool} from '../transactions/pool.js';
import {runTransaction, type TransactionOptions} from '../transactions/run-transaction.js';
import type {Bank} from './bank.js';
import type {OnBankEvent} from './events.js';
import {faultGate, type Fault} from './faults.js';
import type {Journal} from './journal.js';
import {checkReceipt, findReceipt, moveMoneyOnce, type Receipt} from './ledger.js';
import {TransferRefusedError} from './refusal.js';
import {rivalGate} from './rivals.js';
import {journalName} from './settle-left-over.js';
import type {Tables} from './tables.js';
import {moveMoney, type Transfer} from './transfer.js';

export type TransferOptions = Omit<TransactionOptions, 'id' | 'onEvent' | 'settle'> & {
	readonly onEvent?: OnBankEvent | undefined;
	/** The same transfer, by its id, was asked for before, and may have been made or be being made. Default: false. */
	readonly isRepeated?: boolean;
	/** How the money is moved by whoever asks for the first time. Default: `moveMoney`. */
	readonly move?: typeof moveMoney;
	/** Where it is written down before it is sent. Default: nowhere. */
	readonly journal?: Journal | undefined;
	/** What is to go wrong with it, one after the other. Default: nothing. */
	readonly faults?: readonly Fault[];
	/** On each of the first so many attempts a rival takes money from the same account first. Default: 0. */
	readonly rivals?: number;
	/** Where the rivals' statements may be held. Default: nowhere. */
	readonly rivalsGate?: Gate | undefined;
	/** The account that the rivals pay. Default: one that is neither payer nor receiver. */
	readonly rivalsPay?: string | undefined;
};

/** SQLSTATE: a key is there already. */
const uniqueViolation = '23505';

/** Whether it may be that the transfer was refused only because it has been made already. */
const mayBeMade = (error: unknown): boolean => error instanceof TransferRefusedError
	? error.refusal.type !== 'id-taken'
	: error instanceof TransactionFailedError && isServerError(error.cause) && error.cause.code === uniqueViolation;

/** Where a transfer is made, and how. */
type Place = {readonly tables: Tables; readonly pool: TransactionPool; readonly move: typeof moveMoney};

/** Makes the transfer in a retried transaction: with its gates, and with what settles a COMMIT that was not answered. */
const run = async ({tables, pool, move}: Place, transfer: Transfer, isRepeated: boolean, options: TransactionOptions<Receipt | undefined>) =>
	runTransaction(pool, async transaction => {
		if (isRepeated) {
			return moveMoneyOnce(transaction, tables, transfer);
		}

		await move(transaction, tables, transfer);
		return undefined;
	}, {
		...options,
		id: transfer.id,
		async settle(transaction, finding) {
			const receipt = await moveMoneyOnce(transaction, tables, transfer, () => {
				finding.notCommitted();
			});
			if (receipt) {
				finding.committed(undefined);
			}

			return undefined;
		},
	});

/** What the ledger says of a transfer that was refused: its receipt if it had been made before, or else `error`, thrown. */
const lookAgain = async ({tables, database: {pool}}: Bank, transfer: Transfer, error: unknown, options: TransactionOptions): Promise<Receipt> => {
	if (!mayBeMade(error)) {
		throw error;
	}

	let receipt: Receipt | undefined;
	try {
		await runTransaction(pool, async transaction => {
			receipt = await findReceipt(transaction, tables, transfer.id);
		}, {...options, settle: undefined});
	} catch {
		// What was read stands, even if the end of the reading was lost. Where nothing was, so does the first answer.
	}

	if (!receipt) {
		throw error;
	}

	return checkReceipt(transfer, receipt);
};

const make = async (bank: Bank, transfer: Transfer, options: TransferOptions): Promise<Receipt | undefined> => {
	const {onEvent, isRepeated = false, rivals = 0, faults = [], gate, move = moveMoney, ...rest} = options;
	const gates: Gate[] = [
		// Rivals come first: whoever holds statements can hold ours after a rival's COMMIT, too.
		...(rivals > 0 ? [rivalGate(bank, transfer, {...options, rivals})] : []),
		...(gate ? [gate] : []),
		...(faults.length > 0 ? [faultGate(bank, faults, onEvent)] : []),
	];
	const {tables, database} = bank;
	try {
		const receipt = await run({tables, move, pool: faults.length > 0 ? database.wired : database.pool}, transfer, isRepeated, {...rest, onEvent, ...(gates.length > 0 && {gate: inTurn(...gates)})})
			.catch(async (error: unknown) => lookAgain(bank, transfer, error, rest));
		if (receipt) {
			onEvent?.({type: 'transfer-repeated', at: Date.now(), transactionId: transfer.id, madeAt: receipt.madeAt});
		}

		return receipt;
	} catch (error) {
		if (error instanceof TransferRefusedError) {
			onEvent?.({type: 'transfer-refused', at: Date.now(), transactionId: transfer.id, refusal: error.refusal});
		}

		throw error;
	}
};

/**
Makes one transfer, in as many attempts as it takes, and exactly once: where the answer to COMMIT is lost it finds out what
became of it, and where the transfer, by its id, had been made before it leaves it at that.

@returns The receipt of a transfer that had been made before; undefined when it was made now.
@throws {TransferRefusedError} The bank says no.
@throws As `runTransaction` does.
*/
export const makeTransfer = async (bank: Bank, transfer: Transfer, options: TransferOptions = {}): Promise<Receipt | undefined> => {
	const {journal, onEvent, session = 'you', rivals = 0} = options;
	if (transfer.from === transfer.to) {
		throw new TransferRefusedError({type: 'same-account', account: transfer.from});
	}

	onEvent?.({type: 'transfer-started', at: Date.now(), session, transfer, rivals});
	journal?.asked(journalName(bank), transfer);
	try {
		const receipt = await make(bank, transfer, options);
		journal?.ended(transfer.id);
		return receipt;
	} catch (error) {
		if (!(error instanceof OutcomeUnknownError)) {
			journal?.ended(transfer.id);
		}

		throw error;
	}
};
