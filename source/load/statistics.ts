import {build, type Histogram} from 'hdr-histogram-js';
import type {BankEvent} from '../bank/events.js';
import type {TransactionEvent} from '../transactions/events.js';
import {FailureCounts, type FailureCount} from './failure-counts.js';
import {jainIndex} from './fairness.js';

/** What a transfer came to: cancelled ones, whose client left, are nobody's result. */
export type TransferOutcome = 'committed' | 'refused' | 'exhausted' | 'failed' | 'unknown' | 'cancelled';

/** Of the transfers that committed, in ms; all 0 while there are none. */
export type Latency = {readonly p50: number; readonly p95: number; readonly p99: number; readonly max: number};

/** What a while of a storm came to. */
export type StormFigures = {
	/** How long that while was, in ms. */
	readonly elapsed: number;
	/** Transfers that came to an end, whatever it was. */
	readonly transfers: number;
	readonly committed: number;
	/** The bank said no: insufficient funds. */
	readonly refused: number;
	/** Given up at the limit of attempts or of time. */
	readonly exhausted: number;
	/** The server refused them for good. */
	readonly failed: number;
	/** Nobody knows whether they committed. */
	readonly unknown: number;
	readonly attempts: number;
	/** Attempts after a first one. */
	readonly retries: number;
	/** Waited between attempts, by all clients together, in ms. */
	readonly backoff: number;
	/** Commits a second. */
	readonly perSecond: number;
	readonly latency: Latency;
	/** Jain's index of the clients' commits. */
	readonly jain: number;
	/** Clients that committed nothing. */
	readonly starved: number;
	/** Why attempts ended without a commit, the most frequent first. */
	readonly failures: readonly FailureCount[];
};

/** The longest latency that is told exactly: an hour, in µs. */
const longest = 3_600_000_000;

/** From a microsecond to an hour, three digits of each: 95 kB, however many latencies there are. */
const createHistogram = (): Histogram => build({
	lowestDiscernibleValue: 1, highestTrackableValue: longest, numberOfSignificantValueDigits: 3, bitBucketSize: 32,
});

const noOutcomes = (): Record<TransferOutcome, number> => ({committed: 0, refused: 0, exhausted: 0, failed: 0, unknown: 0, cancelled: 0});

/** Counts what the clients' events and transfers come to, in memory that doesn't grow with them. */
export class StormStatistics {
	readonly outcomes = noOutcomes();
	attempts = 0;
	retries = 0;
	/** In ms. */
	backoff = 0;
	readonly #latencies = createHistogram();
	readonly #failures = new FailureCounts();
	/** Commits, by the client's number. */
	readonly #byClient: Float64Array;

	/**
	Begins at nothing.

	@param clients - How many there are, or what each of them has committed.
	*/
	constructor(clients: number | Float64Array) {
		this.#byClient = typeof clients === 'number' ? new Float64Array(clients) : clients;
	}

	/** One of a client's events. */
	hear(event: BankEvent | TransactionEvent): void {
		if (event.type === 'attempt-started') {
			this.attempts++;
			this.retries += event.attempt > 1 ? 1 : 0;
			return;
		}

		if (event.type === 'attempt-failed') {
			this.#failures.add(event.failure);
			return;
		}

		this.backoff += event.type === 'backoff-started' ? event.delay : 0;
	}

	/** A client's transfer came to its end, `latency` ms after it was meant to start. */
	ended(client: number, outcome: TransferOutcome, latency: number): void {
		this.outcomes[outcome]++;
		if (outcome !== 'committed') {
			return;
		}

		this.#latencies.recordValue(Math.min(longest, Math.max(1, Math.round(latency * 1000))));
		this.#byClient[client] = (this.#byClient[client] ?? 0) + 1;
	}

	/** These and earlier ones together; how the commits were shared stays as it is here, since the clients may have been others. */
	after(earlier: StormStatistics | undefined): StormStatistics {
		if (!earlier) {
			return this;
		}

		const all = new StormStatistics(this.#byClient);
		for (const each of [earlier, this]) {
			all.#add(each);
		}

		return all;
	}

	/**
	What it all comes to.

	@param elapsed - Since when it was counted, in ms.
	*/
	figures(elapsed: number): StormFigures {
		const {committed, refused, exhausted, failed, unknown} = this.outcomes;
		const max = committed === 0 ? 0 : this.#latencies.maxValue / 1000;
		// The histogram gives the upper end of a percentile's bucket.
		const ms = (percentile: number): number => committed === 0 ? 0 : Math.min(max, this.#latencies.getValueAtPercentile(percentile) / 1000);
		return {
			elapsed,
			transfers: committed + refused + exhausted + failed + unknown,
			committed,
			refused,
			exhausted,
			failed,
			unknown,
			attempts: this.attempts,
			retries: this.retries,
			backoff: this.backoff,
			perSecond: elapsed > 0 ? committed * 1000 / elapsed : 0,
			latency: {p50: ms(50), p95: ms(95), p99: ms(99), max},
			jain: jainIndex(this.#byClient),
			starved: this.#byClient.filter(count => count === 0).length,
			failures: this.#failures.list(),
		};
	}

	#add(other: StormStatistics): void {
		for (const outcome of Object.keys(this.outcomes) as TransferOutcome[]) {
			this.outcomes[outcome] += other.outcomes[outcome];
		}

		this.attempts += other.attempts;
		this.retries += other.retries;
		this.backoff += other.backoff;
		this.#latencies.add(other.#latencies);
		this.#failures.addAll(other.#failures.list());
	}
}
