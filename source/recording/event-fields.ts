import {isolationLevels} from '../transactions/isolation.js';
import type {Failure} from '../transactions/failure.js';
import {count, moment, object, oneOf, optional, text, type Shape} from './shape.js';

/** What events of several kinds have in common. */
export const statement = object({text, label: optional(text)});

export const failure: Shape<Failure> = object({
	phase: oneOf(['connect', 'work', 'commit']),
	verdict: oneOf(['retry', 'ambiguous', 'final']),
	code: optional(text),
	message: text,
	detail: optional(text),
	hint: optional(text),
	reason: optional(text),
	statement: optional(statement),
});

export const isolation = oneOf(isolationLevels);

/** Every event has its time. */
export const told = {at: moment};
export const inTransaction = {at: moment, transactionId: text};
/** Those of a session's attempt. */
export const origin = {...inTransaction, session: text, attempt: count};

/** An event of that type, with these fields. */
export const shapeOf = <Type extends string, Table extends Readonly<Record<string, Shape<unknown>>>>(type: Type, fields: Table) => object({type: oneOf([type]), ...fields});
