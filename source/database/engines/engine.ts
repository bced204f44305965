import type {SessionReading} from '../sessions/sessions.js';

/** What a connection tells of the server behind it. */
export type ServerSigns = {
	/** What it said at the start of the connection, by parameter. */
	readonly greeting: ReadonlyMap<string, string>;
	/** What `SELECT version()` answered; empty where it has not been asked. */
	readonly version: string;
	readonly host: string;
};

/** How long things may take on a connection for transactions, in ms. */
export type Limits = {
	/** One statement. */
	readonly statement: number;
};

/** A setting of a session's. A server that refuses it is used without it. */
export type Setting = {
	readonly name: string;
	/** As SET takes it. */
	readonly value: string;
	/** What it is for, in words for people. */
	readonly purpose: string;
};

/** How one session is ended from another one. */
export type SessionEnding = {
	/** Asked on the session that is to end: answers one row with one column, its id. */
	readonly ask: string;
	/** Ends the session of that id. */
	end(id: string): string;
};

/** How long a pause may hold a transaction open. */
export type Holding = {
	/** In ms: less than the server gives it, so that it ends in order. */
	readonly longest: number;
	/** From when that counts. */
	readonly since: 'last-statement' | 'begin';
};

/** A place of its own for tables, made for a while. Names are such as need no quotes. */
export type ScratchPlace = {
	/** What the server calls it. */
	readonly what: 'schema' | 'database';
	/** Which right it takes to make one, as somebody who may gives it. */
	readonly right: string;
	create(name: string): string;
	/** From now on a session looks for tables there, and makes them there. */
	enter(name: string): string;
	/** Takes it away, with all that is in it. */
	drop(name: string): string;
};

/** How it is found out who waits for whom. */
export type LockWaits = {
	/** Asked on a session: answers one row with one column, its id. */
	readonly ask: string;
	/** Asked on another one: a row with the id of each session that the one of that id waits for. */
	blockers(id: string): string;
};

/** What differs from engine to engine. */
export type Engine = {
	/** For data, for example `postgresql`. */
	readonly name: string;
	/** For people, for example `PostgreSQL`. */
	readonly title: string;
	/** The server's version when it is one of these, undefined when it is not. */
	recognise(signs: ServerSigns): string | undefined;
	/** The SQLSTATEs that say: rolled back, and all of it, from BEGIN, is worth running again. */
	readonly retryable: readonly string[];
	/** Where its messages name the cause of such a failure, in a group `reason`. For showing only: no decision hangs on it. */
	readonly reasons: readonly RegExp[];
	/** Parts of its messages that say nothing to people: addresses, timestamps, internals. */
	readonly noise?: readonly RegExp[];
	/** What each of those causes means, in a plain sentence: the first whose pattern fits. */
	readonly meanings: ReadonlyArray<readonly [reason: RegExp, sentence: string]>;
	/** What an administrator runs so that an isolation level is really there, where it is not unless asked for. */
	readonly levelRemedies?: Readonly<Partial<Record<string, string>>>;
	/** What its retryable codes mean, in plain sentences behind their names. */
	readonly codes: Readonly<Record<string, string>>;
	/** What a message tells more exactly than its code does, in plain sentences: the first whose pattern fits. For showing only, as the causes are. */
	readonly messages?: ReadonlyArray<readonly [message: RegExp, sentence: string]>;
	/** Causes with which no other transaction need have been in the way. */
	readonly alone: readonly RegExp[];
	/** Causes that are a deadlock, or may be one, where that has no code of its own. */
	readonly deadlocks: readonly RegExp[];
	/** The one isolation level that BEGIN takes, where it takes no other. */
	readonly onlyLevel?: 'repeatable read';
	/** The savepoint after whose rollback a transaction that met a conflict may be run again; undefined where that cures nothing. */
	readonly restartSavepoint?: string;
	/** Asked on a session: answers one row with one column, the cluster's name for the node that serves it. Undefined where there is but one server. */
	readonly askNode?: string;
	/** How it tells who waits for whom; undefined where nobody waits for anybody. */
	readonly contention?: SessionReading | undefined;
	/** Undefined where no session can end another one. */
	readonly sessionEnding?: SessionEnding | undefined;
	/** Undefined where nobody can be asked who waits for whom. */
	readonly lockWaits?: LockWaits | undefined;
	readonly holding: Holding;
	/** Set on each connection for transactions, as far as the server takes them. */
	settings(limits: Limits): readonly Setting[];
	/** Run once on the connection that only reads, so that its reads get in no writer's way. */
	readonly readerSettings: readonly string[];
	/** Stands behind FROM in a read that must get in no writer's way; may be empty. */
	readonly asOf: string;
	/** How long after it was committed everything is seen by such a read, in ms. */
	readonly behind: number;
	/** Whether that version has CREATE SCHEMA. */
	hasSchemas(version: string): boolean;
	/** Where tables that are soon to go can have any names, on that version. */
	scratchPlace(version: string): ScratchPlace;
	/** Whether several schema statements can be one transaction. */
	readonly transactionalSchema: boolean;
	/** As many rows one transaction may write; undefined where nobody counts them. */
	readonly mostRows?: number;
	/** Whether it has TRUNCATE. */
	readonly hasTruncate: boolean;
	/** Whether its settings say how many connections it takes. */
	readonly tellsConnections: boolean;
	/** Whether SELECT … FOR UPDATE makes others wait. */
	readonly hasRowLocks: boolean;
};

/** The version number in a text such as `PostgreSQL 18.4 on x86_64`. */
export const versionAfter = (text: string, words: RegExp): string | undefined => {
	const match = words.exec(text);
	return match ? /v?(?<version>\d+(?:\.\d+)*)/v.exec(text.slice(match.index + match[0].length))?.groups?.['version'] ?? 'unknown' : undefined;
};
