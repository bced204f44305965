import type {Bank} from '../bank/bank.js';
import {CountedBooks} from '../bank/counted-books.js';
import {openingAccount} from '../bank/opening-accounts.js';
import {systemClock, type Clock} from '../transactions/clock.js';
import type {Failure} from '../transactions/failure.js';
import {endedConnection} from '../transactions/lost-server.js';
import {seededRandom} from '../transactions/seeded-random.js';
import {AccountCounts, type HotAccount} from './account-counts.js';
import {Arrivals} from './arrivals.js';
import {accountIds} from './account-ids.js';
import type {OpenCure} from './cures/cure.js';
import {choosePair} from './hot-spot.js';
import {StormStatistics, type StormFigures} from './statistics.js';
import {StormClient, type Pair, type Stage} from './storm-client.js';
import {gapGate, shapeOf, type StormOptions} from './storm-options.js';

export type {StormOptions} from './storm-options.js';

/** A storm that is going on. */
export type Storm = {
	/**
	Resolves when all clients have left, to what came about from beginning to end.

	@throws What kept the cure from being readied, or an error that no transfer ends with.
	*/
	readonly ended: Promise<StormFigures>;
	/** Lets more clients in, or some leave; the figures begin anew. */
	setClients(clients: number): void;
	/** Lets nobody begin anything any more. Attempts come to their end, in 1 s at most, doubts in 5 s. */
	stop(): void;
	/** Ends it at once, for nobody wants to know what it comes to: attempts are rolled back, and doubts stay. */
	abandon(): void;
	/** What an audit is to hold against the ledger. */
	readonly books: CountedBooks;
	/** The ids of the hottest accounts. */
	hottest(): string[];
};

/** How often it tells how it goes, in ms. */
const sampleInterval = 250;
/** How long attempts may take to come to their end once a storm is stopped, and how long COMMITs that were not answered, in ms. */
const grace = 1000;
const doubtGrace = 5000;
/** Nobody sees this reason. */
const stopped = Symbol('stopped');
/** What a transfer moves unless told otherwise: so little that a storm may go on all day. */
const cent = 1n;

/** One storm: its clients, and what they come to. */
class RunningStorm implements Storm {
	readonly books: CountedBooks;
	readonly ended: Promise<StormFigures>;
	readonly #options: StormOptions;
	readonly #clock: Clock;
	readonly #idOf: (index: number) => string;
	readonly #accounts: AccountCounts;
	readonly #stopped = new AbortController();
	/** Those that are there, and those that are about to leave as well. */
	readonly #serving = new Map<StormClient, Promise<void>>();
	readonly #clients: StormClient[] = [];
	/** How many there are to be. */
	#wanted: number;
	#stage: Stage | undefined;
	/** Since when the figures are counted, and what was counted before. */
	#since = 0;
	#statistics = new StormStatistics(0);
	#earlier: StormStatistics | undefined;
	/** What the last sample told. */
	#sampled = {at: 0, committed: 0, retries: 0};
	#broken: {readonly error: unknown} | undefined;

	constructor(bank: Bank, options: StormOptions) {
		const {accounts, clients, seed, clock = systemClock, books = new CountedBooks()} = options;
		this.#options = options;
		this.#wanted = clients;
		this.#clock = seed === undefined ? clock : {...clock, random: seededRandom(seed)};
		this.#idOf = accountIds(accounts);
		this.#accounts = new AccountCounts(accounts);
		this.books = books;
		this.ended = this.#run(bank);
	}

	setClients(clients: number): void {
		if (this.#stopped.signal.aborted || clients === this.#wanted) {
			return;
		}

		this.#wanted = clients;
		if (!this.#stage) {
			return;
		}

		this.#earlier = this.#statistics.after(this.#earlier);
		this.#statistics = new StormStatistics(clients);
		this.#since = this.#clock.now();
		this.#sampled = {at: this.#since, committed: 0, retries: 0};
		this.#admit(this.#stage);
	}

	stop(): void {
		this.#stopped.abort(stopped);
	}

	hottest(): string[] {
		return this.#accounts.hottest().map(({index}) => this.#idOf(index));
	}

	abandon(): void {
		this.stop();
		for (const client of this.#serving.keys()) {
			client.end();
		}
	}

	async #run(bank: Bank): Promise<StormFigures> {
		const {cure: {open}, clients, mostClients = clients, rate, think = 0, duration, gap = 0, signal, onEvent, policy, base, cap, maxAttempts, deadline, isolation, restart} = this.#options;
		const clock = this.#clock;
		const cure = await open(bank, mostClients, {policy, base, cap, maxAttempts, deadline, isolation, restart, clock, ...(gap > 0 && {gate: gapGate(gap, clock)})});
		const stop = () => {
			this.stop();
		};

		signal?.addEventListener('abort', stop, {once: true});
		if (signal?.aborted) {
			stop();
		}

