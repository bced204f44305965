import {drawBlock, drawBraille} from './block-elements.js';
import {drawBox} from './box-drawing.js';
import type {Cell} from './cell.js';
import {baseline, cellHeight, cellWidth, fontSize, rectangle, type Drawing} from './geometry.js';
import {paint} from './paint.js';
import {defaultBackground, mix} from './palette.js';
import {textRuns} from './text-runs.js';

/** In SVG user units. */
const padding = 14;
const titleBarHeight = 30;

const chrome = {titleBar: '#1e2128', edge: '#343a46', button: '#414855', title: '#939baa'} as const;

const fonts = 'DejaVu Sans Mono,DejaVu Sans,Menlo,Consolas,monospace';

const escapeXml = (text: string): string =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const draw = ({character}: Cell, x: number, y: number): Drawing | undefined =>
	drawBox(character, x, y) ?? drawBlock(character, x, y) ?? drawBraille(character, x, y);

/** Path data gathered by colour, so that each colour is one element. */
const createLayer = () => {
	const paths = new Map<string, string>();
	return {
		add(color: string, path = '') {
			paths.set(color, (paths.get(color) ?? '') + path);
		},
		toSvg: (attributes: (color: string) => string) =>
			[...paths].filter(([, path]) => path !== '').map(([color, path]) => `<path ${attributes(color)} d="${path}"/>`).join('\n'),
	};
};

const filled = (color: string): string => `fill="${color}"`;
const lined = (color: string): string => `fill="none" stroke="${color}"`;

/** Backgrounds, lines and blocks: all that is not text. */
const shapes = (cells: ReadonlyArray<readonly Cell[]>): string => {
	const [papers, fills, carves, lines] = [createLayer(), createLayer(), createLayer(), createLayer()];
	for (const [row, rowCells] of cells.entries()) {
		for (const [column, cell] of rowCells.entries()) {
			const [x, y] = [column * cellWidth, row * cellHeight];
			const {ink, paper} = paint(cell);
			if (paper !== defaultBackground) {
				papers.add(paper, rectangle(x, y, x + cellWidth, y + cellHeight));
			}

			const drawing = draw(cell, x, y);
			fills.add(mix(ink, paper, drawing?.share ?? 1), drawing?.fill);
			carves.add(paper, drawing?.carve);
			lines.add(ink, drawing?.line);
			if (cell.underline) {
				fills.add(ink, rectangle(x, y + baseline + 1.5, x + cellWidth, y + baseline + 2.5));
			}

			if (cell.strikethrough) {
				fills.add(ink, rectangle(x, y + baseline - 4.5, x + cellWidth, y + baseline - 3.5));
			}
		}
	}

	return [papers.toSvg(filled), fills.toSvg(filled), carves.toSvg(filled), lines.toSvg(lined)].join('\n');
};

const texts = (cells: ReadonlyArray<readonly Cell[]>): string => cells.flatMap((row, index) =>
	textRuns(row, cell => draw(cell, 0, 0) !== undefined).map(run => {
		const x = run.column * cellWidth;
		const y = (index * cellHeight) + baseline;
		const style = (run.bold ? ' font-weight="bold"' : '') + (run.italic ? ' font-style="italic"' : '');
		// Where the viewer has another font, the text still ends where it should.
		const length = run.width > 1 ? ` textLength="${run.width * cellWidth}"` : '';
		return `<text x="${x}" y="${y}" fill="${run.ink}"${style}${length}>${escapeXml(run.text)}</text>`;
	})).join('\n');

/** The window around the screen: rounded, with a title in its bar. */
const windowFrame = (width: number, height: number, title: string): string => [
	`<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="9.5" fill="${defaultBackground}"/>`,
	`<path d="M0.5 ${titleBarHeight}V10a9.5 9.5 0 0 1 9.5-9.5H${width - 10}a9.5 9.5 0 0 1 9.5 9.5V${titleBarHeight}Z" fill="${chrome.titleBar}"/>`,
	...[20, 38, 56].map(x => `<circle cx="${x}" cy="${titleBarHeight / 2}" r="5" fill="${chrome.button}"/>`),
	`<text x="${width / 2}" y="19.5" font-size="12" text-anchor="middle" fill="${chrome.title}">${escapeXml(title)}</text>`,
	`<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="9.5" fill="none" stroke="${chrome.edge}"/>`,
].join('\n');

/**
A picture of a terminal's screen in its window.
Lines, blocks and Braille are drawn as shapes on the exact grid, everything else as text in DejaVu Sans Mono.
*/
export const screenToSvg = (cells: ReadonlyArray<readonly Cell[]>, title = ''): string => {
	const width = ((cells[0]?.length ?? 0) * cellWidth) + (2 * padding);
	const height = (cells.length * cellHeight) + titleBarHeight + (2 * padding);
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${fonts}" font-size="${fontSize.toFixed(4)}">
${windowFrame(width, height, title)}
<g transform="translate(${padding} ${titleBarHeight + padding})" xml:space="preserve">
${shapes(cells)}
${texts(cells)}
</g>
</svg>
`;
};
