import {atMostWords} from '../at-most-words.js';
import {briefly} from '../../database/engines/index.js';
import {isCommit} from '../../transactions/restart.js';
import {formatMs} from '../format.js';
import {plain, toned, type Segment} from '../line.js';
import {statementWords} from '../statement-words.js';
import type {Glyphs} from '../theme.js';
import type {LaneRow, StatementRow} from './rows.js';

/** What a lane says of something that happened in it. */
export type LaneWords = {
	/** What was done. */
	readonly text: string;
	/** What came of it. */
	readonly result: Segment | undefined;
	/** What there is to explain, in lines of their own. */
	readonly details: readonly Segment[];
};

const rowWords = (row: readonly string[]): string => row.length === 1 ? row[0] ?? '' : `(${row.join(', ')})`;

const countWords = (count: number): string => count === 1 ? '1 row' : `${count} rows`;

const doneResult = ({statement: {label, text}, rows = [], rowCount = 0}: StatementRow, glyphs: Glyphs): Segment | undefined => {
	if (isCommit(label)) {
		return toned('committed', glyphs.committed);
	}

	if (rows.length > 0) {
		return plain(`${glyphs.to} ${rows.map(row => rowWords(row)).join(' ')}`);
	}

	if (/^(?:select|show|table|values|with)\b/iv.test(text) || /\breturning\b/iv.test(text)) {
		return plain(`${glyphs.to} no row`);
	}

	if (!/^(?:insert|update|delete|upsert|merge)\b/iv.test(text)) {
		return undefined;
	}

	return rowCount === 1 ? plain(glyphs.committed) : toned(rowCount === 0 ? 'waiting' : 'plain', countWords(rowCount));
};

const waitWords = ({by = []}: StatementRow): string => {
	const names = by.filter(name => name !== '');
	return names.length === 0 ? 'waits' : `waits for ${names.join(' and ')}`;
};

const statementResult = (row: StatementRow, glyphs: Glyphs): Segment | undefined => {
	switch (row.state) {
		case 'sent': {
			return toned('waiting', glyphs.more);
		}

		case 'blocked': {
			return toned('waiting', `${glyphs.waiting} ${waitWords(row)}`);
		}

		case 'done': {
			return doneResult(row, glyphs);
		}

		case 'failed': {
			return toned('failed', `${glyphs.failed} ${row.failure?.code ?? 'failed'}`);
		}

		case 'lost': {
			return row.failure?.verdict === 'ambiguous'
				? toned('waiting', `${glyphs.unknown} no answer`)
				: toned('failed', `${glyphs.failed} the line is gone`);
		}
	}
};

const statementDetails = (row: StatementRow): Segment[] => {
	const {state, failure, waited, elapsed = 0} = row;
	return [
		...(waited && state !== 'blocked' ? [toned('dim', `after waiting ${formatMs(elapsed)}`)] : []),
		...(state === 'failed' && failure ? [toned('failed', briefly(failure.message))] : []),
		...(state === 'failed' && failure?.reason !== undefined && !briefly(failure.message).includes(failure.reason) ? [toned('dim', failure.reason)] : []),
		...(state === 'lost' && failure?.verdict === 'ambiguous' ? [toned('waiting', 'it may have committed, and may not')] : []),
	];
};

/** What stands in a session's lane: what a statement is called, or, in detail, all of it. */
export const laneWords = (row: Extract<LaneRow, {readonly session: string; readonly at: number}>, glyphs: Glyphs, isDetailed: boolean): LaneWords => {
	switch (row.type) {
		case 'statement': {
			const {statement: {label, text}} = row;
			return {text: isDetailed ? text : statementWords[label ?? ''] ?? label ?? text, result: statementResult(row, glyphs), details: statementDetails(row)};
		}

		case 'fault': {
			return {text: '', result: toned('accent', `injected: ${row.title}`), details: []};
		}

		case 'backoff': {
			return {text: '', result: toned('waiting', `${glyphs.waiting} backoff ${formatMs(row.delay)}${atMostWords(row, ' ', formatMs)}`), details: []};
		}

		case 'resolved': {
			return {
				text: '',
				result: row.committed
					? toned('committed', `${glyphs.committed} that COMMIT was done`)
					: toned('waiting', `${glyphs.unknown} that COMMIT was not done`),
				details: [],
			};
		}
	}
};
