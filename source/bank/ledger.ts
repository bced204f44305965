import type {Transaction} from '../transactions/attempt.js';
import {TransferRefusedError} from './refusal.js';
import type {Tables} from './tables.js';
import {changeBalances, type Transfer} from './transfer.js';

/** What the ledger has of a transfer that was made. */
export type Receipt = Transfer & {
	/** When it was made, by the server's clock. */
	readonly madeAt: Date;
};

type LedgerRow = {
	readonly from_account: string;
	readonly to_account: string;
	readonly cents: string;
	readonly made_at: Date;
};

/** Looks a transfer up in the ledger. */
export const findReceipt = async (transaction: Transaction, tables: Tables, id: string): Promise<Receipt | undefined> => {
	const {rows: [row]} = await transaction.query<LedgerRow>({
		label: 'look-up',
		text: `SELECT from_account, to_account, cents, made_at FROM ${tables.transfers} WHERE id = $1`,
		values: [id],
	});
	return row && {id, from: row.from_account, to: row.to_account, cents: BigInt(row.cents), madeAt: row.made_at};
};

/**
The receipt of a transfer that is asked for again.

@throws {TransferRefusedError} Its id was used for another one.
*/
export const checkReceipt = ({id, from, to, cents}: Transfer, receipt: Receipt): Receipt => {
	if (receipt.from !== from || receipt.to !== to || receipt.cents !== cents) {
		throw new TransferRefusedError({type: 'id-taken', id, madeAt: receipt.madeAt});
	}

	return receipt;
};

/**
Writes the transfer's ledger row before anything else is done. It waits for whoever may be about to commit a row of that id,
and knows afterwards whether they did: the key is what only one session can commit.

@returns Whether the row is ours.
*/
export const claimId = async (transaction: Transaction, tables: Tables, {id, from, to, cents}: Transfer): Promise<boolean> => {
	const {rowCount} = await transaction.query({
		label: 'claim',
		text: `INSERT INTO ${tables.transfers} (id, from_account, to_account, cents) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING`,
		values: [id, from, to, String(cents)],
	});
	return rowCount === 1;
};

/**
Makes a transfer that may have been made already, or may just be being made, exactly once. The ledger row comes first here:
whoever reads the balance first may read what the transfer left of it, and refuse it.

@param onClaimed - Called once it is certain that it had not been made, and that nobody else can make it any more.
@returns Its receipt if it had been made before; undefined if it was made now.
@throws {TransferRefusedError} The account doesn't cover it or isn't there, or its id was used for another transfer.
*/
export const moveMoneyOnce = async (
	transaction: Transaction,
	tables: Tables,
	transfer: Transfer,
	onClaimed?: () => void,
): Promise<Receipt | undefined> => {
	if (await claimId(transaction, tables, transfer)) {
		onClaimed?.();
		await changeBalances(transaction, tables, transfer);
		return undefined;
	}

	const receipt = await findReceipt(transaction, tables, transfer.id);
	if (!receipt) {
		throw new Error(`The ledger row of the transfer ${transfer.id} was there a moment ago, and is gone.`);
	}

	return checkReceipt(transfer, receipt);
};
