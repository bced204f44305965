import {Buffer} from 'node:buffer';
import {crc32, deflateSync} from 'node:zlib';

/** Four bytes a pixel, row by row: red, green, blue, alpha, the first three multiplied by the last. */
export type Pixels = {readonly width: number; readonly height: number; readonly rgba: Uint8Array};

const mostColors = 256;

const chunk = (type: string, data: Uint8Array): Buffer => {
	const length = Buffer.alloc(4);
	length.writeUInt32BE(data.length);
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const checksum = Buffer.alloc(4);
	checksum.writeUInt32BE(crc32(body));
	return Buffer.concat([length, body, checksum]);
};

const channels = (color: number): readonly number[] => [16_777_216, 65_536, 256, 1].map(unit => Math.floor(color / unit) % 256);

/** Red, green and blue as they were before they were multiplied by alpha. */
const straight = ([red = 0, green = 0, blue = 0, alpha = 0]: readonly number[]): readonly number[] =>
	[red, green, blue].map(channel => alpha === 0 ? 0 : Math.round((channel * 255) / alpha));

const distance = (left: readonly number[], right: readonly number[]): number =>
	left.reduce((sum, channel, index) => sum + ((channel - (right[index] ?? 0)) ** 2), 0);

/** The most frequent colours, and for every colour the place of the one that comes nearest to it. */
const toPalette = (colors: readonly number[]): {palette: ReadonlyArray<readonly number[]>; places: Map<number, number>} => {
	const counts = new Map<number, number>();
	for (const color of colors) {
		counts.set(color, (counts.get(color) ?? 0) + 1);
	}

	const byCount = [...counts].toSorted(([, left], [, right]) => right - left).map(([color]) => color);
	const palette = byCount.slice(0, mostColors).map(color => channels(color));
	const places = new Map(byCount.map((color, place) => {
		if (place < mostColors) {
			return [color, place];
		}

		const distances = palette.map(entry => distance(entry, channels(color)));
		return [color, distances.indexOf(Math.min(...distances))];
	}));
	return {palette, places};
};

/**
A PNG of at most 256 colours, a third of the size of one in true colour.
A terminal has few colours: those left out are rare shades on the edges of letters.
Source: Portable Network Graphics (W3C), colour type 3.
*/
export const indexedPng = ({width, height, rgba}: Pixels): Uint8Array => {
	const bytes = Buffer.from(rgba.buffer, rgba.byteOffset, rgba.byteLength);
	const colors = Array.from({length: width * height}, (_, index) => bytes.readUInt32BE(index * 4));
	const {palette, places} = toPalette(colors);

	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([8, 3], 8);

	// Every row starts with the number of its filter: 0, none.
	const rows = Buffer.alloc((width + 1) * height);
	for (const [index, color] of colors.entries()) {
		rows[index + Math.floor(index / width) + 1] = places.get(color) ?? 0;
	}

	const colorTable = Buffer.from(palette.flatMap(color => straight(color)));
	const alphas = Buffer.from(palette.map(color => color[3] ?? 0));
	return Buffer.concat([
		Buffer.from('\u{89}PNG\r\n\u{1A}\n', 'latin1'),
		chunk('IHDR', header),
		chunk('PLTE', colorTable),
		chunk('tRNS', alphas),
		chunk('IDAT', deflateSync(rows, {level: 9})),
		chunk('IEND', Buffer.alloc(0)),
	]);
};
