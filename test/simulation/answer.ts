import {serverError} from '../support/database-errors.js';
import type {CommitSent} from './commit-sent.js';
import type {ServerSession} from './server-session.js';
import type {SimulatedServer} from './simulated-server.js';
import type {Result} from './statements.js';
import type {Fault} from './weather.js';

/** A statement. */
export type Part = {readonly text: string; readonly values: readonly string[]};

/** What a session is asked at once: one statement, or two, of which the second is run only if the first succeeded. */
export type Question = {
	readonly parts: readonly Part[];
	/** For a COMMIT, which comes last. */
	readonly sent: CommitSent | undefined;
};

/** What strikes, and the part that it strikes. */
export type Strike = {readonly fault: Fault; readonly place: number};

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
const answerTo = async (
	{text, values}: Part,
	{session, server, sent}: {readonly session: ServerSession; readonly server: SimulatedServer; readonly sent: CommitSent | undefined},
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

/** What nobody hears of a server that is gone. One for all: an error takes longer to make than to answer. */
const gone = new Error('The server is gone.');

/** What it answers in the end to what has reached it at once; or that it is gone, killed before, between or after. */
export const answerInTurn = async ({parts, sent}: Question, session: ServerSession, server: SimulatedServer, strike?: Strike): Promise<Result | Error> => {
	let answer: Result | Error = gone;
	for (const [place, part] of parts.entries()) {
		const fault = strike?.place === place ? strike.fault : undefined;
		if (fault?.type === 'kill' && fault.when === 'before') {
			server.kill();
			return answer;
		}

		answer = await answerTo(part, {session, server, sent: place === parts.length - 1 ? sent : undefined}, fault);
		if (fault?.type === 'kill' && !session.isGone) {
			server.kill();
			return answer;
		}

		if (answer instanceof Error || session.isGone) {
			return answer;
		}
	}

	return answer;
};
