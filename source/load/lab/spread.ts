/** What a figure was over some rounds. */
export type Spread = {readonly median: number; readonly least: number; readonly most: number};

/** The middle one; of an even number of them the mean of the two in the middle; 0 of none. */
export const median = (values: readonly number[]): number => {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	const upper = sorted[middle] ?? 0;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
};

/** However many values there are: a recorded lab may have any number. */
export const spreadOf = (values: readonly number[]): Spread => {
	const sorted = values.toSorted((a, b) => a - b);
	return {median: median(sorted), least: sorted[0] ?? 0, most: sorted.at(-1) ?? 0};
};

/** How far the values lie from their median, as a share of it: half of what is between the least and the most. */
export const relativeSpread = ({median: middle, least, most}: Spread): number => middle === 0 ? 0 : (most - least) / 2 / middle;

/** Whether the two may be the same: their values lie within each other's reach. */
export const overlaps = (one: Spread, other: Spread): boolean => one.least <= other.most && other.least <= one.most;
