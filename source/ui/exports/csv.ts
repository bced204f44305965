import type {Recording} from '../../recording/recording.js';
import {tableOf} from './event-table.js';
import {inert} from './inert.js';

const cell = (text: string): string => {
	const safe = inert(text);
	return /[",;]|^\s|\s$/v.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** What happened as a table for spreadsheets (RFC 4180), without anything that one of them would calculate. */
export const toCsv = (recording: Recording): string => {
	const {columns, rows} = tableOf(recording);
	return [columns, ...rows].map(row => `${row.map(text => cell(text)).join(',')}\r\n`).join('');
};
