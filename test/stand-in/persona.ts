import type {ErrorFields} from './messages.js';

/** An error of the engine's, but for its severity, which is ERROR. */
export type Refusal = Omit<ErrorFields, 'severity'>;

/** Why a transaction has to be run again, and what is filled into the text. */
export type RetryCause = 'write-too-old' | 'serializable' | 'pusher-aborted';

/**
A part of a statement that changes rows and returns none of them. PostgreSQL takes it, no version of CockroachDB does.

Source: its opt/optbuilder, getCTECols; and what people reported, with code and HINT.
*/
export const partWithoutReturning: readonly [pattern: RegExp, refuse: (sql: string) => Refusal] = [
	/^with\s+\w+\s+as\s*\(\s*(?:update|insert|delete)\b(?!.+\breturning\b.+\)\s*(?:select|insert|update|delete)\b)/isv,
	sql => ({code: '0A000', message: `WITH clause "${/\w+/v.exec(sql.slice(4))?.[0] ?? ''}" does not return any columns`, hint: 'missing RETURNING clause?'}),
];

/** Who the stand-in is: every fact about one version that its mechanics go by. */
export type Persona = {
	/** What `version()` answers, and `crdb_version` tells. */
	readonly version: string;
	/** ParameterStatus, beside `application_name` and `crdb_version`. */
	readonly parameterStatus: Readonly<Record<string, string>>;
	readonly users: readonly string[];
	/** Where it is said who may make tables: of schemas, or, where there is but one, of the database. */
	readonly schemaRights: 'schema' | 'database';
	readonly databases: readonly string[];
	/** Undefined: such a database is connected to all the same, and nothing is in it. */
	unknownDatabase?(database: string): Refusal;
	unknownUser(user: string): Refusal;
	/** Whether a key is given with which a statement can be cancelled, and a CancelRequest is heard. */
	readonly hearsCancelRequests: boolean;
	/** The session's process id as `pg_backend_pid()` tells it; undefined: the real one. */
	readonly backendPid: number | undefined;
	/** The level that is in force where another one was asked for. */
	readonly isolation: Readonly<Record<string, string>>;
	/** Statements that are not taken. */
	readonly refusedStatements: ReadonlyArray<readonly [pattern: RegExp, refuse: (sql: string) => Refusal]>;
	/** Whether it has tables that tell of locks and of contention; only administrators see them here. */
	readonly tellsContention: boolean;
	/** Functions of PostgreSQL's that are not there. */
	readonly absentFunctions: readonly string[];
	unknownFunction(name: string): Refusal;
	/** Functions that are there and do nothing, with their parameters' types. */
	readonly stubs: readonly string[];
	/** Settings of the engine's own, which PostgreSQL hasn't got, and their values at first. */
	readonly ownSettings: Readonly<Record<string, string>>;
	/** Settings that are refused, unless nothing is returned; `value` as it stood there, with its quotes. */
	readonly refusedSettings: Readonly<Record<string, (value: string) => Refusal | undefined>>;
	/** The whole text of a retry error; `injected` where a setting asked for it. */
	retryError(cause: RetryCause): Refusal;
	injectedError(setting: string): Refusal;
	/** What `crdb_internal.force_retry` raises. */
	readonly forcedRetry: Refusal;
	/** COMMIT and ROLLBACK outside a transaction; undefined: a warning, which is no error. */
	readonly noTransaction: Refusal | undefined;
	readonly transactionInProgress: Refusal;
	readonly restartNotFirst: Refusal;
	/** A statement after one that failed. */
	readonly transactionAborted: Refusal;
	/** A statement after RELEASE of cockroach_restart. */
	readonly transactionCommitted: Refusal;
	/** AS OF SYSTEM TIME inside an explicit transaction. */
	readonly historicalInTransaction: Refusal;
	/** Whether a schema change commits the transaction that it stands in. */
	readonly autocommitsBeforeSchemaChanges: boolean;
	uniqueViolation(violation: {readonly columns: string; readonly values: string; readonly constraint: string}): Refusal;
	/** `expression` in parentheses, as PostgreSQL prints it. */
	checkViolation(violation: {readonly expression: string; readonly constraint: string}): Refusal;
	/** `near` is the word at which it stopped, and `position` where that is in `sql`, from 0. */
	syntaxError(error: {readonly near: string; readonly sql: string; readonly position: number}): Refusal;
	/** Names of the Go functions that the engine tells of errors which are otherwise as PostgreSQL's, by SQLSTATE. */
	readonly routines: Readonly<Record<string, string>>;
	/** Whole answers where PostgreSQL's would be of another kind. */
	readonly answers: ReadonlyArray<{
		readonly pattern: RegExp;
		readonly columns: readonly string[];
		readonly rows: ReadonlyArray<readonly string[]>;
		readonly tag: string;
	}>;
};

// eslint-disable-next-line unicorn/text-encoding-identifier-case -- PostgreSQL's name of it.
const encoding = 'UTF8';

/** ParameterStatus that no version has changed. */
export const usualParameterStatus = {
	server_encoding: encoding,
	client_encoding: encoding,
	DateStyle: 'ISO, MDY',
	IntervalStyle: 'postgres',
	TimeZone: 'UTC',
	integer_datetimes: 'on',
	standard_conforming_strings: 'on',
} as const;

/** The caret under the place where a statement stopped making sense. */
export const underline = (sql: string, position: number): string => {
	const lines = sql.slice(0, position).split('\n');
	const rest = sql.slice(position).split('\n', 1)[0] ?? '';
	return `source SQL:\n${sql.slice(0, position)}${rest}\n${' '.repeat(lines.at(-1)?.length ?? 0)}^`;
};

const hex = (digits: number): string => Array.from({length: digits}, () => Math.floor(Math.random() * 16).toString(16)).join('');

/** A hybrid logical clock's time, as the engine prints it. */
export const timestamp = (): string => `${Math.floor(Date.now() / 1000)}.${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}`;

/** What differs from error to error in the description of a transaction, and says nothing to a client. */
export const madeUp = () => ({
	id: hex(8),
	key: String.raw`/Table/55/1/"\x00\x00\x00\x00\x00\x00@\x00\x80\x00\x00\x00\x00\x00\x00\x01"/0`,
	priority: (Math.random() / 25).toFixed(8),
	at: timestamp(),
	began: timestamp(),
});
