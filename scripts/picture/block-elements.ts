import {cellHeight, cellWidth, rectangle, type Draw} from './geometry.js';

/** The shares of the foreground in ░, ▒ and ▓. */
const shades = [0.25, 0.5, 0.75];

/** ▖ to ▟: 1 is the upper left quarter, 2 the upper right, 4 the lower left, 8 the lower right. */
const quadrants = [4, 8, 1, 13, 9, 7, 11, 2, 6, 14];

/** Half a unit is a pixel at double scale. */
const snap = (value: number): number => Math.round(value * 2) / 2;

/** Left, top, right and bottom of the whole blocks and eighths, as shares of the cell. */
const part = (index: number): readonly [number, number, number, number] | undefined => {
	if (index === 0) {
		return [0, 0, 1, 0.5];
	}

	if (index <= 8) {
		return [0, 1 - (index / 8), 1, 1];
	}

	if (index <= 15) {
		return [0, 0, (16 - index) / 8, 1];
	}

	switch (index) {
		case 0x10: {
			return [0.5, 0, 1, 1];
		}

		case 0x14: {
			return [0, 0, 1, 1 / 8];
		}

		case 0x15: {
			return [7 / 8, 0, 1, 1];
		}

		default: {
			return undefined;
		}
	}
};

const place = (x: number, y: number, [left, top, right, bottom]: readonly [number, number, number, number]): string =>
	rectangle(x + snap(left * cellWidth), y + snap(top * cellHeight), x + snap(right * cellWidth), y + snap(bottom * cellHeight));

/** Block Elements, U+2580 to U+259F. */
export const drawBlock: Draw = (character, x, y) => {
	const index = (character.codePointAt(0) ?? 0) - 0x25_80;
	if (index < 0 || index > 0x1F) {
		return undefined;
	}

	const share = shades[index - 0x11];
	if (share !== undefined) {
		return {fill: place(x, y, [0, 0, 1, 1]), share};
	}

	const whole = part(index);
	if (whole !== undefined) {
		return {fill: place(x, y, whole)};
	}

	const quarters = quadrants[index - 0x16] ?? 0;
	const shown = [0, 1, 2, 3].filter(quarter => Math.floor(quarters / (2 ** quarter)) % 2 === 1);
	return {
		fill: shown.map(quarter => {
			const left = (quarter % 2) / 2;
			const top = Math.floor(quarter / 2) / 2;
			return place(x, y, [left, top, left + 0.5, top + 0.5]);
		}).join(''),
	};
};

/** Column and row of a Braille pattern's eight dots, from the lowest bit. */
const dots = [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2], [0, 3], [1, 3]] as const;

/** Braille Patterns, U+2800 to U+28FF, the dots of line charts and spinners. */
export const drawBraille: Draw = (character, x, y) => {
	const pattern = (character.codePointAt(0) ?? 0) - 0x28_00;
	if (pattern < 0 || pattern > 0xFF) {
		return undefined;
	}

	const shown = dots.filter((_, bit) => Math.floor(pattern / (2 ** bit)) % 2 === 1);
	return {
		fill: shown.map(([column, row]) => {
			const left = x + 1 + (column * 4.5);
			const middle = y + 2.5 + (row * 4.5);
			return `M${left} ${middle}a1.25 1.25 0 0 1 2.5 0a1.25 1.25 0 0 1-2.5 0Z`;
		}).join(''),
	};
};
