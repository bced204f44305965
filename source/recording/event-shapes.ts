import type {BankEvent} from '../bank/events.js';
import type {LessonEvent} from '../lessons/events.js';
import type {MatrixCell} from '../lessons/matrix/run-matrix.js';
import type {ArticleEvent} from '../load/article/events.js';
import type {StormEvent} from '../load/events.js';
import type {LabEvent} from '../load/lab/events.js';
import type {LabOver} from '../store/lab.js';
import type {ProgramEvent} from '../store/message.js';
import {policies} from '../transactions/policies/index.js';
import {restartModes} from '../transactions/restart.js';
import type {Row} from '../transactions/statement.js';
import {failure, inTransaction, isolation, origin, shapeOf, statement, told} from './event-fields.js';
import {articleShapes, labShapes} from './lab-shapes.js';
import {lessonShapes, matrixShapes, textRows} from './lesson-shapes.js';
import {cents, count, date, entries, flag, isTrue, list, moment, object, oneOf, optional, otherwise, pace, span, text, texts, type Shape} from './shape.js';
import {stormShapes} from './storm-shapes.js';

/** An event that is drawn, or told in words. What a lab ends with is made anew of its runs. */
export type RecordedEvent = BankEvent | LessonEvent | MatrixCell | StormEvent | ProgramEvent | LabOver | Exclude<LabEvent | ArticleEvent, {readonly type: LabOver['type']}>;

const transfer = object({id: text, from: text, to: text, cents});

const session = object({
	id: text,
	node: optional(text),
	program: text,
	state: optional(oneOf(['active', 'in transaction', 'idle'])),
	statement: optional(text),
	since: optional(span),
	waitsFor: list(text),
});

const isAmount = (value: unknown): boolean => typeof value === 'string' && /^-?\d{1,30}$/v.test(value);

/** What of a row is no plain value is left out; so is a balance that is no amount, because it was redacted. */
const row: Shape<Row> = (value, name) => {
	const kept = entries(value, name).filter(([field, each]) => field === 'balance' ? isAmount(each) : typeof each !== 'object');
	return Object.fromEntries(kept.map(([field, each]) => [field, typeof each === 'string' ? text(each, name) : each]));
};

const policy = oneOf(policies.map(({name}) => name));
const restart = oneOf(restartModes);

const refusal = (value: unknown, name: string) => {
	const {type} = object({type: oneOf(['insufficient-funds', 'no-such-account', 'same-account', 'id-taken'])})(value, name);
	switch (type) {
		case 'insufficient-funds': {
			return {type, ...object({account: text, balance: cents, cents})(value, name)};
		}

		case 'no-such-account':
		case 'same-account': {
			return {type, ...object({account: text})(value, name)};
		}

		case 'id-taken': {
			return {type, ...object({id: text, madeAt: date})(value, name)};
		}
	}
};

/** Shared by the head and by what says how transfers are made. */
export const making = {
	policy, base: span, cap: span, maxAttempts: count, isolation, restart, rivals: count, faults: list(text),
};

type ShapeOf<Type extends RecordedEvent['type']> = Shape<Extract<RecordedEvent, {readonly type: Type}>>;

const gaveUp: ShapeOf<'gave-up'> = (value, name) => {
	const {reason} = object({reason: oneOf(['final', 'attempts', 'deadline', 'aborted', 'refused', 'unknown'])})(value, name);
	return reason === 'unknown'
		? {...object({...origin, failure})(value, name), type: 'gave-up', reason}
		: {...object({...origin, failure: optional(failure)})(value, name), type: 'gave-up', reason};
};

/** The bank's faults, and those of a lesson, which strike a session. */
const faultInjected: ShapeOf<'fault-injected'> = (value, name) => {
	const {session: struck} = object({session: optional(text)})(value, name);
	const fault = shapeOf('fault-injected', {...inTransaction, attempt: count, fault: text, title: text})(value, name);
	return struck === undefined ? fault : {...fault, session: struck};
};

