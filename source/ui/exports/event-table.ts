import type {RecordedEvent} from '../../recording/event-shapes.js';
import {kindOf, type Recording} from '../../recording/recording.js';
import {rowsWords} from '../../lessons/expectations.js';
import {formatCents} from '../../bank/money.js';
import {printable} from '../printable.js';
import {matrixColumns, matrixRows} from './matrix-table.js';
import {stormColumns, stormRows} from './storm-table.js';

/** The columns of a recording as a table. Times in ms; `time` since the recording began. */
const columns = ['time', 'type', 'session', 'transaction', 'attempt', 'statement', 'elapsed', 'delay', 'ceiling', 'code', 'detail'] as const;

/** One event: a text for each column, made safe for terminals, and empty where there is nothing to say. */
export type Row = readonly string[];

const milliseconds = (ms: number): string => ms.toFixed(1);

const detailOf = (event: RecordedEvent): string => {
	if ('failure' in event && event.failure) {
		return event.failure.message;
	}

	if (event.type === 'transfer-started' || event.type === 'rival-sent') {
		return formatCents(event.transfer.cents);
	}

	if (event.type === 'lesson-caption' || event.type === 'lesson-question') {
		return event.text;
	}

	if (event.type === 'lesson-started' || event.type === 'lesson-code') {
		return event.title;
	}

	if (event.type === 'lesson-checked') {
		return `${event.says}: ${rowsWords(event.found)}`;
	}

	if (event.type === 'lesson-compared') {
		return [event.says, event.figure, ...[event.of, event.than].map(({storm, value}) => [storm, value].filter(each => each !== undefined).join(' '))].join(': ');
	}

	if ('storm' in event) {
		return event.storm ?? '';
	}

	if (event.type === 'expectation-missed') {
		return `the lesson says that ${event.expected}; here: ${event.found}`;
	}

	if (event.type === 'statement-blocked') {
		return event.by.length === 0 ? 'waits' : `waits for ${event.by.join(' and ')}`;
	}

	if (event.type === 'fault-injected') {
		return event.title;
	}

	if (event.type === 'outcome-resolved') {
		return event.committed ? 'it had committed' : 'it had not, and can\'t any more';
	}

	if (event.type === 'gave-up') {
		return event.reason;
	}

	return 'message' in event ? event.message : '';
};

const transactionOf = (event: RecordedEvent): string => {
	if ('transactionId' in event) {
		return event.transactionId;
	}

	return 'transfer' in event ? event.transfer.id : '';
};

const codeOf = (event: RecordedEvent): string => {
	if ('failure' in event) {
		return event.failure?.code ?? '';
	}

	return event.type === 'fault-injected' ? event.fault : '';
};

/** What a recording is as a table. */
export const tableOf = (recording: Recording): {readonly columns: readonly string[]; readonly rows: readonly Row[]} => {
	const kind = kindOf(recording);
	if (kind === 'storm') {
		return {columns: stormColumns, rows: stormRows(recording)};
	}

	return kind === 'matrix' ? {columns: matrixColumns, rows: matrixRows(recording)} : {columns, rows: rowsOf(recording)};
};

/** What happened, event by event, but for what is read all the time. */
const rowsOf = ({head, events}: Recording): Row[] => events
	.filter(({type}) => !['audited', 'balances-changed', 'balances-read', 'sessions-read'].includes(type))
	.map(event => [
		milliseconds(Math.max(0, event.at - head.at)),
		event.type,
		'session' in event ? event.session ?? '' : '',
		transactionOf(event),
		'attempt' in event ? String(event.attempt) : '',
		'statement' in event ? event.statement.text : '',
		'elapsed' in event ? milliseconds(event.elapsed) : '',
		'delay' in event ? milliseconds(event.delay) : '',
		'ceiling' in event ? milliseconds(event.ceiling) : '',
		codeOf(event),
		detailOf(event),
	].map(text => printable(text)));
