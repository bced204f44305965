import {formatCents} from './money.js';

/** Why the bank itself refuses a transfer: an answer, not a failure. */
export type Refusal =
	| {readonly type: 'insufficient-funds'; readonly account: string; readonly balance: bigint; readonly cents: bigint}
	| {readonly type: 'no-such-account'; readonly account: string}
	| {readonly type: 'same-account'; readonly account: string}
	/** `madeAt`: when the other transfer of that id was made. */
	| {readonly type: 'id-taken'; readonly id: string; readonly madeAt: Date};

/** Why, in words. `owner` tells whose account it is, by its id. */
export const refusalWords = (refusal: Refusal, owner: (id: string) => string): string => {
	switch (refusal.type) {
		case 'insufficient-funds': {
			return `${owner(refusal.account)} has ${formatCents(refusal.balance)}, which does not cover ${formatCents(refusal.cents)}`;
		}

		case 'no-such-account': {
			return `The account ${refusal.account} is not there`;
		}

		case 'same-account': {
			return `${owner(refusal.account)} can't pay ${owner(refusal.account)}: from and to are the same account`;
		}

		case 'id-taken': {
			return `The id ${refusal.id} belongs to another transfer, made on ${refusal.madeAt.toISOString()}`;
		}
	}
};

/** The bank refuses the transfer. Nothing was moved, and asking again can't help. */
export class TransferRefusedError extends Error {
	override name = 'TransferRefusedError';
	readonly refusal: Refusal;

	constructor(refusal: Refusal, owner: (id: string) => string = id => `The account ${id}`) {
		super(refusalWords(refusal, owner));
		this.refusal = refusal;
	}
}
