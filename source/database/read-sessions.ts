import type {Database} from './connect.js';
import type {Ask, ServerSessions} from './sessions/sessions.js';

/** Asks over the reader's connection: no transaction has to wait for that. What the server refuses is an answer too. */
const asking = ({reader}: Database): Ask => async statement => {
	try {
		const {rows} = await reader.query<Record<string, string | null>>({text: statement, types: {getTypeParser: () => String}});
		return {rows};
	} catch (error) {
		if (error instanceof Error && 'severity' in error && 'code' in error && typeof error.code === 'string') {
			return {refused: {code: error.code, message: error.message}};
		}

		throw error;
	}
};

const unknown = (title: string): string => `${title} takes no locks: nobody waits, and who commits second is told so at COMMIT.`;

/**
Who is there of the bank's programs, and who waits for whom. Costs nothing until it is asked.

@throws What isn't an answer of the server's.
*/
export const readSessions = async (database: Database): Promise<ServerSessions> => {
	const {title, contention} = database.server.engine;
	return contention ? contention.sessions(asking(database)) : {sessions: [], notes: [unknown(title)]};
};

/** What the server has counted of conflicts so far, in sentences. */
export const readCounts = async (database: Database): Promise<readonly string[]> => {
	const {title, contention} = database.server.engine;
	return contention ? contention.counted(asking(database)) : [unknown(title)];
};
