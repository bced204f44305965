import type {AttemptOutcome, Transaction, Work} from './attempt.js';
import type {Failure} from './failure.js';
import {tell, type SessionContext} from './session-context.js';

/** How a settling attempt says what became of the COMMIT before it. */
export type Finding<T> = {
	/** It committed; `value` is what its work returned. */
	committed(value: T): void;
	/** It did not, and can't any more: not as long as what this attempt has written stays. */
	notCommitted(): void;
};

/**
Runs in place of the work once the answer to COMMIT was lost: in a transaction of its own, on a new connection, while the
old session may still live. It finds out first what became of that COMMIT, and says so. Where it did not commit, it goes on
and does the work.

To look is not enough: what isn't there yet may come. It has to write something that only one of the two can commit, such as
a row under the same key.
*/
export type Settle<T> = (transaction: Transaction, finding: Finding<T>) => Promise<T>;

type Unanswered = {readonly failure: Failure; readonly error: unknown; readonly mayCome?: true};

/** What is known about the COMMIT of a transaction. */
export class Doubt<T> {
	/** The attempt whose COMMIT was not answered, as long as nobody knows what became of it. */
	attempt: Unanswered | undefined;
	readonly #settle: Settle<T> | undefined;
	#found: {readonly value: T} | undefined;

	constructor(settle: Settle<T> | undefined) {
		this.#settle = settle;
	}

	/** What the next attempt runs. */
	next(work: Work<T>, context: SessionContext): Work<T> {
		const settle = this.#settle;
		if (!this.attempt || !settle) {
			return work;
		}

		return async transaction => settle(transaction, {
			committed: value => {
				this.#found = {value};
				this.#resolve(true, context);
			},
			notCommitted: () => {
				// What is still on its way is kept out only by a row that stays: the doubt is over once this attempt has committed.
				if (!this.attempt?.mayCome) {
					this.#resolve(false, context);
				}
			},
		});
	}

	/** What an attempt came to, in the light of what was found: a COMMIT that is known to have happened stays so. */
	judge(outcome: AttemptOutcome<T>, context: SessionContext): AttemptOutcome<T> {
		if (this.#found) {
			return {type: 'committed', value: this.#found.value};
		}

		if (outcome.type === 'failed' && outcome.failure.verdict === 'ambiguous' && !this.attempt) {
			this.attempt = outcome;
			tell(context, {type: 'outcome-unknown', failure: outcome.failure});
		}

		return outcome;
	}

	/** Whether another attempt may end the doubt: as long as there is time, whatever the last one met. */
	mayBeSettled({type}: AttemptOutcome<T>): boolean {
		return this.#settle !== undefined && type === 'failed';
	}

	#resolve(committed: boolean, context: SessionContext): void {
		this.attempt = undefined;
		tell(context, {type: 'outcome-resolved', committed});
	}
}
