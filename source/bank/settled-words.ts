import type {Settled} from './settle-left-over.js';

/** What became of what earlier programs had left open, in a few words: `1 was made, 2 were not`. */
export const settledWords = (settled: readonly Settled[]): string => {
	const told = ([
		['made', 'was made', 'were made'],
		['not-made', 'was not made', 'were not made'],
		['unknown', 'is still unknown', 'are still unknown'],
	] as const).flatMap(([outcome, one, many]) => {
		const {length} = settled.filter(each => each.outcome === outcome);
		return length === 0 ? [] : [`${length} ${length === 1 ? one : many}`];
	});
	return told.join(', ');
};
