import type {Bank} from '../../bank/bank.js';
import type {Transfer} from '../../bank/transfer.js';
import type {TogetherClient} from '../../database/send-together.js';
import {isServerError} from '../../transactions/classify.js';
import type {IsolationLevel} from '../../transactions/isolation.js';
import type {Cure} from './cure.js';
import {makeAtOnce} from './make-at-once.js';
import {sendWithCommit, withClient} from './own-client.js';

/** SQLSTATEs with which the tables refuse a transfer: a balance below zero, and an account that isn't there. */
const refusals: ReadonlySet<string> = new Set(['23514', '23502']);

/** One attempt: everything in one write, COMMIT included. */
const sendAll = ({tables: {named, accounts, transfers}}: Bank, isolation: IsolationLevel) => {
	const begin = {text: `BEGIN ISOLATION LEVEL ${isolation.toUpperCase()}`};
	const debit = {name: named('at once: debit'), text: `UPDATE ${accounts} SET balance = balance - $2 WHERE id = $1`};
	const credit = {name: named('at once: credit'), text: `UPDATE ${accounts} SET balance = balance + $2 WHERE id = $1`};
	const ledger = {
		name: named('at once: ledger'),
		text: `INSERT INTO ${transfers} (id, from_account, to_account, cents)
			VALUES ($1, (SELECT id FROM ${accounts} WHERE id = $2), (SELECT id FROM ${accounts} WHERE id = $3), $4)`,
	};
	return async (client: TogetherClient, {id, from, to, cents}: Transfer): Promise<void> => {
		const amount = String(cents);
		await sendWithCommit(client, [
			begin,
			{...debit, values: [from, amount]},
			{...credit, values: [to, amount]},
			{...ledger, values: [id, from, to, amount]},
		]);
	};
};

/** Readies it: see `one-round-trip.ts`. */
export const openOneRoundTrip: Cure['open'] = async (bank, _clients, options) => {
	const send = sendAll(bank, options.isolation ?? 'serializable');
	const atOnce = {
		bank,
		options,
		async send(transfer: Transfer, signal: AbortSignal) {
			try {
				await withClient(bank, signal, async connection => send(connection, transfer));
				return true;
			} catch (error) {
				if (isServerError(error) && refusals.has(error.code)) {
					return false;
				}

				throw error;
			}
		},
	};
	return {
		async move(transfer, client) {
			await makeAtOnce(atOnce, transfer, client);
		},
		async close() {
			// Its connections are the bank's.
		},
	};
};
