/**
A chart of values, newest at the right, in rows of text from the top down.

@param most - The value that reaches the top.
*/
export const sparkline = (values: readonly number[], {width, height, most, bars}: {
	readonly width: number;
	readonly height: number;
	readonly most: number;
	/** The heights that one cell can show, lowest first. */
	readonly bars: string;
}): string[] => {
	const shown = values.slice(-width);
	const heights = [...bars];
	const levels = heights.length;
	return Array.from({length: height}, (_, row) => {
		const below = (height - 1 - row) * levels;
		const cells = shown.map(value => {
			// A value that is there at all is seen: it stands on the floor.
			const level = (most > 0 ? Math.ceil(value / most * height * levels) : 0) - below;
			return level <= 0 ? (below === 0 ? heights[0] : ' ') : heights[Math.min(level, levels) - 1];
		});
		return cells.join('').padStart(width);
	});
};
