import {randomBytes} from 'node:crypto';
import type {Database} from '../database/connect.js';
import {openServerSession, type ServerSession} from '../database/server-session.js';
import {LessonUnplayableError} from './errors.js';

export type ScratchSchema = {
	readonly name: string;
	/** A session that looks on from outside, and sees its tables. */
	readonly observer: ServerSession;
	/** Takes all of it away. */
	drop(): Promise<void>;
};

/**
Makes a schema that nobody else has: a lesson's tables can have short names there, and nothing else is touched.

@throws {LessonUnplayableError} The server has no schemas, or the user may not make one.
*/
export const makeScratchSchema = async (database: Database): Promise<ScratchSchema> => {
	const {engine, version} = database.server;
	if (!engine.hasSchemas(version)) {
		throw new LessonUnplayableError(`A lesson makes a schema of its own, and ${engine.title} ${version} has none but public. Leave --url out, and it is played on the embedded PostgreSQL`);
	}

	const name = `backoff_bank_lesson_${randomBytes(5).toString('hex')}`;
	try {
		await database.pool.query(`CREATE SCHEMA ${name}`);
	} catch (error) {
		throw new LessonUnplayableError(
			`A lesson makes a schema of its own, and the server refused that: ${error instanceof Error ? error.message : String(error)}.`
			+ ' Let somebody GRANT CREATE ON DATABASE, or leave --url out, and it is played on the embedded PostgreSQL',
			{cause: error},
		);
	}

	const drop = async () => {
		await database.pool.query(`DROP SCHEMA ${name} CASCADE`);
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
