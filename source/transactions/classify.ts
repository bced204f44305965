import {engines, readReason} from '../database/engines/index.js';
import type {Failure, Phase, Verdict} from './failure.js';
import type {Statement} from './statement.js';

/** The server rolled the transaction back; all of it, from BEGIN, is worth running again. */
const rolledBack = new Set(engines.flatMap(({retryable}) => retryable));

/** The connection or the session ended. Worth another attempt on a new connection while COMMIT has not been sent. */
const sessionEnded: ReadonlyMap<string, string> = new Map([
	['08000', 'connection_exception'],
	['08001', 'sqlclient_unable_to_establish_sqlconnection'],
	['08003', 'connection_does_not_exist'],
	['08004', 'sqlserver_rejected_establishment_of_sqlconnection'],
	['08006', 'connection_failure'],
	['25P03', 'idle_in_transaction_session_timeout'],
	['53300', 'too_many_connections'],
	['57P01', 'admin_shutdown'],
	['57P02', 'crash_shutdown'],
	['57P03', 'cannot_connect_now'],
]);

/** The server itself does not know whether it committed. */
const unknownToServer: ReadonlyMap<string, string> = new Map([
	['08007', 'transaction_resolution_unknown'],
	['40003', 'statement_completion_unknown'],
]);

/** CockroachDB: the COMMIT was done, though a change of the schema in it was not. To call that "not committed" would be wrong. */
const doneAllTheSame = 'XXA00';

/** Codes of Node's own errors that say that the connection is gone, or was never there. A server that restarts takes its Unix socket away: ENOENT. */
const connectionCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'ENOENT']);

/** True for a SQLSTATE or a code of Node's that says that the connection, or the server behind it, is gone or was never there. */
export const isConnectionLost = (code: string): boolean => sessionEnded.has(code) || connectionCodes.has(code);

type ErrorFields = Error & {
	readonly code?: string;
	readonly detail?: string;
	readonly hint?: string;
	/** Only what the server sent has one. */
	readonly severity?: string;
};

/** True for an error that the server sent: only then is `code` a SQLSTATE, and only then is the connection still good. */
export const isServerError = (error: unknown): error is ErrorFields & {readonly code: string} =>
	error instanceof Error && 'severity' in error && typeof error.severity === 'string'
	&& 'code' in error && typeof error.code === 'string';

/** True for a conflict with another transaction: the server rolled this one back, and it is worth running again. */
export const isConflict = ({verdict, code = ''}: Failure): boolean => verdict === 'retry' && rolledBack.has(code);

/** True when nothing, not even a ROLLBACK, gets through on that connection any more. */
export const endsSession = (error: unknown): boolean => !isServerError(error) || sessionEnded.has(error.code);

/** True for in_failed_sql_transaction: what each statement is told after one that failed. */
export const followsFailure = (error: unknown): boolean => isServerError(error) && error.code === '25P02';

/** Where Node tried several addresses, only the errors inside say anything. */
const messageOf = (error: Error): string => {
	const inside: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
	return error.message === '' ? inside.map(each => each instanceof Error ? each.message : String(each)).join('; ') : error.message;
};

const serverVerdict = (code: string, phase: Phase): Verdict => {
	if (rolledBack.has(code)) {
		return 'retry';
	}

	if (unknownToServer.has(code)) {
		return 'ambiguous';
	}

	if (code === doneAllTheSame) {
		return phase === 'commit' ? 'ambiguous' : 'final';
	}

	if (sessionEnded.has(code)) {
		return phase === 'commit' ? 'ambiguous' : 'retry';
	}

	return 'final';
};

/** For what the driver or Node threw: the server said nothing, so once COMMIT was sent nobody knows. */
const driverVerdict = (error: ErrorFields, phase: Phase): Verdict => {
	if (phase === 'commit') {
		return 'ambiguous';
	}

	if (error.code !== undefined) {
		return connectionCodes.has(error.code) ? 'retry' : 'final';
	}

	// A lost connection and a timeout have no code in pg. A mistake in the call is told apart by its class.
	return error instanceof TypeError || error instanceof RangeError ? 'final' : 'retry';
};

/**
Judges what a statement, or the asking for a connection, threw. It goes by SQLSTATE and phase, never by the words of the
message and never by the class prefix: 40003 begins with "40" as well.

Codes: PostgreSQL documentation, appendix "Error Codes"; CockroachDB documentation, "Transaction Retry Error Reference".
*/
export const classify = (error: unknown, phase: Phase, statement?: Statement): Failure => {
	const fields: ErrorFields = error instanceof Error ? error : new Error(String(error));
	const verdict = isServerError(error) ? serverVerdict(error.code, phase) : driverVerdict(fields, phase);
	const reason = readReason(fields.message, fields.detail);
	return {
		phase,
		verdict,
		message: messageOf(fields),
		...(fields.code !== undefined && {code: fields.code}),
		...(fields.detail !== undefined && {detail: fields.detail}),
		...(fields.hint !== undefined && {hint: fields.hint}),
		...(reason !== undefined && {reason}),
		...(statement && {statement}),
	};
};
