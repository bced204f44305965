import type {Cell} from './cell.js';
import {defaultBackground, defaultForeground, mix} from './palette.js';

/** The colours a cell is drawn with, after `inverse` and `dim`. */
export type Paint = {
	/** Of the character. */
	readonly ink: string;

	/** Behind it. */
	readonly paper: string;
};

/** How much of a dim character's colour is left. */
const dimness = 0.58;

export const paint = (cell: Cell): Paint => {
	const fg = cell.fg ?? defaultForeground;
	const bg = cell.bg ?? defaultBackground;
	const [ink, paper] = cell.inverse ? [bg, fg] : [fg, bg];
	return {ink: cell.dim ? mix(ink, paper, dimness) : ink, paper};
};
