/** One session, as the server tells of it. */
export type ServerSession = {
	/** The server's own name for it: a process id, or CockroachDB's session id. */
	readonly id: string;
	/** The node that serves it, where there are nodes. */
	readonly node?: string;
	/** Its application_name. */
	readonly program: string;
	/** Undefined where the user may not see it. */
	readonly state?: 'active' | 'in transaction' | 'idle' | undefined;
	/** The statement that it runs, or ran last; undefined where the user may not see it. */
	readonly statement?: string | undefined;
	/** How long it has been so, in ms. */
	readonly since?: number | undefined;
	/** The sessions that it waits for, by their ids. */
	readonly waitsFor: readonly string[];
};

export type ServerSessions = {
	/** Those of the bank's programs, and whoever they wait for. */
	readonly sessions: readonly ServerSession[];
	/** What can't be told and why, in sentences. */
	readonly notes: readonly string[];
};

/** As text, all of it: what types a column has differs from version to version. */
type Row = Readonly<Record<string, string | null>>;

/** What a server said to a question: rows, or that it won't tell. */
export type Told =
	| {readonly rows: readonly Row[]}
	| {readonly refused: {readonly code: string; readonly message: string}};

/** Asks the server something that it may refuse. */
export type Ask = (statement: string) => Promise<Told>;

/** How an engine tells who is there, and who waits for whom. */
export type SessionReading = {
	sessions(ask: Ask): Promise<ServerSessions>;
	/** What the server has counted of conflicts, in sentences. */
	counted(ask: Ask): Promise<readonly string[]>;
};

/** The application_name of the bank's programs. */
export const programName = 'backoff-bank';

/** A column's text; undefined where it has none. */
export const textOf = (row: Row, column: string): string | undefined => {
	const value = row[column];
	return value === null || value === '' ? undefined : value;
};
