import {formatCents} from './money.js';

/** Why the bank itself refuses a transfer: an answer, not a failure. */
export type Refusal =
	| {readonly type: 'insufficient-funds'; readonly account: string; readonly balance: bigint; readonly cents: bigint}
	| {readonly type: 'no-such-account'; readonly account: string}
	| {readonly type: 'same-account'; readonly account: string};

const words = (refusal: Refusal): string => {
	switch (refusal.type) {
		case 'insufficient-funds': {
			return `The account has ${formatCents(refusal.balance)}, which does not cover ${formatCents(refusal.cents)}`;
		}

		case 'no-such-account': {
			return `There is no account ${refusal.account}`;
		}

		case 'same-account': {
			return 'From and to are the same account';
		}
	}
};

/** The bank refuses the transfer. Nothing was moved, and asking again can't help. */
export class TransferRefusedError extends Error {
	override name = 'TransferRefusedError';
	readonly refusal: Refusal;

	constructor(refusal: Refusal) {
		super(words(refusal));
		this.refusal = refusal;
	}
}
