import {remarkOn, type Recording} from '../../recording/recording.js';
import type {Line} from '../line.js';
import {printable} from '../printable.js';
import type {ExportOptions} from './export-options.js';
import {inert} from './inert.js';
import {pageOf} from './page.js';
import {aboutLine} from './stories.js';

/** As many cells as a page of notes takes. */
const width = 100;

/** Text in which no Markdown is live: no emphasis, no HTML, no link, not even one that GitHub would make by itself. */
export const escapeMarkdown = (text: string): string => inert(printable(text))
	.replaceAll(/[!#$\u{26}*<>@\[\\\]^_`\{\|\}~]/gv, String.raw`\$&`)
	.replaceAll('://', String.raw`\://`)
	.replaceAll(/www\./giv, match => String.raw`${match.slice(0, -1)}\.`);

const textOf = (line: Line): string => printable(line.map(({text}) => text).join('')).trimEnd();

/** Lines as they are. The fence is longer than any that is in them. */
const fenced = (lines: readonly string[]): string[] => {
	const runs = Array.from(lines.join('\n').matchAll(/`+/gv), ([run]) => run.length);
	const fence = '`'.repeat(Math.max(3, ...runs.map(length => length + 1)));
	return [`${fence}text`, ...lines, fence];
};

const cells = (row: readonly string[]): string => `| ${row.join(' | ')} |`;

/** A page for the notes: a table of the transfers, or of whatever was recorded, and what happened in each. */
export const toMarkdown = (recording: Recording, {name, glyphs}: ExportOptions): string => {
	const {columns, chapters, empty} = pageOf(recording, glyphs, width);
	const remark = remarkOn(recording);
	return [
		`# ${escapeMarkdown(name)}`,
		'',
		escapeMarkdown(textOf(aboutLine(recording, glyphs))),
		...(remark === undefined ? [] : ['', `${remark}.`]),
		'',
		...(chapters.length === 0
			? [empty]
			: [cells(columns), cells(columns.map((_column, index) => index === 0 ? '--:' : '---')), ...chapters.map(({row}) => cells(row.map(text => escapeMarkdown(text))))]),
		...chapters.flatMap(({title, lines}) => ['', `## ${escapeMarkdown(title)}`, '', ...fenced(lines.map(line => textOf(line)))]),
		'',
	].join('\n');
};
