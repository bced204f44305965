import {createHash} from 'node:crypto';

/** Chance that can be repeated: the same seed gives the same numbers in [0, 1), 48 bits each, out of SHA-256. */
export const seededRandom = (seed: number): (() => number) => {
	let count = 0;
	return () => {
		count++;
		return createHash('sha256').update(`${seed}:${count}`).digest().readUIntBE(0, 6) / (2 ** 48);
	};
};
