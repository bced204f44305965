import stringWidth from 'string-width';
import type {Recording} from '../../recording/recording.js';
import {cut} from '../format.js';
import {lineWidth, plain, toned, type Line} from '../line.js';
import {printable} from '../printable.js';
import type {Glyphs} from '../theme.js';
import type {ExportOptions} from './export-options.js';
import {colours, escapeMarkup, fonts, ground} from './looks.js';
import {pageOf} from './page.js';
import {aboutLine} from './stories.js';

/** In SVG user units. */
const cellWidth = 8.4;
const cellHeight = 19;
const fontSize = 14;
const padding = 18;

/** As many cells as a slide shows well. */
const columns = 100;
/** A picture with more rows than this nobody looks at, and some viewers don't open. */
const mostRows = 2000;

/** A row that is wider than this is cut: a picture of it would take more memory than there is. */
const mostColumns = 240;

/** No more characters than these are in so many cells, whatever they are. */
const mostCharacters = mostColumns * 10;

const fitted = (line: Line): Line => {
	let room = mostColumns;
	return line.map(segment => {
		const text = cut(printable(segment.text).slice(0, mostCharacters), Math.max(0, room));
		room -= stringWidth(text);
		return {...segment, text};
	});
};

/** What an XML document can't hold, whatever `printable` lets through. */
const notXml = /[\u{FFFE}\u{FFFF}]/gv;

const rowsOf = (recording: Recording, name: string, glyphs: Glyphs): Line[] => {
	const {chapters, empty: nothing} = pageOf(recording, glyphs, columns);
	const rows: Line[] = [[toned('strong', name)], aboutLine(recording, glyphs)];
	for (const {title, lines} of chapters) {
		rows.push([], [toned('accent', title)], ...lines);
	}

	const empty: Line[] = chapters.length === 0 ? [[], [plain(nothing)]] : [];
	return rows.length > mostRows
		? [...rows.slice(0, mostRows), [toned('dim', `${glyphs.more} ${rows.length - mostRows} more lines`)]]
		: [...rows, ...empty];
};

const textElements = (line: Line, row: number): string[] => {
	let column = 0;
	return line.flatMap(({text, tone = 'plain'}) => {
		const shown = printable(text).replaceAll(notXml, '');
		const width = stringWidth(shown);
		const x = padding + (column * cellWidth);
		column += width;
		if (shown.trim() === '') {
			return [];
		}

		const weight = tone === 'strong' ? ' font-weight="bold"' : '';
		// Where the viewer has another font, the columns stay straight all the same.
		const length = `textLength="${(width * cellWidth).toFixed(1)}" lengthAdjust="spacingAndGlyphs"`;
		return [`<text x="${x.toFixed(1)}" y="${padding + (row * cellHeight) + fontSize}" fill="${colours[tone]}"${weight} ${length}>${escapeMarkup(shown)}</text>`];
	});
};

/** A still picture of what was recorded, for slides. */
export const toSvg = (recording: Recording, {name, glyphs}: ExportOptions): string => {
	const rows = rowsOf(recording, printable(name), glyphs).map(row => fitted(row));
	const width = Math.ceil((2 * padding) + (Math.max(columns, ...rows.map(row => lineWidth(row))) * cellWidth));
	const height = (2 * padding) + (rows.length * cellHeight);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${fonts}" font-size="${fontSize}" role="img">`,
		`<title>${escapeMarkup(printable(name).replaceAll(notXml, ''))}</title>`,
		`<rect width="${width}" height="${height}" rx="8" fill="${ground}"/>`,
		'<g xml:space="preserve">',
		...rows.flatMap((row, index) => textElements(row, index)),
		'</g>',
		'</svg>',
		'',
	].join('\n');
};
