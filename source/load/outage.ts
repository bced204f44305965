import type {Database} from '../database/connect.js';
import {DatabaseConnectionError} from '../database/connection-error.js';
import {systemClock, type Clock} from '../transactions/clock.js';
import {serverLossIn, type Loss} from '../transactions/lost-server.js';
import {patient} from '../transactions/patient.js';
import {fullJitter} from '../transactions/policies/full-jitter.js';
import type {BackoffPolicy} from '../transactions/policies/policy.js';

/** How long it is waited before a lost server is asked again, in ms. */
export type OutageBackoff = {readonly policy: BackoffPolicy; readonly base: number; readonly cap: number};

/** Told of a loss in the middle of a run, which had better come to its end then. */
export type OnLoss = (loss: Loss) => void;

export type OutageOptions = {
	/** Default: full jitter, from 50 ms to 5 s. */
	readonly backoff?: OutageBackoff | undefined;
	readonly signal?: AbortSignal | undefined;
	/** Default: the machine's. */
	readonly clock?: Clock | undefined;
};

/** Who is told of it; `at` is milliseconds since 1970. */
export type OutageTelling = {
	/** The server can't be worked with. It is asked again after `delay` ms. */
	onLost(loss: Loss & {readonly at: number; readonly delay: number}): void;
	/** It answers again. */
	onRegained?(at: number): void;
	/** The server was lost during the run that is under way. */
	onDropped?(loss: Loss & {readonly at: number}): void;
};

/** What goes on after its server was lost: it says so, waits until it is back, and for how long before each time it asks. */
export type Outage = {
	/** Resolves once the server, which was lost, answers again. */
	wait(loss: Loss): Promise<void>;
	/**
	Does it; and again, once the server is back, after each time that the server was lost in it.

	@throws What it ends with, if that is anything else, or came too often; the signal's reason, if that is aborted.
	*/
	outlast<Result>(work: () => Promise<Result>): Promise<Result>;
	/**
	Plays a run until it was played without losing the server. Before it is played again, `renew` makes anew what it needs.

	@throws As `outlast` does.
	*/
	playWhole<Run>(play: (onLoss: OnLoss) => Promise<Run>, renew: () => Promise<void>): Promise<Run>;
	/** How many runs were played again so far. */
	repeated(): number;
};

/** The same work, or the same run, may lose its server so often: after that, it may be what the server can't bear. */
const mostLosses = 10;

/** How long the server may take to answer that it is there, in ms. */
const askLimit = 5000;
const silence: Loss = {message: 'timeout: the server did not answer'};

const usualBackoff: OutageBackoff = {policy: fullJitter, base: 50, cap: 5000};

/** How somebody outlasts the loss of the server. */
export const createOutage = (
	{pool}: Pick<Database, 'pool'>,
	{backoff: {policy, base, cap} = usualBackoff, signal, clock = systemClock}: OutageOptions,
	{onLost, onRegained, onDropped}: OutageTelling,
): Outage => {
	const asking = patient(policy);
	/** How the server was lost; any other error is passed on, as is what nobody waits for any more. */
	const lossIn = (error: unknown): Loss => {
		const loss = signal?.aborted ? undefined : serverLossIn(error);
		if (!loss) {
			throw error;
		}

		return loss;
	};

	/** How it was lost again, if it was. Where statements may take long, this one may not. */
	const askAgain = async (): Promise<Loss | undefined> => {
		const answered = new AbortController();
		const {promise, resolve, reject} = Promise.withResolvers<Loss | undefined>();
		pool.query('SELECT 1').then(() => {
			resolve(undefined);
		}, (error: unknown) => {
			const loss = serverLossIn(error);
			if (loss) {
				resolve(loss);
			} else {
				reject(error);
			}
		});
		clock.sleep(askLimit, signal ? AbortSignal.any([signal, answered.signal]) : answered.signal).then(() => {
			resolve(silence);
		}, () => {
			reject(signal?.reason as Error);
		});
		try {
			return await promise;
		} finally {
			answered.abort();
		}
	};

	const waitAfter = async (first: Loss): Promise<void> => {
		let loss: Loss | undefined = first;
		let previous = base;
		for (let failures = 1; loss; failures++) {
			// Chance is not the experiment's: what its seed settles stays as it is.
			previous = asking.delay({failures, previous, base, cap}, systemClock.random);
			onLost({at: clock.now(), ...loss, delay: previous});
			await clock.sleep(previous, signal);
			loss = await askAgain();
		}

		onRegained?.(clock.now());
	};

	const countLoss = (losses: number, loss: Loss | undefined): void => {
		if (losses >= mostLosses) {
			throw new DatabaseConnectionError(`The server was lost ${mostLosses} times at the same point, the last time with "${loss?.message ?? ''}". That may be more than it can bear.`);
		}
	};

	const outlast: Outage['outlast'] = async work => {
		for (let losses = 1; ; losses++) {
			try {
				return await work();
			} catch (error) {
				const loss = lossIn(error);
				countLoss(losses, loss);
				await waitAfter(loss);
			}
		}
	};

	let repeated = 0;
	return {
		wait: waitAfter,
		outlast,
		repeated: () => repeated,
		async playWhole(play, renew) {
			for (let losses = 1; ; losses++) {
				const met: {loss?: Loss} = {};
				const onLoss: OnLoss = ({message, code}) => {
					if (met.loss) {
						return;
					}

					met.loss = {message, ...(code !== undefined && {code})};
					onDropped?.({at: clock.now(), ...met.loss});
				};

				try {
					const run = await play(onLoss);
					if (!met.loss) {
						return run;
					}
				} catch (error) {
					signal?.throwIfAborted();
					onLoss(met.loss ?? lossIn(error));
				}

				signal?.throwIfAborted();
				countLoss(losses, met.loss);
				await outlast(renew);
				repeated++;
			}
		},
	};
};
