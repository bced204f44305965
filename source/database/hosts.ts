import {describePlace, type Place} from './places.js';
import type {HostTarget} from './target.js';

export type HostFailure = {readonly place: Place; readonly error: Error};

/** Who refused a login, and who was not asked any more. */
export type Refusal = {readonly place: Place; readonly untried: readonly Place[]};

const codeOf = (error: Error): string | undefined => 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Codes with which a server says that it takes no connections just now, or no more of them: another one may. */
const notServing: ReadonlySet<string | undefined> = new Set(['53300', '57P01', '57P02', '57P03']);

/**
Whether another host may let us in where this one did not. One that answered and refused the login has the last word, as in
libpq: whoever's password is wrong should hear that, and not that the next host is down.
*/
export const isWorthAnother = (error: Error): boolean => !('severity' in error) || notServing.has(codeOf(error));

/** None of several hosts let us in. */
export class EveryHostFailedError extends Error {
	override name = 'EveryHostFailedError';
	/** Those that were tried, in the order in which they were. */
	readonly failures: readonly HostFailure[];

	constructor(failures: readonly HostFailure[]) {
		super(failures.map(({place, error}) => `${describePlace(place)}: ${error.message === '' ? codeOf(error) ?? error.name : error.message}`).join('; '), {
			cause: failures[0]?.error,
		});
		this.failures = failures;
	}
}

/** The hosts of one database: shared by all its connections, so that what one learns the next one uses. */
export class Hosts {
	readonly #targets: readonly HostTarget[];
	#serving = 0;
	#served = false;
	readonly #refusals = new WeakMap<Error, Refusal>();

	constructor(targets: readonly HostTarget[]) {
		this.#targets = targets;
	}

	/** The one that served last; undefined before any did. */
	get serving(): Place | undefined {
		return this.#served ? this.#targets[this.#serving] : undefined;
	}

	/** In the order in which a new connection tries them: from the one that served last, then round. */
	inTurn(): readonly HostTarget[] {
		return [...this.#targets.slice(this.#serving), ...this.#targets.slice(0, this.#serving)];
	}

	serves(target: HostTarget): void {
		this.#serving = this.#targets.indexOf(target);
		this.#served = true;
	}

	refuses(error: Error, refusal: Refusal): void {
		this.#refusals.set(error, refusal);
	}

	/** Whose refusal of a login this error is, where it is one. */
	refusalIn(error: unknown): Refusal | undefined {
		return error instanceof Error ? this.#refusals.get(error) : undefined;
	}
}
