/** Size of a cell, in SVG user units. Both are odd, so that a line 1 unit thick through the middle falls on whole pixels. */
export const cellWidth = 9;
export const cellHeight = 19;

/** A character of DejaVu Sans Mono is 1233/2048 of its size wide: at this size a run of text fills its cells exactly. */
export const fontSize = (cellWidth * 2048) / 1233;

/** From the top of a cell to the line its characters stand on. */
export const baseline = 14.5;

/** A cell drawn as shapes that reach its edges, so that they join those of its neighbours. All are SVG path data. */
export type Drawing = {
	/** Filled with the foreground. */
	readonly fill?: string;

	/** Filled with the background, over `fill`. */
	readonly carve?: string;

	/** A foreground line 1 unit thick. */
	readonly line?: string;

	/** How much of the foreground is in the mixture that fills, 0 to 1; all of it if missing. */
	readonly share?: number;
};

/** Draws a character with its cell's corner at `x`, `y`, or is undefined for one that is a font's matter. */
export type Draw = (character: string, x: number, y: number) => Drawing | undefined;

const round = (value: number): number => Math.round(value * 1000) / 1000;

/** Path data of a rectangle. */
export const rectangle = (left: number, top: number, right: number, bottom: number): string =>
	`M${round(left)} ${round(top)}H${round(right)}V${round(bottom)}H${round(left)}Z`;
