import {cancelStatement} from './cancel-statement.js';
import type {Database} from './connect.js';
import {wireOf} from './wire.js';

/** What a statement came to. */
export type Answer = {
	/** In the order of the columns. */
	readonly columns: readonly string[];
	readonly rows: ReadonlyArray<Readonly<Record<string, unknown>>>;
	/** Rows that were read or changed. */
	readonly count: number;
	/** The first word of the server's command tag: COMMIT of a failed transaction answers ROLLBACK. */
	readonly command: string;
};

/** One session of a server's, on a connection of its own, for whoever decides statement by statement. */
export type ServerSession = {
	/** What the server calls it; undefined where it can't say who waits for whom. */
	readonly id: string | undefined;
	/** Sends a statement. One at a time. Rejects with the server's error, or with the driver's when the line was lost. */
	query(text: string): Promise<Answer>;
	/** What the server last said: `I` outside a transaction, `T` in one, `E` in a failed one. */
	status(): string | undefined;
	/** The next answer is lost, and the line with it: the server has done what it was asked. */
	loseAnswer(): void;
	/** Ends the line; what was open is rolled back. Resolves when this side has heard of it. */
	cut(): Promise<void>;
	/** Cancels what it runs, ends the connection; never rejects. */
	close(): Promise<void>;
};

type SessionOptions = {
	/** The scratch place where tables are looked for and made. */
	readonly schema?: string;
};

/** How long cancelling may take, in ms. */
const grace = 500;

const firstValue = (row: Readonly<Record<string, unknown>> | undefined): string => String(Object.values(row ?? {})[0]);

/** Opens a session. Its line can be cut, and answers can be lost on it. */
export const openServerSession = async (
	{wired, server: {engine: {lockWaits, scratchPlace}, version}}: Pick<Database, 'wired' | 'server'>,
	{schema}: SessionOptions = {},
): Promise<ServerSession> => {
	const client = await wired.connect();
	let running: Promise<unknown> | undefined;
	let isOver = false;
	const ask = async (text: string): Promise<Answer> => {
		const sent = client.query<Record<string, unknown>>(text);
		running = sent;
		try {
			const results = await sent;
			// Several statements in one text give several results, and the last one counts.
			const {rows, fields, rowCount, command} = Array.isArray(results) ? results.at(-1) as typeof results : results;
			return {columns: fields.map(({name}) => name), rows, count: rowCount ?? 0, command};
		} finally {
			running = undefined;
		}
	};

	const end = () => {
		if (isOver) {
			return;
		}

		isOver = true;
		client.release(true);
	};

	client.on('error', () => undefined);
	try {
		if (schema !== undefined) {
			await ask(scratchPlace(version).enter(schema));
		}

		const told = lockWaits && await ask(lockWaits.ask);
		const id = told && firstValue(told.rows[0]);
		return {
			id,
			query: ask,
			status: () => client.getTransactionStatus?.() ?? undefined,
			loseAnswer() {
				wireOf(client)?.loseAnswer();
			},
			async cut() {
				await wireOf(client)?.cut();
				end();
			},
			async close() {
				if (running) {
					await cancelStatement(client, grace);
				}

				end();
			},
		};
	} catch (error) {
		end();
		throw error;
	}
};

/**
The ids of the sessions that a session waits for, asked from outside, so that it disturbs nobody; none while it doesn't wait.

Source: PostgreSQL's isolationtester (src/test/isolation/isolationtester.c) tells blocked steps by the same function.
*/
export const waitsFor = async ({reader, server: {engine: {lockWaits}}}: Pick<Database, 'reader' | 'server'>, id: string): Promise<string[]> => {
	if (!lockWaits) {
		return [];
	}

	const {rows} = await reader.query<Record<string, unknown>>(lockWaits.blockers(id));
	return rows.map(row => firstValue(row));
};
