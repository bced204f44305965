import type pg from 'pg';

/** A statement that is sent along with others. Values as text. */
export type Together = {
	readonly text: string;
	/** Prepares it under this name, once on each connection. */
	readonly name?: string;
	readonly values?: readonly string[];
};

/** What one of them was answered with. */
export type TogetherResult = {
	/** The server's command tag, for example `UPDATE 1`. */
	readonly tag: string;
	/** As text, column by column. */
	readonly rows: ReadonlyArray<ReadonlyArray<string | null>>;
};

/** What is asked of a client: one of pg's that doesn't pipeline by itself fits. */
export type TogetherClient = {
	query(statements: pg.Submittable): unknown;
};

type Callback = (error: Error | null, results?: TogetherResult[]) => void;

/** What is prepared on which connection. */
const prepared = new WeakMap<pg.Connection, Set<string>>();

const preparedOn = (connection: pg.Connection): Set<string> => {
	const names = prepared.get(connection) ?? new Set();
	prepared.set(connection, names);
	return names;
};

/** What pg calls a submittable: pg hands it the connection when its turn comes, and then what the server answers. */
class Statements {
	callback: Callback;
	readonly #statements: readonly Together[];
	readonly #results: TogetherResult[] = [];
	#rows: Array<Array<string | null>> = [];
	#names = new Set<string>();

	constructor(statements: readonly Together[], callback: Callback) {
		this.#statements = statements;
		this.callback = callback;
	}

	submit(connection: pg.Connection): void {
		const names = preparedOn(connection);
		connection.stream.cork();
		for (const {text, name = '', values = []} of this.#statements) {
			if (!names.has(name)) {
				// It may be there all the same, of a time when something behind it failed. To close what isn't there is no error.
				connection.close({type: 'S', name}, true);
				connection.parse({text, name, types: []}, true);
			}

			connection.bind({statement: name, values: [...values]}, true);
			connection.execute({}, true);
		}

		connection.sync();
		connection.stream.uncork();
		this.#names = names;
	}

	handleDataRow({fields}: {readonly fields: Array<string | null>}): void {
		this.#rows.push(fields);
	}

	handleCommandComplete({text}: {readonly text: string}): void {
		this.#results.push({tag: text, rows: this.#rows});
		this.#rows = [];
	}

	handleReadyForQuery(): void {
		for (const {name = ''} of this.#statements) {
			if (name !== '') {
				this.#names.add(name);
			}
		}

		this.callback(null, this.#results);
	}

	handleError(error: Error): void {
		this.callback(error);
	}
}

/**
Sends several statements in one write and waits once for all answers. There is one Sync, at the end: what stands behind a
statement that fails is not run, so that nothing runs outside the transaction whose BEGIN failed.

Source: PostgreSQL documentation, "Frontend/Backend Protocol", Extended Query and Pipelining.

@throws What the first one that failed was answered with.
*/
export const sendTogether = async (client: TogetherClient, statements: readonly Together[]): Promise<TogetherResult[]> => new Promise((resolve, reject) => {
	client.query(new Statements(statements, (error, results = []) => {
		if (error) {
			reject(error);
		} else {
			resolve(results);
		}
	}));
});
