import {createRequire} from 'node:module';
import {Resvg} from '@resvg/resvg-js';
import {indexedPng} from './indexed-png.js';

const {resolve} = createRequire(import.meta.url);

/** The only fonts used, so that a picture is the same on every machine. DejaVu Sans has symbols that the monospaced one lacks. */
const fontFiles = ['DejaVuSansMono', 'DejaVuSansMono-Bold', 'DejaVuSansMono-Oblique', 'DejaVuSansMono-BoldOblique', 'DejaVuSans']
	.map(name => resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`));

/** The PNG of an SVG. At scale 2, the default, a unit is two pixels, which dense displays show sharp. */
export const svgToPng = (svg: string, scale = 2): Uint8Array => {
	const image = new Resvg(svg, {
		fitTo: {mode: 'zoom', value: scale},
		font: {loadSystemFonts: false, fontFiles, defaultFontFamily: 'DejaVu Sans Mono'},
	}).render();
	return indexedPng({width: image.width, height: image.height, rgba: image.pixels});
};
