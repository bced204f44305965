import type {Failure} from '../transactions/failure.js';

/** How often attempts ended for the same reason. */
export type FailureCount = {
	/** The SQLSTATE or Node's code; absent when the driver gave none. */
	readonly code?: string;
	/** What it was, in few words, or in the engine's own. */
	readonly reason: string;
	readonly count: number;
};

/** As many kinds are told apart; what comes after is counted together, so that no message can make the count grow without end. */
const mostKinds = 20;

const others = 'other reasons';

/** Few words for the messages that say the same with many. Only for counting and showing: no decision hangs on them. */
const words: ReadonlyArray<readonly [message: RegExp, reason: string]> = [
	[/concurrent (?:update|delete)/v, 'concurrent update'],
	[/read\/write dependencies/v, 'read/write dependency'],
	[/deadlock detected/v, 'deadlock'],
	[/timeout exceeded when trying to connect/v, 'no connection in time'],
	[/timeout/iv, 'no answer in time'],
	[/terminat|ECONN|EPIPE|ended|connection error/v, 'connection lost'],
];

/** Why an attempt ended, in few words: the same for all that ended so. */
export const reasonOf = ({message, reason, code}: Failure): string => {
	const usual = words.find(([pattern]) => pattern.test(message))?.[1] ?? (code === undefined ? 'driver error' : 'other');
	// CockroachDB's reasons are names; PostgreSQL's are sentences, and the message tells more.
	return reason !== undefined && /^[A-Z][A-Z_a-z]+$/v.test(reason) ? reason : usual;
};

/** Counts why attempts failed, by code and reason. */
export class FailureCounts {
	readonly #counts = new Map<string, {readonly code: string | undefined; readonly reason: string; count: number}>();

	add(failure: Failure): void {
		this.#count(failure.code, reasonOf(failure), 1);
	}

	addAll(counts: Iterable<FailureCount>): void {
		for (const {code, reason, count} of counts) {
			this.#count(code, reason, count);
		}
	}

	/** The most frequent first. */
	list(): FailureCount[] {
		return this.#counts.values()
			.map(({code, reason, count}) => ({...(code !== undefined && {code}), reason, count}))
			.toArray()
			.toSorted((a, b) => b.count - a.count);
	}

	#count(code: string | undefined, reason: string, count: number): void {
		const key = `${code ?? ''} ${reason}`;
		const known = this.#counts.get(key);
		if (known) {
			known.count += count;
			return;
		}

		if (this.#counts.size >= mostKinds && reason !== others) {
			this.#count(undefined, others, count);
			return;
		}

		this.#counts.set(key, {code, reason, count});
	}
}
