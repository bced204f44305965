import type {OnBankEvent} from '../bank/events.js';
import {TransferRefusedError} from '../bank/refusal.js';
import type {Transfer} from '../bank/transfer.js';
import {
	OutcomeUnknownError, RetriesExhaustedError, TransactionAbortedError, TransactionFailedError,
} from '../transactions/errors.js';
import type {Clock} from '../transactions/clock.js';
import type {Arrivals} from './arrivals.js';
import type {OpenCure} from './cures/cure.js';
import type {TransferOutcome} from './statistics.js';

/** Nobody sees this reason. */
const left = Symbol('left');

/**
What a transfer came to, by what it ended with.

@throws The error, if it is none that a transfer ends with: then something is broken.
*/
const outcomeOf = (error: unknown): TransferOutcome => {
	const outcomes: ReadonlyArray<readonly [abstract new (...parameters: never[]) => Error, TransferOutcome]> = [
		[TransferRefusedError, 'refused'],
		[RetriesExhaustedError, 'exhausted'],
		[TransactionFailedError, 'failed'],
		[TransactionAbortedError, 'cancelled'],
		[OutcomeUnknownError, 'unknown'],
	];
	if (error === left) {
		return 'cancelled';
	}

	const found = outcomes.find(([type]) => error instanceof type);
	if (!found) {
		throw error;
	}

	return found[1];
};

/** How long a client rests after the server refused its transfer for good, in ms: another one will hardly fare better. */
const refusedRest = 100;

/** Payer and receiver, by the accounts' numbers from 0 on. */
export type Pair = readonly [payer: number, receiver: number];

/** What the clients of a storm share. */
export type Stage = {
	readonly cure: OpenCure;
	readonly clock: Clock;
	/** How long a client thinks between two transfers, in ms. */
	readonly think: number;
	/** When transfers come; where it is absent, each client asks again when it is done. */
	readonly arrivals: Arrivals | undefined;
	/** How many transfers a client asks for before it leaves. */
	readonly each: number;
	choose(): {readonly pair: Pair; readonly transfer: Transfer};
	/** Something happened to a client's transfer. */
	heard(event: Parameters<OnBankEvent>[0], pair: Pair): void;
	/** A client's transfer came to its end, `latency` ms after it was meant to start. */
	ended(client: number, pair: Pair, outcome: TransferOutcome, latency: number): void;
};

/** One client of a storm: it asks for transfers until it leaves. */
export class StormClient {
	/** It waits between two attempts. */
	isWaiting = false;
	/** It finds out what became of a COMMIT that was not answered. */
	isInDoubt = false;
	/** From 0 on. */
	readonly #number: number;
	readonly #session: string;
	readonly #stage: Stage;
	/** Ends whatever it does. */
	readonly #controller = new AbortController();
	#isLeaving = false;
	#isTrying = false;
	#asked = 0;
	#pair: Pair = [0, 1];

	constructor(number: number, stage: Stage) {
		this.#number = number;
		this.#session = `client ${number + 1}`;
		this.#stage = stage;
	}

	/**
	Asks for one transfer after the other, until it leaves or has asked for as many as it was to.

	@throws What no transfer ends with.
	*/
	async serve(): Promise<void> {
		const {clock, arrivals, think, each, choose, ended} = this.#stage;
		while (!this.#isLeaving && this.#asked < each) {
			const due = arrivals?.take() ?? clock.now();
			await this.#rest(due - clock.now());
			// It may have been told to leave meanwhile.
			if (this.#controller.signal.aborted) {
				arrivals?.giveBack(due);
				return;
			}

			const {pair, transfer} = choose();
			this.#pair = pair;
			this.#asked++;
			const outcome = await this.#move(transfer);
			ended(this.#number, pair, outcome, clock.now() - due);
			await this.#rest(outcome === 'failed' ? Math.max(think, refusedRest) : think);
		}
	}

	/** Leaves: what it waits for ends, and an attempt under way comes to its own end first. */
	leave(): void {
		this.#isLeaving = true;
		if (!this.#isTrying || (this.isWaiting && !this.isInDoubt)) {
			this.end();
		}
	}

	/** Leaves, and what it does is rolled back. */
	end(): void {
		this.#isLeaving = true;
		this.#controller.abort(left);
	}

	async #move(transfer: Transfer): Promise<TransferOutcome> {
		this.#isTrying = true;
		try {
			await this.#stage.cure.move(transfer, {session: this.#session, signal: this.#controller.signal, onEvent: this.#hear});
			return 'committed';
		} catch (error) {
			return outcomeOf(error);
		} finally {
			this.#isTrying = false;
			this.isInDoubt = false;
			this.isWaiting = false;
		}
	}

	async #rest(ms: number): Promise<void> {
		if (ms > 0 && !this.#isLeaving) {
			await this.#stage.clock.sleep(ms, this.#controller.signal).catch(() => undefined);
		}
	}

	readonly #hear: OnBankEvent = event => {
		this.isInDoubt = event.type === 'outcome-unknown' || (this.isInDoubt && event.type !== 'outcome-resolved');
		if (event.type === 'backoff-started' || event.type === 'attempt-started') {
			this.isWaiting = event.type === 'backoff-started' && !event.locksHeld;
		}

		this.#stage.heard(event, this.#pair);
		if (this.#isLeaving && this.isWaiting && !this.isInDoubt) {
			this.end();
		}
	};
}
