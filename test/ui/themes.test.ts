import {describe, test, type TestContext} from 'node:test';
import {themeNames} from '../../source/setting-values.js';
import {ascii} from '../../source/ui/theme.js';
import {colours, lookOf, themes, type Colours} from '../../source/ui/themes.js';

type Rgb = readonly [number, number, number];

/** `#RRGGBB` as linear light, each from 0 to 1. */
const lightOf = (colour: string): Rgb => {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
		const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
		return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
	});
	return [red, green, blue];
};

const mix = ([red, green, blue]: Rgb, [r, g, b]: Rgb): number => (red * r) + (green * g) + (blue * b);

const luminance = (colour: string): number => mix(lightOf(colour), [0.2126, 0.7152, 0.0722]);

/** WCAG 2: from 1 to 21. */
const contrast = (one: string, other: string): number => {
	const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
	return (light + 0.05) / (dark + 0.05);
};

/** Machado, Oliveira and Fernandes, 2009, at full severity, for linear light. */
const visions: Readonly<Record<string, readonly [Rgb, Rgb, Rgb]>> = {
	'all colours': [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
	'no red': [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
	'no green': [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
	'no blue': [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

/** CIE L*a*b*, D65. */
const labOf = (light: Rgb): Rgb => {
	const [x = 0, y = 0, z = 0] = [
		mix(light, [0.4124, 0.3576, 0.1805]) / 0.95047,
		mix(light, [0.2126, 0.7152, 0.0722]),
		mix(light, [0.0193, 0.1192, 0.9505]) / 1.08883,
	].map(value => value > 0.008856 ? Math.cbrt(value) : (7.787 * value) + (16 / 116));
	return [(116 * y) - 16, 500 * (x - y), 200 * (y - z)];
};

/** How far apart two colours are for somebody (CIE76): 2.3 is just to be noticed. */
const distance = (one: string, other: string, rows: readonly [Rgb, Rgb, Rgb]): number => {
	const seen = (colour: string): Rgb => {
		const [red = 0, green = 0, blue = 0] = rows.map(row => Math.min(1, Math.max(0, mix(lightOf(colour), row))));
		return labOf([red, green, blue]);
	};

	const [first, second] = [seen(one), seen(other)];
	return Math.hypot(...first.map((value, index) => value - (second[index] ?? 0)));
};

const meanings = ['committed', 'failed', 'waiting', 'accent'] as const;
const pairs = meanings.flatMap((one, index) => meanings.slice(index + 1).map(other => [one, other] as const));

describe('The check of colours', () => {
	test('knows black on white, and red and green for whoever sees no red', (t: TestContext) => {
		t.assert.strictEqual(Math.round(contrast('#000000', '#FFFFFF')), 21);
		t.assert.ok(distance('#808000', '#B06000', visions['no red'] ?? [[0, 0, 0], [0, 0, 0], [0, 0, 0]]) < 20);
		t.assert.ok(distance('#808000', '#B06000', visions['all colours'] ?? [[0, 0, 0], [0, 0, 0], [0, 0, 0]]) > 20);
	});
});

for (const [name, theme] of Object.entries<Colours>(colours)) {
	describe(`The theme ${name}`, () => {
		test('stands out from its background, what is less important too', (t: TestContext) => {
			const {background, ...rest} = theme;
			const least = name === 'contrast' ? 7 : 4.5;
			t.assert.deepStrictEqual(Object.entries(rest).filter(([, colour]) => contrast(colour, background) < least), []);
		});

		for (const [who, rows] of Object.entries(visions)) {
			test(`has no two colours that look alike to whoever sees ${who}`, (t: TestContext) => {
				t.assert.deepStrictEqual(pairs.filter(([one, other]) => distance(theme[one], theme[other], rows) < 20), []);
			});
		}
	});
}

describe('Themes', () => {
	test('are those that the setting takes', (t: TestContext) => {
		t.assert.deepStrictEqual(Object.keys(themes), [...themeNames]);
	});

	test('dim nothing in contrast', (t: TestContext) => {
		t.assert.strictEqual(themes.contrast.paint.dim('words'), 'words');
		t.assert.deepStrictEqual(themes.contrast.border.resting, {});
	});
});

describe('Plain signs', () => {
	test('are ASCII, each of them', (t: TestContext) => {
		const {corner, ...rest} = ascii;
		t.assert.ok([...Object.values(corner), ...Object.values(rest)].every(sign => /^[\u{20}-\u{7E}]+$/v.test(sign)));
	});

	for (const [how, isAscii, environment] of [['where they are asked for', true, {LANG: 'C.UTF-8'}], ['where there are no others', false, {TERM: 'linux'}]] as const) {
		test(`are drawn ${how}, as wide as those that they stand for`, (t: TestContext) => {
			const {theme, glyphs} = lookOf({theme: 'contrast', isAscii}, environment);
			t.assert.strictEqual(glyphs, ascii);
			t.assert.strictEqual(theme.paint.plain('0.1× 0–3 a long … → ↑ ↓ Zoë'), '0.1x 0-3 a long ~ > ^ v Zoë');
		});
	}

	test('are not drawn elsewhere', (t: TestContext) => {
		t.assert.strictEqual(lookOf({theme: 'terminal', isAscii: false}, {LANG: 'C.UTF-8'}).theme.paint.plain('…'), '…');
	});
});
