import {randomUUID} from 'node:crypto';
import type {Books} from './audit.js';

/** How much of an id its transfers have in common: 48 bits, in front of where a UUID says its version. */
const sharedLength = 13;

/**
The books of somebody who makes more transfers than can be kept in mind: their ids begin alike, by chance as nobody else's do, so that
the ledger's rows of theirs can be counted, and held against how many were reported as made.
*/
export class CountedBooks {
	/** How many transfers were reported as made. */
	confirmed = 0;
	/** Of how many nobody knows whether they were made. */
	unknown = 0;
	readonly #shared = randomUUID().slice(0, sharedLength);

	/** An id for one more transfer. */
	nextId(): string {
		return this.#shared + randomUUID().slice(sharedLength);
	}

	/**
	What an audit holds against the ledger.

	@param isComplete - None of them is under way any more.
	*/
	books(isComplete = false): Books {
		const {confirmed, unknown} = this;
		const least = `${this.#shared}-0000-0000-000000000000`;
		const most = `${this.#shared}-ffff-ffff-ffffffffffff`;
		return {confirmed: [], unknown: [], counted: {least, most, confirmed, unknown, isComplete}};
	}
}
