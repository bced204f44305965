import {remarkOn, type Recording} from '../../recording/recording.js';
import type {Line} from '../line.js';
import {printable} from '../printable.js';
import type {ExportOptions} from './export-options.js';
import {tableOf} from './event-table.js';
import {colours, escapeMarkup, fonts, ground} from './looks.js';
import {pageOf} from './page.js';
import {aboutLine} from './stories.js';

/** As many cells as a page takes. */
const width = 100;
/** More events than this make a page that browsers take long to draw: who wants all has the CSV. */
const mostRows = 5000;

const style = [
	`body{background:${ground};color:${colours.plain};font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}`,
	`h1,h2{color:${colours.strong}}p{color:${colours.dim}}`,
	`pre{font:14px/1.35 ${fonts};overflow-x:auto}`,
	`table{border-collapse:collapse;font:13px/1.35 ${fonts}}th,td{text-align:left;padding:.1rem .8rem .1rem 0;vertical-align:top}th{color:${colours.dim}}`,
	...Object.entries(colours).map(([tone, colour]) => `.${tone}{color:${colour}}`),
	'.strong{font-weight:bold}',
].join('\n');

const shown = (text: string): string => escapeMarkup(printable(text));

const lineMarkup = (line: Line): string => line
	.map(({text, tone}) => tone === undefined ? shown(text) : `<span class="${tone}">${shown(text)}</span>`)
	.join('')
	.trimEnd();

const tableMarkup = (recording: Recording): string[] => {
	const {columns, rows} = tableOf(recording);
	const cells = (row: readonly string[], tag: string) => `<tr>${row.map(text => `<${tag}>${shown(text)}</${tag}>`).join('')}</tr>`;
	return [
		'<details><summary>Every event</summary>',
		'<table>',
		cells(columns, 'th'),
		...rows.slice(0, mostRows).map(row => cells(row, 'td')),
		'</table>',
		...(rows.length > mostRows ? [`<p>${rows.length - mostRows} more are in the recording.</p>`] : []),
		'</details>',
	];
};

/** A page that needs nothing but itself, and may not load or run anything. */
export const toHtml = (recording: Recording, {name, glyphs}: ExportOptions): string => {
	const {chapters, empty} = pageOf(recording, glyphs, width);
	const remark = remarkOn(recording);
	return [
		'<!doctype html>',
		'<html lang="en">',
		'<meta charset="utf-8">',
		'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
		'<meta name="viewport" content="width=device-width">',
		`<title>${shown(name)}</title>`,
		`<style>${style}</style>`,
		`<h1>${shown(name)}</h1>`,
		`<p>${lineMarkup(aboutLine(recording, glyphs))}</p>`,
		...(remark === undefined ? [] : [`<p class="waiting">${shown(remark)}.</p>`]),
		...(chapters.length === 0 ? [`<p>${shown(empty)}</p>`] : []),
		...chapters.flatMap(({title, lines}) => [
			`<h2>${shown(title)}</h2>`,
			`<pre>${lines.map(line => lineMarkup(line)).join('\n')}</pre>`,
		]),
		...tableMarkup(recording),
		'</html>',
		'',
	].join('\n');
};
