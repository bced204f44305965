import type {TransactionClient} from './pool.js';
import type {Statement} from './statement.js';

/** A statement that is about to be sent. */
export type GatePoint = {
	readonly session: string;
	readonly transactionId: string;
	readonly attempt: number;
	readonly statement: Statement;
	/** The connection that it will be sent over. */
	readonly client: TransactionClient;
	/** Aborted when the transaction is: a gate that waits must stop waiting. */
	readonly signal: AbortSignal;
};

/**
May hold a statement before it is sent: the statement goes when the promise resolves, and the attempt fails when it
rejects. With no gate there is no cost.
*/
export type Gate = (point: GatePoint) => Promise<void>;

/** Asks each gate in turn. */
export const inTurn = (...gates: readonly Gate[]): Gate => async point => {
	for (const gate of gates) {
		await gate(point);
	}
};
