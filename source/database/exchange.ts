import pg from 'pg';

/** A column of an answer, and how its text is read. */
export type Column = {readonly name: string; readonly read: (text: string) => unknown};

/** A statement on its way. All of its values are text. */
export type Part = {
	readonly text: string;
	readonly values: readonly string[];
	/** Prepared under this name; empty where it isn't. */
	readonly name: string;
};

/** What is prepared on a connection, by its name, with what it answers with where that is known: then the server isn't asked again. */
export type Prepared = Map<string, readonly Column[] | undefined>;

/** What statements are answered with. */
export type Answer = {
	readonly rows: Array<Record<string, unknown>>;
	readonly rowCount: number | null;
	/** The first word of the server's command tag. */
	readonly command: string;
};

/** Hears what becomes of an exchange. */
export type Listener = {
	/** It is this one's turn: what the server says from now on is meant for it. */
	submitted(exchange: Exchange): void;
	/** The answer to the last statement. */
	answered(answer: Answer): void;
	failed(error: Error): void;
};

const isReader = (value: unknown): value is Column['read'] => typeof value === 'function';

/** How pg reads a type. */
const readerOf = (dataTypeID: number): Column['read'] => {
	const reader: unknown = pg.types.getTypeParser(dataTypeID, 'text');
	return isReader(reader) ? reader : String;
};

/** `UPDATE 1`, `INSERT 0 1`, `COMMIT`. */
const readTag = (tag: string): Pick<Answer, 'command' | 'rowCount'> => {
	const [command = '', ...counts] = tag.split(' ');
	const count = Number(counts.at(-1));
	return {command, rowCount: counts.length === 0 || Number.isNaN(count) ? null : count};
};

/**
Statements that are sent in one write, with one Sync behind them, as pg is given them to submit: the way of pg's own queries, of
which a third is saved here, since every statement of a transfer goes it. pg calls its methods with what the server answers.
*/
export class Exchange {
	/** What pg's timer for the statement calls, too. */
	callback: (error: Error | null) => void;
	readonly #parts: readonly Part[];
	readonly #prepared: Prepared;
	readonly #listener: Listener;
	/** Those whose Parse has not been answered. */
	readonly #parsing: Part[] = [];
	#answering = 0;
	#columns: readonly Column[] = [];
	#answer: Answer = {rows: [], rowCount: null, command: ''};

	constructor(parts: readonly Part[], prepared: Prepared, listener: Listener) {
		this.#parts = parts;
		this.#prepared = prepared;
		this.#listener = listener;
		this.callback = error => {
			if (error) {
				listener.failed(error);
			} else {
				listener.answered(this.#answer);
			}
		};
	}

	submit(connection: pg.Connection): void {
		this.#listener.submitted(this);
		connection.stream.cork();
		for (const part of this.#parts) {
			const {text, values, name} = part;
			if (!this.#prepared.has(name)) {
				connection.parse({text, name, types: []}, true);
				this.#parsing.push(part);
			}

			connection.bind({statement: name, values: [...values]}, true);
			if (!this.#prepared.get(name)) {
				connection.describe({type: 'P', name: ''}, true);
			}

			connection.execute({}, true);
		}

		connection.sync();
		connection.stream.uncork();
		this.#begin();
	}

	handleParseComplete(): void {
		const part = this.#parsing.shift();
		if (part && part.name !== '') {
			this.#prepared.set(part.name, undefined);
		}
	}

	handleRowDescription({fields}: {readonly fields: ReadonlyArray<{readonly name: string; readonly dataTypeID: number}>}): void {
		this.#columns = fields.map(({name, dataTypeID}) => ({name, read: readerOf(dataTypeID)}));
	}

	handleDataRow({fields}: {readonly fields: ReadonlyArray<string | null>}): void {
		const row: Record<string, unknown> = {};
		for (const [index, {name, read}] of this.#columns.entries()) {
			const text = fields[index] ?? null;
			row[name] = text === null ? null : read(text);
		}

		this.#answer.rows.push(row);
	}

	handleCommandComplete({text}: {readonly text: string}): void {
		const part = this.#parts[this.#answering];
		if (part && part.name !== '') {
			this.#prepared.set(part.name, this.#columns);
		}

		this.#answering++;
		if (this.#answering < this.#parts.length) {
			this.#begin();
			return;
		}

		this.#answer = {rows: this.#answer.rows, ...readTag(text)};
	}

	handleReadyForQuery(): void {
		this.callback(null);
	}

	handleError(error: Error): void {
		this.callback(error);
	}

	/** Awaits the answer to the next part. */
	#begin(): void {
		this.#columns = this.#prepared.get(this.#parts[this.#answering]?.name ?? '') ?? [];
		this.#answer = {rows: [], rowCount: null, command: ''};
	}
}
