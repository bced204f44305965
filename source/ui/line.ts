import stringWidth from 'string-width';
import type {Tone} from './theme.js';

/** A piece of a line, and what it means. */
export type Segment = {readonly text: string; readonly tone?: Tone};

/** One row of text. */
export type Line = readonly Segment[];

export const plain = (text: string): Segment => ({text});

export const toned = (tone: Tone, text: string): Segment => ({text, tone});

/** How many cells a line takes. */
export const lineWidth = (line: Line): number => {
	let width = 0;
	for (const {text} of line) {
		width += stringWidth(text);
	}

	return width;
};

/** Puts `right` at the right end of `width` cells, as long as both fit. */
export const spread = (left: Line, right: Line, width: number): Line => {
	const space = width - lineWidth(left) - lineWidth(right);
	return space < 1 ? left : [...left, plain(' '.repeat(space)), ...right];
};
