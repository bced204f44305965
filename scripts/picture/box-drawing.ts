import {cellHeight, cellWidth, rectangle, type Draw} from './geometry.js';

const middleX = cellWidth / 2;
const middleY = cellHeight / 2;

/**
U+2500 to U+257F, sixteen a row: the weights of the arms up, right, down and left, where 0 is none, 1 light, 2 heavy and 3 double.
Dashes, arcs and diagonals are all zeroes here.
*/
const weights = [
	'0101 0202 1010 2020 0000 0000 0000 0000 0000 0000 0000 0000 0110 0210 0120 0220',
	'0011 0012 0021 0022 1100 1200 2100 2200 1001 1002 2001 2002 1110 1210 2110 1120',
	'2120 2210 1220 2220 1011 1012 2011 1021 2021 2012 1022 2022 0111 0112 0211 0212',
	'0121 0122 0221 0222 1101 1102 1201 1202 2101 2102 2201 2202 1111 1112 1211 1212',
	'2111 1121 2121 2112 2211 1122 1221 2212 1222 2122 2221 2222 0000 0000 0000 0000',
	'0303 3030 0310 0130 0330 0013 0031 0033 1300 3100 3300 1003 3001 3003 1310 3130',
	'3330 1013 3031 3033 0313 0131 0333 1303 3101 3303 1313 3131 3333 0000 0000 0000',
	'0000 0000 0000 0000 0001 1000 0100 0010 0002 2000 0200 0020 0201 1020 0102 2010',
].flatMap(row => row.split(' ').map(arms => [...arms].map(Number)));

const double = 3;

/** In units: none, light, heavy, and the two lines of a double with the gap between them. */
const thickness = [0, 1, 3, 3];

/** Left, top, right, bottom. */
type Bar = readonly [number, number, number, number];

/** A bar from the cell's edge to `past` units beyond its middle; arms are numbered clockwise from the top. */
const bar = (arm: number, thick: number, past: number): Bar => {
	const half = thick / 2;
	switch (arm) {
		case 0: {
			return [middleX - half, 0, middleX + half, middleY + past];
		}

		case 1: {
			return [middleX - past, middleY - half, cellWidth, middleY + half];
		}

		case 2: {
			return [middleX - half, middleY - past, middleX + half, cellHeight];
		}

		default: {
			return [0, middleY - half, middleX + past, middleY + half];
		}
	}
};

/** The bars of one junction, and the gaps to be cut out of those that are double. */
const junction = (arms: readonly number[]): {fill: Bar[]; carve: Bar[]} => {
	const fill: Bar[] = [];
	const carve: Bar[] = [];
	for (const [arm, weight] of arms.entries()) {
		if (weight === 0) {
			continue;
		}

		const opposite = arms[(arm + 2) % 4] ?? 0;
		const sides = [arms[(arm + 1) % 4] ?? 0, arms[(arm + 3) % 4] ?? 0];
		const widestSide = Math.max(...sides.map(side => thickness[side] ?? 0), 1);
		// A single line that meets a double one from the side stops at the nearer of its two.
		const stops = weight !== double && opposite === 0 && sides.every(side => side === double);
		fill.push(bar(arm, thickness[weight] ?? 0, stops ? -0.5 : widestSide / 2));
		// A single line across a double one closes the gap, unless it ends there.
		const isCrossed = opposite === double
			? sides.every(side => side !== 0 && side !== double)
			: !sides.includes(double) && sides.some(side => side !== 0);
		carve.push(...(weight === double ? [bar(arm, 1, isCrossed ? -0.5 : 0.5)] : []));
	}

	return {fill, carve};
};

const junctions = weights.map(arms => junction(arms));

/** How many dashes there are in a cell. */
const dashes = new Map([...'┄┅┆┇┈┉┊┋╌╍╎╏'].map((character, index) => [character, [3, 4, 2][Math.floor(index / 4)] ?? 2]));

const dashed = (character: string, count: number, x: number, y: number): string => {
	const half = '┅┇┉┋╍╏'.includes(character) ? 1.5 : 0.5;
	const isUpright = '┆┇┊┋╎╏'.includes(character);
	const pitch = (isUpright ? cellHeight : cellWidth) / count;
	return Array.from({length: count}, (_, index) => {
		const from = (index + 0.2) * pitch;
		const to = (index + 0.8) * pitch;
		return isUpright
			? rectangle(x + middleX - half, y + from, x + middleX + half, y + to)
			: rectangle(x + from, y + middleY - half, x + to, y + middleY + half);
	}).join('');
};

/** A quarter of a circle between the middles of two edges, or a diagonal. */
const curved = (character: string, x: number, y: number): string | undefined => {
	const [centerX, centerY, right, bottom] = [x + middleX, y + middleY, x + cellWidth, y + cellHeight];
	const radius = middleX;
	const arc = `A${radius} ${radius} 0 0`;
	const rising = `M${x} ${bottom}L${right} ${y}`;
	const falling = `M${x} ${y}L${right} ${bottom}`;
	const lines: Readonly<Record<string, string>> = {
		'╭': `M${centerX} ${bottom}V${centerY + radius}${arc} 1 ${right} ${centerY}`,
		'╮': `M${centerX} ${bottom}V${centerY + radius}${arc} 0 ${x} ${centerY}`,
		'╯': `M${centerX} ${y}V${centerY - radius}${arc} 1 ${x} ${centerY}`,
		'╰': `M${centerX} ${y}V${centerY - radius}${arc} 0 ${right} ${centerY}`,
		'╱': rising,
		'╲': falling,
		'╳': rising + falling,
	};
	return lines[character];
};

/** Box Drawing, U+2500 to U+257F. */
export const drawBox: Draw = (character, x, y) => {
	const count = dashes.get(character);
	if (count !== undefined) {
		return {fill: dashed(character, count, x, y)};
	}

	const line = curved(character, x, y);
	if (line !== undefined) {
		return {line};
	}

	const bars = junctions[(character.codePointAt(0) ?? 0) - 0x25_00];
	const path = (shapes: readonly Bar[]): string =>
		shapes.map(([left, top, right, bottom]) => rectangle(x + left, y + top, x + right, y + bottom)).join('');
	return bars && {fill: path(bars.fill), carve: path(bars.carve)};
};
