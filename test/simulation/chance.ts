import {seededRandom} from '../../source/transactions/seeded-random.js';

/** Chance that is a function of its seed, quick enough for millions of draws. */
export type Chance = {
	/** A number in [0, 1). */
	readonly random: () => number;
	/** A whole number from 0 to below `limit`. */
	below(limit: number): number;
	/** A number from `least` to below `most`. */
	between(least: number, most: number): number;
	/** True with this probability. */
	happens(probability: number): boolean;
	pick<T>(all: readonly T[]): T;
	/** Chance of its own, so that a draw more here is no other draw there. */
	fork(): Chance;
};

/** The two moduli of the generator. */
const first = 2_147_483_563;
const second = 2_147_483_399;

/**
Two multiplicative generators, subtracted. SHA-256, which the program draws from, would be most of a simulation's time.

Source: Pierre L'Ecuyer, "Efficient and Portable Combined Random Number Generators", CACM 31 (6), 1988.
*/
const combined = (seed: number): (() => number) => {
	const start = seededRandom(seed);
	let one = 1 + Math.floor(start() * (first - 1));
	let two = 1 + Math.floor(start() * (second - 1));
	return () => {
		one = (one * 40_014) % first;
		two = (two * 40_692) % second;
		const difference = one - two;
		return (difference < 0 ? difference + first : difference) / first;
	};
};

export const chanceOf = (seed: number): Chance => {
	const random = combined(seed);
	const below = (limit: number): number => Math.floor(random() * limit);
	return {
		random,
		below,
		between: (least, most) => least + (random() * (most - least)),
		happens: probability => random() < probability,
		pick: <T>(all: readonly T[]) => all[below(all.length)] as T,
		fork: () => chanceOf(below(2 ** 31)),
	};
};
