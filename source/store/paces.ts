/** How fast time can be made to go: from a tenth to ten times as fast as it is. */
export const paces = [0.1, 0.2, 0.5, 1, 2, 5, 10] as const;

/** The next pace that is faster, or slower; the same where there is none. */
export const nextPace = (pace: number, by: 1 | -1): number =>
	(by === 1 ? paces.find(each => each > pace) : paces.findLast(each => each < pace)) ?? pace;
