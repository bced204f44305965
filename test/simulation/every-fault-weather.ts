import type {Fate, Kind} from './every-fault-kinds.js';
import type {Fault, Refusal, Weather} from './weather.js';

/** A fault and where it strikes: `2.commit` is the COMMIT on the second connection that is asked for. */
export type Strike = {readonly at: string; readonly kind: Kind};

const steps: ReadonlyArray<readonly [shape: RegExp, step: string]> = [
	[/^BEGIN/v, 'begin'],
	[/^SELECT balance/v, 'read-balance'],
	[/^UPDATE .* - \$2/v, 'debit'],
	[/^UPDATE .* \+ \$2/v, 'credit'],
	[/^INSERT .* ON CONFLICT/v, 'claim'],
	[/^INSERT/v, 'write-ledger'],
	[/^SELECT from_account/v, 'look-up'],
	[/^COMMIT$/v, 'commit'],
	[/^ROLLBACK$/v, 'rollback'],
];

const known = new Map<string, string>();

const stepOf = (text: string): string => {
	const step = known.get(text) ?? steps.find(([shape]) => shape.test(text))?.[1] ?? text;
	known.set(text, step);
	return step;
};

/** Weather in which nothing is left to chance: what strikes, and where, is said beforehand. */
export class DirectedWeather implements Weather {
	/** Every step that was met, in turn. */
	readonly points: string[] = [];
	/** Where something struck, in turn. */
	readonly struck: string[] = [];
	/** Called at each step, before anything strikes it. */
	onPoint: (step: string) => void = () => undefined;
	readonly #strikes: ReadonlyMap<string, Kind>;
	#connects = 0;
	#fate: Fate | undefined;

	constructor(strikes: readonly Strike[]) {
		this.#strikes = new Map(strikes.map(({at, kind}) => [at, kind]));
	}

	strikes(text: string): Fault | undefined {
		return this.#meet(stepOf(text))?.fault;
	}

	refuses(): Refusal | undefined {
		this.#connects++;
		return this.#meet('connect')?.refusal;
	}

	commitsAllTheSame(): boolean {
		return this.#fate === 'done';
	}

	decidesLater(): boolean {
		return this.commitsInTheEnd() || this.#fate === 'not done later';
	}

	commitsInTheEnd(): boolean {
		return this.#fate === 'done later';
	}

	latency(): number {
		return 1;
	}

	/** Longer than the wait between two attempts: the next one meets what the old session still holds. */
	linger(): number {
		return 100;
	}

	stall(): number {
		return 2000;
	}

	away(): number {
		return 50;
	}

	#meet(step: string): Kind | undefined {
		const at = `${this.#connects}.${step}`;
		this.onPoint(step);
		this.points.push(at);
		const kind = this.#strikes.get(at);
		if (kind) {
			this.struck.push(at);
			this.#fate = kind.fate;
		}

		return kind;
	}
}