/** Every event that screens know, and what it has to look like. A type that is missing here doesn't compile. */
const shapes: {readonly [Type in RecordedEvent['type']]: ShapeOf<Type>} = {
	connecting: shapeOf('connecting', {...told, doing: oneOf(['unpacking', 'initialising', 'starting', 'connecting', 'opening'])}),
	connected: shapeOf('connected', {
		...told, server: object({
			engine: text, version: text, embedded: flag, address: text, hosts: otherwise(count, 1), isolation: text, refusedFaults: texts,
		}),
	}),
	'connecting-failed': shapeOf('connecting-failed', {...told, message: text}),
	'making-set': shapeOf('making-set', {...told, making: object(making)}),
	'recording-failed': shapeOf('recording-failed', {...told, message: text}),
	'statement-held': shapeOf('statement-held', {...origin, statement}),
	'pacing-set': shapeOf('pacing-set', {...told, pacing: object({pace, paused: flag})}),
	'transfer-started': shapeOf('transfer-started', {...told, session: text, transfer, rivals: count}),
	'transfer-refused': shapeOf('transfer-refused', {...inTransaction, refusal}),
	'transfer-repeated': shapeOf('transfer-repeated', {...inTransaction, madeAt: date}),
	'rival-sent': shapeOf('rival-sent', {...inTransaction, attempt: count, transfer}),
	'fault-injected': faultInjected,
	'journal-settled': shapeOf('journal-settled', {
		...told, settled: list(object({transfer, askedAt: moment, outcome: oneOf(['made', 'not-made', 'unknown'])})),
	}),
	'journal-failed': shapeOf('journal-failed', {...told, message: text}),
	'balances-read': shapeOf('balances-read', {...told, elapsed: span, accounts: list(object({id: text, owner: text, balance: cents, opening: cents}))}),
	'balances-changed': shapeOf('balances-changed', {...told, elapsed: span, accounts: list(object({id: text, balance: cents}))}),
	'sessions-read': shapeOf('sessions-read', {...told, sessions: list(session), notes: list(text)}),
	audited: shapeOf('audited', {
		...told,
		elapsed: span,
		audit: object({
			conserved: flag, total: cents, opening: cents, differences: list(object({account: text, owner: text, cents})), lost: count, twice: count, denied: optional(count), unknown: count,
		}),
	}),
	'balances-lost': shapeOf('balances-lost', {...told, message: text, code: optional(text), delay: span}),
	'connection-acquired': shapeOf('connection-acquired', {...origin, server: object({host: text, port: count, node: optional(text)})}),
	'attempt-started': shapeOf('attempt-started', {...origin, isolation, fromSavepoint: optional(isTrue)}),
	'statement-sent': shapeOf('statement-sent', {...origin, statement}),
	'statement-finished': shapeOf('statement-finished', {...origin, statement, elapsed: span, rowCount: count, row: optional(row), rows: optional(textRows)}),
	'statement-failed': shapeOf('statement-failed', {...origin, failure, elapsed: span}),
	'attempt-failed': shapeOf('attempt-failed', {...origin, failure, elapsed: span}),
	'backoff-started': shapeOf('backoff-started', {...origin, delay: span, ceiling: span, policy: text, locksHeld: optional(isTrue)}),
	committed: shapeOf('committed', {...origin, elapsed: span}),
	'outcome-unknown': shapeOf('outcome-unknown', {...origin, failure}),
	'outcome-resolved': shapeOf('outcome-resolved', {...origin, committed: flag}),
	'gave-up': gaveUp,
	'storm-opened': shapeOf('storm-opened', {...told, connections: count, refusedCures: texts}),
	...stormShapes,
	...lessonShapes,
	...matrixShapes,
	...labShapes,
	...articleShapes,
};

const isKnown = (type: string): type is RecordedEvent['type'] => Object.hasOwn(shapes, type);

/**
Reads an event that screens know; undefined for one that they don't, which a newer program may have written.

@throws {ShapeError} It is known, and something about it isn't as it should be.
*/
export const readEvent = (value: unknown): RecordedEvent | undefined => {
	const {type} = object({type: text})(value, '');
	return isKnown(type) ? shapes[type](value, '') : undefined;
};
