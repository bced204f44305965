/** What a server sent about an error, as pg hands it on. */
export type ServerError = Error & {
	readonly severity: string;
	readonly code: string;
	readonly detail?: string;
	readonly hint?: string;
};

type Fields = {readonly message?: string; readonly severity?: string; readonly detail?: string; readonly hint?: string};

/** The codes with which PostgreSQL ends the session as well. */
const fatal = new Set(['08000', '08001', '08003', '08004', '08006', '25P03', '53300', '57P01', '57P02', '57P03']);

/** An error of the server's, with its SQLSTATE. */
export const serverError = (code: string, {message = `refused with ${code}`, severity, ...rest}: Fields = {}): ServerError =>
	Object.assign(new Error(message), {severity: severity ?? (fatal.has(code) ? 'FATAL' : 'ERROR'), code, ...rest});

/** What pg throws when the connection ends under a statement: it has no code. */
export const connectionLost = (): Error => new Error('Connection terminated unexpectedly');

/** What pg throws after `query_timeout`: it has no code either, and the client stays blocked. */
export const queryTimeout = (): Error => new Error('Query read timeout');

/** What Node throws about a socket. */
export const socketError = (code: string): Error & {readonly code: string} =>
	Object.assign(new Error(`read ${code}`), {code, syscall: 'read'});
