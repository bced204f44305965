import type {Transfer} from '../../source/bank/transfer.js';
import {jainIndex} from '../../source/load/fairness.js';
import type {Cell, Result} from './contender.js';
import {anyTransfer} from './stage.js';

/** Makes one transfer, until it is made. Whoever waits stops when the signal is aborted. */
export type Move = (transfer: Transfer, client: number, signal: AbortSignal) => Promise<void>;

/** How long clients work before they are counted, in ms: until connections stand and the code is compiled. */
export const warmUp = 300;

/** Lets clients make transfers, each one after the other, and counts what was made within `ms`. */
export const runClients = async ({stage, clients}: Cell, ms: number, move: Move): Promise<Result> => {
	const counts = Array.from({length: clients}, () => 0);
	const ended = new AbortController();
	const {signal} = ended;
	let isCounting = false;
	const work = async (client: number) => {
		while (!signal.aborted) {
			try {
				await move(anyTransfer(stage), client, signal);
			} catch (error) {
				if (signal.aborted) {
					return;
				}

				throw error;
			}

			if (isCounting) {
				counts[client] = (counts[client] ?? 0) + 1;
			}
		}
	};

	const working = Promise.all(counts.map(async (_, client) => work(client)));
	const pause = async (length: number) => {
		const {promise, resolve} = Promise.withResolvers<void>();
		const timer = setTimeout(resolve, length);
		try {
			await Promise.race([promise, working]);
		} finally {
			clearTimeout(timer);
		}
	};

	await pause(warmUp);
	isCounting = true;
	const started = performance.now();
	await pause(ms);
	isCounting = false;
	const elapsed = performance.now() - started;
	ended.abort();
	await working;
	let made = 0;
	for (const count of counts) {
		made += count;
	}

	return {perSecond: made / elapsed * 1000, jain: jainIndex(counts)};
};
