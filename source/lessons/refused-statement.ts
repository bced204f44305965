import {endsSession, isServerError} from '../transactions/classify.js';
import {LessonFileError, LessonUnplayableError} from './errors.js';
import type {Lesson} from './lesson.js';

/** A statement that belongs to no session of a lesson, and where it stands. */
type OwnStatement = {
	readonly sql: string;
	/** `setup`, or `checks`. */
	readonly part: string;
	readonly line?: number | undefined;
};

/**
Waits for the answer to a statement that a lesson can't go on without.

@throws {LessonFileError} The server refused it, and it is from a file: the message names its line, the statement and what the server said.
@throws {LessonUnplayableError} The same, of a built-in lesson.
@throws What became of the line, where that was lost.
*/
export const orRefused = async <Answered>(answer: Promise<Answered>, {origin, name}: Pick<Lesson, 'origin' | 'name'>, {sql, part, line}: OwnStatement): Promise<Answered> => {
	try {
		return await answer;
	} catch (error) {
		if (!isServerError(error) || endsSession(error)) {
			throw error;
		}

		const statement = sql.replaceAll(/\s+/gv, ' ').trim().replace(/;$/v, '');
		const refused = `the server refused a statement of "${part}": ${error.message} (${error.code}). The statement is: ${statement}.`;
		throw origin
			? new LessonFileError(`${origin.file}, line ${line ?? 1}: ${refused} Correct it there, and play the lesson again.`, {cause: error})
			: new LessonUnplayableError(`The lesson ${name} can't be played here: ${refused} Another server may take it: leave --url out, and it is played on the embedded PostgreSQL`, {cause: error});
	}
};
