import pg from 'pg';
import type {OnBankEvent} from '../../source/bank/events.js';
import {WiredClient} from '../../source/database/wired-client.js';
import {wireOf} from '../../source/database/wire.js';
import type {Gate} from '../../source/transactions/gate.js';
import type {Cut, Slot, When} from './every-wire-fault-cuts.js';

type Event = Parameters<OnBankEvent>[0];

/** Where a connection comes from, and what is known of those that are out. */
type Place = {
	readonly pool: pg.Pool;
	readonly url: string;
	/** Clients over which a COMMIT went that has not been answered. */
	readonly inDoubt: WeakSet<object>;
};

/** A Unix socket that nobody listens at. */
const nowhere = '/nonexistent';

/** Cuts the lines of one transfer where it was said, one after the other. */
export class Strikes {
	readonly struck: Cut[] = [];
	readonly #left: Cut[];
	readonly #place: Place;
	readonly #compete: () => Promise<void>;
	#slot: Slot = 'first';
	#attempt = 0;
	#struckIn = 0;
	#isInDoubt = false;
	#client: object | undefined;
	#closing: Promise<void> | undefined;
	/** The step after whose answer the line is cut. */
	#answered: string | undefined;

	/** Takes up the cuts; `compete` lets a rival commit a transfer from the same account. */
	constructor(cuts: readonly Cut[], place: Place, compete: () => Promise<void>) {
		this.#left = [...cuts];
		this.#place = place;
		this.#compete = compete;
	}

	readonly gate: Gate = async ({client, statement: {label = ''}}) => {
		// What was cut after an answer has to be known before the next statement is sent.
		await this.#closing;
		this.#closing = undefined;
		this.#client = client;
		if (label === 'debit' && this.#left[0]?.step === 'rollback' && this.#isHere(this.#left[0])) {
			await this.#compete();
		}

		if (label === 'commit') {
			this.#place.inDoubt.add(client);
		}

		const when = this.#meet(label);
		if (when === 'unsent') {
			await wireOf(client)?.cut();
		}

		this.#strike(label, when);
	};

	readonly hear = (event: Event): void => {
		if (event.type === 'attempt-started') {
			this.#attempt = event.attempt;
			const isLater = this.struck.length > 0 && event.attempt > this.#struckIn;
			this.#slot = this.#isInDoubt ? 'settling' : (isLater ? 'again' : 'first');
		}

		this.#isInDoubt = event.type === 'outcome-unknown' || (this.#isInDoubt && event.type !== 'outcome-resolved');

		// A ROLLBACK passes no gate. It is due where the server has refused a statement.
		if (event.type === 'attempt-failed' && event.failure.code === '40001' && event.failure.phase === 'work') {
			this.#strike('rollback', this.#meet('rollback'));
		}

		const isRefused = event.type === 'statement-failed' && event.failure.verdict === 'retry' && event.failure.phase === 'commit';
		if (isRefused || (event.type === 'statement-finished' && event.statement.label === 'commit')) {
			this.#place.inDoubt.delete(this.#client ?? {});
		}

		if (event.type === 'statement-finished' && this.#answered !== undefined && event.statement.label === this.#answered) {
			this.#cut();
		}
	};

	/** Asks for a connection, and meets with what is to happen to it. */
	async connect(): Promise<pg.PoolClient> {
		const {pool, url} = this.#place;
		const when = this.#meet('connect');
		if (when === 'before') {
			await new pg.Client({host: nowhere}).connect();
		} else if (when === 'during') {
			const unheard = new WiredClient(url);
			unheard.on('error', () => undefined);
			wireOf(unheard)?.loseAnswer();
			await unheard.connect();
		}

		const client = await pool.connect();
		this.#client = client;
		if (when === 'after') {
			this.#cut();
		}

		return client;
	}

	#isHere({slot}: Cut): boolean {
		return slot === this.#slot;
	}

	#meet(step: string): When | undefined {
		const [next] = this.#left;
		if (next?.step !== step || !this.#isHere(next)) {
			return undefined;
		}

		this.#left.shift();
		this.struck.push(next);
		this.#struckIn = this.#attempt;
		return next.when;
	}

	#strike(step: string, when: When | undefined): void {
		this.#answered = when === 'after' ? step : undefined;
		if (when === 'before') {
			this.#cut();
			return;
		}

		if (when === 'during') {
			wireOf(this.#client ?? {})?.loseAnswer();
		}
	}

	/** Ends the line at once; whoever listens hears of it a moment later. */
	#cut(): void {
		this.#answered = undefined;
		this.#closing = wireOf(this.#client ?? {})?.cut();
	}
}
