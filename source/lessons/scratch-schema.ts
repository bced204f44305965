import {randomBytes} from 'node:crypto';
import type {Database} from '../database/connect.js';
import {openServerSession, type ServerSession} from '../database/server-session.js';
import {serverLossIn} from '../transactions/lost-server.js';
import {LessonUnplayableError} from './errors.js';

export type ScratchSchema = {
	readonly name: string;
	/** A session that looks on from outside, and sees its tables. */
	readonly observer: ServerSession;
	/** Takes all of it away. */
	drop(): Promise<void>;
};

/**
Makes a schema that nobody else has, or, on a server without schemas, a database: a lesson's tables can have short names there, and
nothing else is touched.

@param left - What could not be dropped before, and is dropped with this one; what can't be dropped now stays in it.
@throws {LessonUnplayableError} The user may not make one.
*/
export const makeScratchSchema = async (database: Database, left = new Set<string>()): Promise<ScratchSchema> => {
	const {engine, version} = database.server;
	const place = engine.scratchPlace(version);
	const name = `backoff_bank_lesson_${randomBytes(5).toString('hex')}`;
	// Its answer may be lost.
	left.add(name);
	try {
		await database.pool.query(place.create(name));
	} catch (error) {
		if (serverLossIn(error)) {
			throw error;
		}

		left.delete(name);
		throw new LessonUnplayableError(
			`A lesson makes a ${place.what} of its own, and the server refused that: ${error instanceof Error ? error.message : String(error)}.`
			+ ` Let somebody ${place.right}, or leave --url out, and it is played on the embedded PostgreSQL`,
			{cause: error},
		);
	}

	const drop = async () => {
		for (const each of left) {
			await database.pool.query(place.drop(each));
			left.delete(each);
		}
	};

	try {
		const observer = await openServerSession(database, {schema: name});
		return {
			name,
			observer,
			async drop() {
				await observer.close();
				await drop();
			},
		};
	} catch (error) {
		await drop();
		throw error;
	}
};
