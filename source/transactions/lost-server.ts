import {isConnectionLost} from './classify.js';

/** What was thrown, or why an attempt failed. */
export type Loss = {
	readonly message: string;
	/** A SQLSTATE or a code of Node's, where there is one. */
	readonly code?: string;
};

/** How the driver tells of a connection that is gone, and of a server that doesn't answer: it gives no code for them. */
const gone = /terminated|not queryable|did not answer/v;
const silent = 'timeout';

/** Too many connections: the server is there, and has no room. */
const noRoom = '53300';

/**
What of an error says that the server was lost, for however long: it doesn't answer, lets nobody in, or ended the connection.
Undefined for any other error, which would only come again.
*/
export const serverLossIn = (error: unknown): Loss | undefined => {
	if (!(error instanceof Error)) {
		return undefined;
	}

	const {message} = error;
	if ('code' in error && typeof error.code === 'string') {
		return isConnectionLost(error.code) ? {message, code: error.code} : undefined;
	}

	return gone.test(message) || message.includes(silent) ? {message} : undefined;
};

/** Whether an attempt failed because its connection ended, or because nobody is there. A wait that was too long may have other reasons. */
export const endedConnection = ({code, message}: Loss): boolean => code === undefined ? gone.test(message) : code !== noRoom && isConnectionLost(code);
