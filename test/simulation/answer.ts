import {serverError} from '../support/database-errors.js';
import type {CommitSent} from './commit-sent.js';
import type {ServerSession} from './server-session.js';
import type {SimulatedServer} from './simulated-server.js';
import type {Result} from './statements.js';
import type {Fault} from './weather.js';

/** What a session is asked. */
export type Question = {
	readonly text: string;
	readonly values: readonly string[];
	/** For a COMMIT. */
	readonly sent: CommitSent | undefined;
};

/** The errors after which the server doesn't know either whether it committed. */
const unknownToServer: ReadonlySet<string> = new Set(['40003', '08007']);

/** CockroachDB's word for a COMMIT that was done, although a change of the schema in it was not. */
const doneAllTheSame = 'XXA00';

/** The errors that don't tell that a COMMIT was not done. */
export const leavesInDoubt: ReadonlySet<string> = new Set([...unknownToServer, doneAllTheSame]);

/** Does a COMMIT, and tells nobody. */
const commitSilently = (session: ServerSession, sent: CommitSent): void => {
	try {
		session.commit(sent);
	} catch {
		// It could not be serialized: then it is rolled back.
	}
};

/** The server refuses a statement by chance, and with some codes may have done a COMMIT all the same, or do it later. */
const refuse = (code: string, sent: CommitSent | undefined, session: ServerSession, server: SimulatedServer): Error => {
	const error = serverError(code);
	const isFatal = error.severity === 'FATAL';
	const {weather} = server;
	const isUnknown = unknownToServer.has(code);
	if (sent && session.status === 'T' && (isFatal || isUnknown || code === doneAllTheSame) && weather.commitsAllTheSame()) {
		commitSilently(session, sent);
	} else if (sent && session.status === 'T' && isUnknown && weather.decidesLater()) {
		const transaction = session.detach();
		if (transaction) {
			server.decideLater(transaction, () => {
				sent.hasCommitted = true;
			});
		}
	} else {
		session.fail(sent !== undefined);
	}

	if (isFatal) {
		server.end(session);
	}

	return error;
};

/** What the server answers to a statement that has reached it. */
export const answerTo = async (
	{text, values, sent}: Question,
	session: ServerSession,
	server: SimulatedServer,
	fault: Fault | undefined,
): Promise<Result | Error> => {
	if (fault?.type === 'code') {
		return refuse(fault.code, sent, session, server);
	}

	if (fault?.type === 'rolled-back') {
		session.fail(false);
	}

	try {
		return await session.run(text, values, sent);
	} catch (error) {
		return error instanceof Error ? error : new Error(String(error));
	}
};
