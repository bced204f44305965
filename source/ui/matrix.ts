import type {MatrixCell} from '../lessons/matrix/run-matrix.js';
import type {Recording} from '../recording/recording.js';
import {pad, wrap} from './format.js';
import {plain, toned, type Line, type Segment} from './line.js';
import {printable} from './printable.js';
import type {Glyphs} from './theme.js';

/** What a level is called: by what was asked for, and what is in force where that is another one. */
const levelWords = ({isolation, inForce}: MatrixCell): string => isolation === inForce ? isolation : `${isolation} (${inForce})`;

const names = (cells: readonly MatrixCell[]): string[] => [...new Set(cells.map(({anomaly}) => anomaly))];

const byLevel = (cells: readonly MatrixCell[]): MatrixCell[][] => Map.groupBy(cells, ({isolation}) => isolation).values().toArray();

const byAnomaly = (cells: readonly MatrixCell[]): MatrixCell[][] => Map.groupBy(cells, ({anomaly}) => anomaly).values().toArray();

const signOf = ({prevented}: MatrixCell, {committed, join, unknown}: Glyphs): Segment => {
	if (prevented === undefined) {
		return toned('waiting', unknown);
	}

	return prevented ? toned('committed', committed) : toned('failed', join);
};

/** The table for a terminal: a row for each level. */
export const matrixLines = (cells: readonly MatrixCell[], glyphs: Glyphs): Line[] => {
	const columns = names(cells);
	const rows = byLevel(cells);
	const first = Math.max(...cells.map(cell => levelWords(cell).length)) + 2;
	const head = [plain(pad('', first)), ...columns.map(name => toned('strong', `${name}  `))];
	return [head, ...rows.map((row): Line => [
		plain(pad(row[0] ? levelWords(row[0]) : '', first)),
		...row.flatMap((cell): Segment[] => [signOf(cell, glyphs), plain(' '.repeat(cell.anomaly.length + 1))]),
	])];
};

/** The table and what happened behind it, on that server. */
export const matrixReport = (cells: readonly MatrixCell[], server: string, {glyphs, width}: {readonly glyphs: Glyphs; readonly width: number}): Line[] => [
	[toned('strong', server), plain(`: what each isolation level keeps from happening (${glyphs.committed}), and what not (${glyphs.join})`)],
	[],
	...matrixLines(cells, glyphs),
	...behindLines(cells, width, glyphs),
];

/** The fields of a matrix that were recorded, and the server that they are of. */
export const matrixOf = ({head: {server}, events}: Recording): {readonly cells: readonly MatrixCell[]; readonly server: string} => ({
	cells: events.filter(event => event.type === 'matrix-cell'),
	server: server ? `${server.engine} ${server.version}` : 'no server was met',
});

const caseWords = (cell: MatrixCell): string[] => cell.cases.map(({name, behind}) => `${cell.cases.length > 1 ? `${name}: ` : ''}${behind.join('; ')}.`);

/** What happened behind each field: for each anomaly, level by level. */
export const behindLines = (cells: readonly MatrixCell[], width: number, glyphs: Glyphs): Line[] => byAnomaly(cells).flatMap(group => [
	[],
	[toned('strong', group[0]?.anomaly ?? ''), plain(`  ${group[0]?.title ?? ''}`)],
	...group.flatMap(cell => [
		[plain('  '), signOf(cell, glyphs), plain(` ${levelWords(cell)}`)],
		...caseWords(cell).flatMap(words => wrap(printable(words), width - 6).map((part, index): Line => [plain(pad('', index === 0 ? 4 : 6)), toned('dim', part)])),
	]),
]);

const markdownSafe = (text: string): string => printable(text).replaceAll(/[*<\[\\\]_`\|]/gv, String.raw`\$&`);

const markdownSign = ({prevented}: MatrixCell): string => prevented === undefined ? '?' : (prevented ? '✓' : '—');

/** The same as Markdown: the table as hermitage has it, and what happened behind it. */
export const matrixMarkdown = (cells: readonly MatrixCell[], server: string): string[] => {
	const columns = names(cells);
	const row = (fields: readonly string[]) => `| ${fields.join(' | ')} |`;
	return [
		row(['server', 'isolation level', ...columns]),
		row(['---', '---', ...columns.map(() => ':-:')]),
		...byLevel(cells).map((level, index) => row([index === 0 ? markdownSafe(server) : '', level[0] ? levelWords(level[0]) : '', ...level.map(cell => markdownSign(cell))])),
		'',
		'✓ the level keeps it from happening, — it happened, ? it could not be played to its end.',
		...byAnomaly(cells).flatMap(group => [
			'',
			`**${group[0]?.anomaly}**: ${group[0]?.title}`,
			'',
			...group.map(cell => `- ${markdownSign(cell)} ${levelWords(cell)}: ${markdownSafe(caseWords(cell).join(' '))}`),
		]),
	];
};
