import type {Transfer} from '../bank/transfer.js';
import {isConflict} from '../transactions/classify.js';
import type {TransactionEvent} from '../transactions/events.js';
import type {Failure} from '../transactions/failure.js';
import type {Model} from './model.js';

/** How often an account was the reason for another attempt, and for which of the server's reasons. */
export type Contended = {
	readonly account: string;
	/** `40001 RETRY_SERIALIZABLE`, or the code and what the message says it is due to. */
	readonly reason: string;
	readonly count: number;
};

const reasonOf = ({code = '', reason, message, phase}: Failure): string => {
	const cause = reason ?? /\bdue to (?<cause>.+)$/v.exec(message)?.groups?.['cause'] ?? (code === '40P01' ? 'deadlock' : '');
	return `${code} ${cause}${phase === 'commit' ? ' at COMMIT' : ''}`.replace(/ {2}/v, ' ').trim();
};

/** The transfer that a transaction makes: ours, or one of its rivals'. */
const transferOf = ({run}: Model, transactionId: string): Transfer | undefined => {
	if (run?.transfer.id === transactionId) {
		return run.transfer;
	}

	const rivals = run?.attempts.flatMap(({steps}) => steps).filter(step => step.type === 'rival') ?? [];
	return rivals.find(({transfer}) => transfer.id === transactionId)?.transfer;
};

/**
Counts a conflict for the account whose row it was about: the receiver's where the credit failed, the payer's otherwise, whose
balance was read and decided on. At COMMIT the server doesn't say which row it was.
*/
export const countConflict = (model: Model, event: TransactionEvent): Model => {
	if (event.type !== 'attempt-failed' || !isConflict(event.failure)) {
		return model;
	}

	const transfer = transferOf(model, event.transactionId);
	if (!transfer) {
		return model;
	}

	const account = event.failure.statement?.label === 'credit' ? transfer.to : transfer.from;
	const reason = reasonOf(event.failure);
	const isSame = (each: Contended): boolean => each.account === account && each.reason === reason;
	return {
		...model,
		contended: model.contended.some(each => isSame(each))
			? model.contended.map(each => isSame(each) ? {...each, count: each.count + 1} : each)
			: [...model.contended, {account, reason, count: 1}],
	};
};
