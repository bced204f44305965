import type {Report} from './document.js';

/** Spreadsheets take a cell that begins so for a formula, and some of what a formula can do is harmful. */
const beginsFormula = /^[\t\n\r ]*[+\-=@]/v;

/** A cell as RFC 4180 has it. A text that a spreadsheet would compute gets an apostrophe, which makes it text. */
const cell = (value: string | number): string => {
	if (typeof value === 'number') {
		return Number.isFinite(value) ? String(value) : '';
	}

	const text = beginsFormula.test(value) ? `'${value}` : value;
	return /[\n\r",;]/v.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** The figures of a report as comma-separated values. */
export const renderCsv = ({data: {columns, rows}}: Report): string => [columns, ...rows].map(row => `${row.map(value => cell(value)).join(',')}\r\n`).join('');
