import {serverError} from '../support/database-errors.js';

/** Whoever can hold a lock, and wait for others. */
export type LockHolder = {
	readonly isOver: boolean;
	/** Whom it waits for. */
	waitsFor: LockHolder | undefined;
	/** Resolves when it has ended, however it did. */
	readonly over: Promise<void>;
};

/**
Locks on rows and on keys, held to the end of a transaction. Whoever finds one taken waits, as in PostgreSQL: refusing at once
would be simpler, but settling a lost COMMIT rests on that wait. Waiting in a circle is refused to the one that closes it, at
once, because who waits how long is of no interest here.
*/
export class RowLocks {
	readonly #owners = new Map<string, LockHolder>();

	async take(key: string, holder: LockHolder): Promise<void> {
		for (;;) {
			const owner = this.#owners.get(key);
			if (!owner || owner.isOver || owner === holder) {
				this.#owners.set(key, holder);
				return;
			}

			for (let next: LockHolder | undefined = owner; next; next = next.waitsFor) {
				if (next === holder) {
					throw serverError('40P01', {message: 'deadlock detected'});
				}
			}

			holder.waitsFor = owner;
			await owner.over;
			holder.waitsFor = undefined;
			if (holder.isOver) {
				throw new Error('The transaction was ended while it waited.');
			}
		}
	}

	free(key: string): void {
		this.#owners.delete(key);
	}
}
