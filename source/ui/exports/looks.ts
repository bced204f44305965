import type {Tone} from '../theme.js';

/** What tones look like in pictures and pages, on a dark ground. Each is told by a glyph or a word as well. */
export const colours: Readonly<Record<Tone, string>> = {
	plain: '#d7dae0', dim: '#939baa', strong: '#ffffff', committed: '#7ec98f', failed: '#f0868b', waiting: '#e5c07b', accent: '#6cc7d3', marked: '#ffffff',
};

export const ground = '#15181e';

export const fonts = 'DejaVu Sans Mono, Menlo, Consolas, monospace';

/** Makes text a text of XML and HTML, where nothing in it is markup. It has to be `printable` already: no control is allowed in XML. */
export const escapeMarkup = (text: string): string =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll('\'', '&#39;');