		const started = clock.now();
		this.#since = started;
		this.#stage = this.#createStage(cure, think, rate === undefined ? undefined : new Arrivals(rate, started, clock.random));
		this.#statistics = new StormStatistics(this.#wanted);
		onEvent?.({type: 'storm-started', at: started, clients: this.#wanted, ...shapeOf(this.#options)});
		try {
			this.#admit(this.#stage);
			await this.#tellSamples(started + (duration ?? Infinity));
			await this.#leave();
		} finally {
			signal?.removeEventListener('abort', stop);
			await cure.close();
		}

		if (this.#broken) {
			throw this.#broken.error;
		}

		const at = clock.now();
		const figures = this.#statistics.after(this.#earlier).figures(at - started);
		onEvent?.({type: 'storm-ended', at, ...figures, clients: this.#clients.length, hottest: this.#hottest()});
		return figures;
	}

	#createStage(cure: OpenCure, think: number, arrivals: Arrivals | undefined): Stage {
		const {hot, accounts, each = Infinity, cents = cent} = this.#options;
		const clock = this.#clock;
		return {
			cure,
			clock,
			think,
			arrivals,
			each,
			choose: () => {
				const pair = choosePair(hot, accounts, clock.random);
				return {pair, transfer: {id: this.books.nextId(), from: this.#idOf(pair[0]), to: this.#idOf(pair[1]), cents}};
			},
			heard: (event, pair) => {
				this.#statistics.hear(event);
				if (event.type === 'attempt-failed') {
					this.#failed(event.failure, pair);
				}
			},
			ended: (client, pair, outcome, latency) => {
				this.#statistics.ended(client, outcome, latency);
				this.books.unknown += outcome === 'unknown' ? 1 : 0;
				if (outcome !== 'committed') {
					return;
				}

				this.books.confirmed++;
				this.#accounts.committed(pair);
			},
		};
	}

	#failed(failure: Failure, pair: Pair): void {
		const {phase, verdict} = failure;
		if (phase !== 'connect' && verdict === 'retry') {
			this.#accounts.conflicted(pair);
		}

		if (endedConnection(failure)) {
			this.#options.onLoss?.(failure);
		}
	}

	/** Lets as many in, or the last ones leave, as there are to be. */
	#admit(stage: Stage): void {
		for (const client of this.#clients.splice(this.#wanted)) {
			client.leave();
		}

		while (this.#clients.length < this.#wanted && !this.#stopped.signal.aborted) {
			const client = new StormClient(this.#clients.length, stage);
			this.#clients.push(client);
			this.#serving.set(client, this.#serve(client));
		}
	}

	async #serve(client: StormClient): Promise<void> {
		try {
			await client.serve();
		} catch (error) {
			this.#broken ??= {error};
			this.stop();
		} finally {
			this.#serving.delete(client);
			if (this.#options.each !== undefined && this.#serving.size === 0) {
				// All have asked for as many as they were to.
				this.stop();
			}
		}
	}

	/** Tells four times a second how it goes, until it is stopped or its time is over. */
	async #tellSamples(until: number): Promise<void> {
		const {signal} = this.#stopped;
		this.#sampled = {at: this.#since, committed: 0, retries: 0};
		for (let due = this.#since; due < until && !signal.aborted;) {
			due = Math.min(until, Math.max(due + sampleInterval, this.#clock.now()));
			await this.#clock.sleep(Math.max(0, due - this.#clock.now()), signal).catch(() => undefined);
			const at = this.#clock.now();
			const {outcomes: {committed}, retries} = this.#statistics;
			const before = this.#sampled;
			const perSecond = 1000 / Math.max(1, at - before.at);
			this.#sampled = {at, committed, retries};
			this.#options.onEvent?.({
				type: 'storm-sample',
				at,
				...this.#statistics.figures(at - this.#since),
				clients: this.#clients.length,
				waiting: this.#clients.filter(({isWaiting}) => isWaiting).length,
				commitsNow: (committed - before.committed) * perSecond,
				retriesNow: (retries - before.retries) * perSecond,
				hottest: this.#hottest(),
			});
		}
	}

	/** Sees all clients out. */
	async #leave(): Promise<void> {
		this.stop();
		for (const client of this.#serving.keys()) {
			client.leave();
		}

		await this.#allGone(grace);
		for (const client of this.#serving.keys()) {
			if (!client.isInDoubt) {
				client.end();
			}
		}

		await this.#allGone(doubtGrace - grace);
		for (const client of this.#serving.keys()) {
			client.end();
		}

		await Promise.all(this.#serving.values());
	}

	/** Resolves when all clients have gone, or after `ms`. */
	async #allGone(ms: number): Promise<void> {
		const over = new AbortController();
		await Promise.race([
			Promise.all(this.#serving.values()),
			this.#clock.sleep(ms, over.signal).catch(() => undefined),
		]);
		over.abort(stopped);
	}

	#hottest(): HotAccount[] {
		return this.#accounts.hottest().map(({index, transfers, conflicts}) => {
			const {id, owner} = openingAccount(index);
			return {id, owner, transfers, conflicts};
		});
	}
}

/** Starts a storm: so many clients ask for transfers between few accounts. */
export const startStorm = (bank: Bank, options: StormOptions): Storm => new RunningStorm(bank, options);

/** Runs a storm until its duration is over or its signal is aborted, as `startStorm` does. Resolves to what came about. */
export const runStorm = async (bank: Bank, options: StormOptions): Promise<StormFigures> => startStorm(bank, options).ended;
