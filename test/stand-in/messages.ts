import {Buffer} from 'node:buffer';

/** One message of PostgreSQL's protocol 3: a letter and what follows its length. A startup packet has no letter. */
export type Message = {readonly type: string; readonly body: Buffer};

/** The fields of an ErrorResponse or NoticeResponse, by their names. */
export type ErrorFields = {
	readonly severity: string;
	readonly code: string;
	readonly message: string;
	readonly detail?: string | undefined;
	readonly hint?: string | undefined;
	readonly constraint?: string | undefined;
	readonly routine?: string | undefined;
};

/** What PostgreSQL says beyond that, and what no client of the stand-in is told. */
export type ServerErrorFields = ErrorFields & {readonly schema?: string; readonly table?: string; readonly position?: string};

const letters: Readonly<Record<string, keyof ServerErrorFields>> = {
	S: 'severity', C: 'code', M: 'message', D: 'detail', H: 'hint', n: 'constraint', R: 'routine', s: 'schema', t: 'table', P: 'position',
};

export const encode = (type: string, ...parts: ReadonlyArray<Buffer | string>): Buffer => {
	const body = Buffer.concat(parts.map(part => typeof part === 'string' ? Buffer.from(`${part}\0`) : part));
	const head = Buffer.alloc(5);
	head.write(type, 'latin1');
	head.writeInt32BE(body.length + 4, 1);
	return Buffer.concat([type === '' ? head.subarray(1) : head, body]);
};

export const int16 = (value: number): Buffer => {
	const buffer = Buffer.alloc(2);
	buffer.writeInt16BE(value);
	return buffer;
};

export const int32 = (value: number): Buffer => {
	const buffer = Buffer.alloc(4);
	buffer.writeInt32BE(value);
	return buffer;
};

/** The text up to the next zero byte, and where the rest begins. */
export const readText = (body: Buffer, start = 0): {readonly text: string; readonly end: number} => {
	const end = body.indexOf(0, start);
	return {text: body.toString('utf8', start, end), end: end + 1};
};

/** Name and value in turn, as startup packets and ParameterStatus have them. */
export const readPairs = (body: Buffer, start: number): Map<string, string> => {
	const pairs = new Map<string, string>();
	let at = start;
	while (at < body.length && body[at] !== 0) {
		const name = readText(body, at);
		const value = readText(body, name.end);
		pairs.set(name.text, value.text);
		at = value.end;
	}

	return pairs;
};

export const readError = (body: Buffer): ServerErrorFields => {
	const fields: Record<string, string> = {};
	let at = 0;
	while (at < body.length && body[at] !== 0) {
		const {text, end} = readText(body, at + 1);
		fields[letters[String.fromCodePoint(body[at] ?? 0)] ?? ''] = text;
		at = end;
	}

	return {severity: 'ERROR', code: 'XX000', message: '', ...fields};
};

export const writeError = (fields: ErrorFields, type: 'E' | 'N' = 'E'): Buffer => encode(
	type,
	...Object.entries(letters).flatMap(([letter, name]) => {
		const value = new Map(Object.entries(fields)).get(name);
		return value === undefined ? [] : [`${letter}${value}`];
	}),
	Buffer.alloc(1),
);

/** Type ids of columns, from pg_type. */
export const typeIds = {bool: 16, int8: 20, int4: 23, text: 25, timestamptz: 1184} as const;

/** A RowDescription of columns in text format. */
export const describeColumns = (columns: ReadonlyArray<readonly [name: string, type: keyof typeof typeIds]>): Buffer => encode(
	'T',
	int16(columns.length),
	...columns.flatMap(([name, type]) => [name, int32(0), int16(0), int32(typeIds[type]), int16(-1), int32(-1), int16(0)]),
);

/** A DataRow in text format. */
export const writeRow = (values: ReadonlyArray<string | null>): Buffer => encode(
	'D',
	int16(values.length),
	...values.flatMap(value => value === null ? [int32(-1)] : [int32(Buffer.byteLength(value)), Buffer.from(value)]),
);

/** Cuts a stream of bytes into messages. */
export class MessageReader {
	/** The next message is a startup packet, which has no letter. */
	isStarting: boolean;
	#rest: Buffer = Buffer.alloc(0);

	constructor(isStarting: boolean) {
		this.isStarting = isStarting;
	}

	push(chunk: Buffer): void {
		this.#rest = Buffer.concat([this.#rest, chunk]);
	}

	/** The next message, if all of it is there. */
	next(): Message | undefined {
		const head = this.isStarting ? 0 : 1;
		if (this.#rest.length < head + 4) {
			return undefined;
		}

		const end = head + this.#rest.readInt32BE(head);
		if (this.#rest.length < end) {
			return undefined;
		}

		const message = {type: this.#rest.toString('latin1', 0, head), body: this.#rest.subarray(head + 4, end)};
		this.#rest = this.#rest.subarray(end);
		return message;
	}
}
