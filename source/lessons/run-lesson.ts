import {randomUUID} from 'node:crypto';
import type {Database} from '../database/connect.js';
import {isolationInForce} from '../database/isolation-in-force.js';
import {systemClock} from '../transactions/clock.js';
import type {Place} from './expectations.js';
import type {Lesson} from './lesson.js';
import type {LessonOptions, LessonResult} from './lesson-run.js';
import {Performance} from './performance.js';
import type {Stage} from './player.js';
import {makeScratchSchema} from './scratch-schema.js';

export type {LessonGate, LessonOptions, LessonResult, Missed} from './lesson-run.js';

/**
Plays a lesson once, at one isolation level, on a real server: its statements go over connections of their own, in their order. A
statement that waits for another session's is known to wait, and the others go on.

@throws {LessonUnplayableError} The server, or its user's rights, don't allow it.
@throws The signal's reason; what was made is gone then, too.
*/
export const runLesson = async (lesson: Lesson, database: Database, options: LessonOptions): Promise<LessonResult> => {
	const {isolation, clock = systemClock, onEvent, left = new Set<string>()} = options;
	const level = await isolationInForce(database, isolation);
	const scratch = await makeScratchSchema(database, left);
	const {engine} = database.server;
	const place: Place = {level, engine: engine.name, knowsWaits: engine.lockWaits !== undefined};
	const stage: Stage = {
		database, schema: scratch.name, id: randomUUID(), isolation, clock,
		tell(event) {
			onEvent?.(event);
		},
	};
	try {
		return await new Performance(lesson, stage, place, options).play(scratch);
	} finally {
		await scratch.drop();
	}
};
