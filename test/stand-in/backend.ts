import {Buffer} from 'node:buffer';
import {connect, type Socket} from 'node:net';
import {encode, int16, int32, MessageReader, readError, readText, type Message, type ServerErrorFields} from './messages.js';

/** A statement on its way: as text alone, or with what Parse and Bind say of it. */
export type Request = {
	readonly sql: string;
	/** Of an extended query: the parameter types of Parse, and all of Bind behind its two names. */
	readonly extended?: {readonly types: Buffer; readonly bind: Buffer} | undefined;
};

/** What a statement came to. */
export type Answer = {
	/** The whole RowDescription; undefined where there are no columns. */
	readonly description?: Buffer | undefined;
	/** Whole DataRows. */
	readonly rows: readonly Buffer[];
	readonly tag?: string | undefined;
	readonly error?: ServerErrorFields | undefined;
};

export type BackendPlace = {
	/** The directory of the Unix socket. */
	readonly host: string;
	readonly port: number;
	readonly user: string;
	readonly database: string;
};

export const socketIn = ({host, port}: Pick<BackendPlace, 'host' | 'port'>): string => `${host}/.s.PGSQL.${port}`;

/** One session of the PostgreSQL behind the stand-in. */
export class Backend {
	/** As PostgreSQL's last ReadyForQuery had it: `I`, `T` or `E`. */
	status = 'I';
	processId = 0;
	secretKey = 0;
	readonly #socket: Socket;
	readonly #reader = new MessageReader(false);
	readonly #waiting: Array<{readonly answer: {description?: Buffer; rows: Buffer[]; tag?: string; error?: ServerErrorFields}; readonly resolve: (answer: Answer) => void}> = [];

	private constructor(socket: Socket) {
		this.#socket = socket;
		socket.on('data', chunk => {
			this.#reader.push(chunk);
			for (let message = this.#reader.next(); message; message = this.#reader.next()) {
				this.#hear(message);
			}
		});
	}

	/** Resolves once the session is ready; `error` tells why it isn't. `onEnd` is called when it has ended, however. */
	static async open(place: BackendPlace, parameters: Readonly<Record<string, string>>, onEnd: () => void): Promise<{backend: Backend; error: ServerErrorFields | undefined}> {
		const socket = connect(socketIn(place));
		const backend = new Backend(socket);
		socket.on('error', () => undefined);
		socket.on('close', () => {
			backend.#fail();
			onEnd();
		});
		const {user, database} = place;
		const settings = Object.entries({user, database, ...parameters}).flat();
		const {error} = await backend.#send(encode('', int32(196_608), ...settings, Buffer.alloc(1)));
		return {backend, error};
	}

	get isBusy(): boolean {
		return this.#waiting.length > 0;
	}

	/** Runs one statement, or several in one text: then the answer is the last one's, or the error. */
	async run({sql, extended}: Request): Promise<Answer> {
		return this.#send(extended
			? Buffer.concat([
				encode('P', '', sql, extended.types),
				encode('B', '', '', extended.bind),
				encode('D', Buffer.from('P'), ''),
				encode('E', '', int32(0)),
				encode('S'),
			])
			: encode('Q', sql));
	}

	end(): void {
		this.#socket.destroy();
	}

	async #send(bytes: Buffer): Promise<Answer> {
		const {promise, resolve} = Promise.withResolvers<Answer>();
		this.#waiting.push({answer: {rows: []}, resolve});
		if (this.#socket.destroyed) {
			this.#fail();
		} else {
			this.#socket.write(bytes);
		}

		return promise;
	}

	/** Nothing more will be answered. */
	#fail(): void {
		for (const {answer, resolve} of this.#waiting.splice(0)) {
			resolve({rows: [], error: answer.error ?? {severity: 'FATAL', code: '57P01', message: 'the session behind the stand-in has ended'}});
		}
	}

	#hear({type, body}: Message): void {
		const first = this.#waiting[0];
		if (type === 'K') {
			this.processId = body.readInt32BE(0);
			this.secretKey = body.readInt32BE(4);
		}

		if (!first) {
			return;
		}

		const {answer} = first;
		switch (type) {
			case 'T': {
				answer.description = encode('T', body);
				answer.rows = [];
				break;
			}

			case 'D': {
				answer.rows.push(encode('D', body));
				break;
			}

			case 'C': {
				answer.tag = readText(body).text;
				break;
			}

			case 'E': {
				answer.error ??= readError(body);
				break;
			}

			case 'Z': {
				this.status = body.toString('latin1');
				this.#waiting.shift();
				first.resolve(answer);
				break;
			}

			default: {
				// Notices, and what PostgreSQL tells of itself, are nobody's business.
				break;
			}
		}
	}
}

/** Replaces the type of a column in a RowDescription, and its size. */
export const replaceType = (description: Buffer, from: number, to: {readonly id: number; readonly size: number}): Buffer => {
	const copy = Buffer.from(description);
	let at = 7;
	for (let column = copy.readInt16BE(5); column > 0; column--) {
		const {end} = readText(copy, at);
		if (copy.readInt32BE(end + 6) === from) {
			copy.writeInt32BE(to.id, end + 6);
			int16(to.size).copy(copy, end + 10);
		}

		at = end + 18;
	}

	return copy;
};
