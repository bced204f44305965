/** Foreground and background where the program has not chosen a colour. */
export const defaultForeground = '#d7dae0';
export const defaultBackground = '#16181d';

/**
The sixteen named colours, in their ANSI order: black to white, then the bright eight.
Every one but black has a contrast of at least 4.5 on the default background.
*/
const named = [
	'#20242c',
	'#ee6a6f',
	'#6cc97c',
	'#e6b450',
	'#5a9ff0',
	'#b88bee',
	'#4cc2c4',
	'#c8ccd4',
	'#808998',
	'#ff9494',
	'#a3ecae',
	'#ffdc94',
	'#97caff',
	'#debbff',
	'#8de8e5',
	'#f7f9fc',
] as const;

/** Intensities of the 6 × 6 × 6 colour cube, as in xterm's `256colres.h`. */
const cubeLevels = [0, 95, 135, 175, 215, 255] as const;

const hex = (...channels: number[]): string =>
	'#' + channels.map(channel => Math.round(channel).toString(16).padStart(2, '0')).join('');

/** A true colour, given as 0xRRGGBB. */
export const trueColor = (rgb: number): string => '#' + rgb.toString(16).padStart(6, '0');

/** A colour of the 256: sixteen names, the cube, then 24 greys. */
export const paletteColor = (index: number): string => {
	const name = named[index];
	if (name !== undefined) {
		return name;
	}

	if (index >= 232) {
		const grey = 8 + ((index - 232) * 10);
		return hex(grey, grey, grey);
	}

	const place = index - 16;
	return hex(...[place / 36, place / 6, place].map(digit => cubeLevels[Math.floor(digit) % 6] ?? 0));
};

/** `share` (0 to 1) of one '#rrggbb' colour over the other. */
export const mix = (over: string, under: string, share: number): string => {
	const channel = (color: string, index: number): number => Number.parseInt(color.slice(1 + (index * 2), 3 + (index * 2)), 16);
	return hex(...[0, 1, 2].map(index => (channel(over, index) * share) + (channel(under, index) * (1 - share))));
};
