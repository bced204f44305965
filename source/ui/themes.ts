import chalk from 'chalk';
import {ascii, glyphsFor, paint, type Glyphs, type Tone} from './theme.js';

/** How a border is drawn, in Ink's words. */
type Border = {readonly borderColor?: string; readonly borderDimColor?: boolean};

/** What each meaning looks like. */
export type Theme = {
	readonly paint: Readonly<Record<Tone, (text: string) => string>>;
	readonly border: {readonly focused: Border; readonly resting: Border};
};

/** Colours by meaning, as `#RRGGBB`. */
export type Colours = {
	/** What they were chosen for. The program leaves the terminal's background as it is. */
	readonly background: string;
	readonly committed: string;
	readonly failed: string;
	readonly waiting: string;
	readonly accent: string;
	/** For what is less important; without one that looks like everything else. */
	readonly dim?: string;
};

/**
Chosen so that each stands out from its background (4.5:1 at least, and 7:1 in `contrast`, by WCAG 2), and from each of the others
for whoever sees no red, no green or no blue (by the model of Machado, Oliveira and Fernandes, 2009).
*/
export const colours = {
	dark: {background: '#000000', committed: '#2BCFB4', failed: '#E8805A', waiting: '#EBDD5A', accent: '#9A96F5', dim: '#A8A8A8'},
	light: {background: '#FFFFFF', committed: '#0E8074', failed: '#7D1000', waiting: '#7D7500', accent: '#1B2A8C', dim: '#5F5F5F'},
	contrast: {background: '#000000', committed: '#35F2DC', failed: '#F0906A', waiting: '#F5E84A', accent: '#A9A4FF'},
} as const satisfies Readonly<Record<string, Colours>>;

const themeOf = ({committed, failed, waiting, accent, dim}: Colours): Theme => ({
	paint: {
		...paint,
		dim: dim === undefined ? paint.plain : chalk.hex(dim),
		committed: chalk.hex(committed),
		failed: chalk.hex(failed),
		waiting: chalk.hex(waiting),
		accent: chalk.hex(accent),
	},
	border: {focused: {borderColor: accent}, resting: dim === undefined ? {} : {borderColor: dim}},
});

/** Every theme by its name. `terminal` has the sixteen colours that whoever set the terminal up chose. */
export const themes = {
	terminal: {paint, border: {focused: {borderColor: 'cyan'}, resting: {borderDimColor: true}}},
	dark: themeOf(colours.dark),
	light: themeOf(colours.light),
	contrast: themeOf(colours.contrast),
} as const satisfies Readonly<Record<string, Theme>>;

/** Where something is drawn: in which colours, and with which signs. */
export type Look = {readonly theme: Theme; readonly glyphs: Glyphs};

/** Signs in our own texts that stand in no set of glyphs, and what they are where there is only ASCII: as wide as they were. */
const plainSigns: ReadonlyMap<string, string> = new Map([
	['×', 'x'], ['–', '-'], ['…', '~'], ['→', '>'], ['↑', '^'], ['↓', 'v'], ['⇥', '>'], ['−', '-'],
]);
const signs = new RegExp(`[${plainSigns.keys().toArray().join('')}]`, 'gv');

const withPlainSigns = ({paint: painted, border}: Theme): Theme => ({
	border,
	paint: Object.fromEntries(Object.entries(painted).map(([tone, look]) =>
		[tone, (text: string) => look(text.replaceAll(signs, sign => plainSigns.get(sign) ?? sign))])) as Theme['paint'],
});

/** Nothing is less to be seen than anything else: a projector would swallow it. */
const withoutDim = ({paint: painted, border: {focused}}: Theme): Theme => ({border: {focused, resting: {}}, paint: {...painted, dim: painted.plain}});

/** The look that was asked for: plain signs also where the terminal could show others. */
export const lookOf = (
	{theme: name, isAscii, isDimless = false}: {readonly theme: keyof typeof themes; readonly isAscii: boolean; readonly isDimless?: boolean},
	environment: Readonly<Record<string, string | undefined>>,
): Look => {
	const glyphs = isAscii ? ascii : glyphsFor(environment);
	const theme = isDimless ? withoutDim(themes[name]) : themes[name];
	return {theme: glyphs === ascii ? withPlainSigns(theme) : theme, glyphs};
};
