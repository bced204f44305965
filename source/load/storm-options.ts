import type {CountedBooks} from '../bank/counted-books.js';
import type {Clock} from '../transactions/clock.js';
import type {Gate} from '../transactions/gate.js';
import {fullJitter} from '../transactions/policies/full-jitter.js';
import {restartOf, type Cure, type CureOptions} from './cures/cure.js';
import type {OnStormEvent, StormShape} from './events.js';
import {hotSpotText, type HotSpot} from './hot-spot.js';
import type {OnLoss} from './outage.js';

/** What a storm is asked to be. */
export type StormOptions = Omit<CureOptions, 'clock' | 'gate'> & {
	/** How conflicts are met. */
	readonly cure: Cure;
	/** How many ask for transfers at once, from 1 on. */
	readonly clients: number;
	/** As many there will ever be. Default: as many as there are at first. */
	readonly mostClients?: number;
	/** Transfers are between the first so many accounts, as the bank opens them: at least 2, and they are there. */
	readonly accounts: number;
	readonly hot: HotSpot;
	/** Transfers a second that come whether or not those before are done; latencies are counted from when they came. Default: each client asks for the next when it is done. */
	readonly rate?: number | undefined;
	/** How long a client thinks between two transfers, in ms. Default: 0. */
	readonly think?: number | undefined;
	/** In ms. Default: until it is stopped. */
	readonly duration?: number | undefined;
	/** How many transfers each client asks for; the storm is over when all have. Default: as many as there is time for. */
	readonly each?: number | undefined;
	/** How long every statement but BEGIN is held before it is sent, in ms, as a network would. What a cure sends all at once isn't. Default: 0. */
	readonly gap?: number | undefined;
	/** What a transfer moves. Default: a cent, so that a storm may go on all day. */
	readonly cents?: bigint | undefined;
	/** Makes the choice of accounts, the arrivals and the jitter repeatable, as far as clients that race can be. */
	readonly seed?: number | undefined;
	/** Where its transfers are counted. Default: books of its own. */
	readonly books?: CountedBooks | undefined;
	readonly onEvent?: OnStormEvent | undefined;
	/** Told of each attempt that failed because its connection ended, or because nobody is there. */
	readonly onLoss?: OnLoss | undefined;
	/** Stops it. */
	readonly signal?: AbortSignal | undefined;
	/** Default: the machine's. */
	readonly clock?: Clock | undefined;
};

/** What is told of a storm at its start. */
export const shapeOf = (options: StormOptions): StormShape => {
	const {cure, policy = fullJitter, base = 50, cap = 5000, isolation = 'serializable', accounts, hot, rate, think = 0, duration, each, gap = 0, seed} = options;
	const restart = restartOf(cure, options.restart);
	return {
		cure: cure.name, policy: policy.name, base, cap, isolation, ...(restart === 'savepoint' && {restart}), accounts, hot: hotSpotText(hot), think,
		...(rate !== undefined && {rate}), ...(duration !== undefined && {duration}), ...(each !== undefined && {each}), ...(gap > 0 && {gap}), ...(seed !== undefined && {seed}),
	};
};

/** Holds every statement but BEGIN for so many ms: as long as it would be on its way. */
export const gapGate = (gap: number, clock: Clock): Gate => async ({statement, signal}) => {
	if (statement.label !== 'begin') {
		await clock.sleep(gap, signal);
	}
};
