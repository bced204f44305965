import type {Bank} from '../../bank/bank.js';
import type {Transfer} from '../../bank/transfer.js';
import {isServerError} from '../../transactions/classify.js';
import {onAbort} from '../../transactions/on-abort.js';
import {runBatches} from './batch.js';
import type {Cure, CureOptions} from './cure.js';
import {makeAtOnce, NotSentError, type SendAtOnce} from './make-at-once.js';
import {withClient} from './own-client.js';

/** The most transfers that go into one transaction: a statement shouldn't grow without limit. */
const mostTransfers = 1000;

type Queued = {
	readonly transfer: Transfer;
	readonly signal: AbortSignal;
	end(isMade: boolean): void;
	fail(error: unknown): void;
};

/** Gathers transfers while a batch is under way, and sends them as the next one. */
const gather = (bank: Bank, {isolation = 'serializable'}: CureOptions): SendAtOnce => {
	const run = runBatches(bank.tables, isolation);
	const queued = new Set<Queued>();
	let isRunning = false;

	const makeBatch = async (batch: readonly Queued[]) => {
		let isCommitting = false;
		// One who leaves doesn't end it for the others; it may wait for a lock when all have left.
		const abandoned = new AbortController();
		const stopListening = batch.map(({signal}) => onAbort(signal, () => {
			if (batch.every(each => each.signal.aborted)) {
				abandoned.abort(signal.reason);
			}
		}));
		try {
			const made = await withClient(bank, abandoned.signal, async client => run(client, batch.map(({transfer}) => transfer), () => {
				isCommitting = true;
			}));
			for (const {transfer, end} of batch) {
				end(made.has(transfer));
			}
		} catch (error) {
			// What ended before COMMIT was sent left nothing behind.
			const told = isCommitting || isServerError(error) || error instanceof NotSentError ? error : new NotSentError('The connection was lost before COMMIT was sent.', {cause: error});
			for (const {fail} of batch) {
				fail(told);
			}
		} finally {
			for (const stop of stopListening) {
				stop();
			}
		}
	};

	const makeBatches = async () => {
		isRunning = true;
		while (queued.size > 0) {
			const batch = queued.values().take(mostTransfers).toArray();
			for (const each of batch) {
				queued.delete(each);
			}

			await makeBatch(batch);
		}

		isRunning = false;
	};

	return async (transfer, signal) => {
		const {promise, resolve, reject} = Promise.withResolvers<boolean>();
		const mine: Queued = {transfer, signal, end: resolve, fail: reject};
		queued.add(mine);
		const stopListening = onAbort(signal, () => {
			if (queued.delete(mine)) {
				reject(signal.reason);
			}
		});
		if (!isRunning) {
			void makeBatches();
		}

		try {
			return await promise;
		} finally {
			stopListening();
		}
	};
};

/** Readies it: see `combine.ts`. */
export const openCombine: Cure['open'] = async (bank, _clients, options) => {
	const atOnce = {bank, options, send: gather(bank, options)};
	return {
		async move(transfer, client) {
			await makeAtOnce(atOnce, transfer, client);
		},
		async close() {
			// Its connection is the bank's.
		},
	};
};
