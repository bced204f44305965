import {MissingPrivilegeError, NoSchemasError, NotOurTablesError} from '../bank/schema.js';
import {TransferRefusedError} from '../bank/refusal.js';
import {AmountError} from '../bank/money.js';
import {DatabaseConnectionError} from '../database/connection-error.js';
import {EmbeddedServerError} from '../database/embedded/errors.js';
import {ConnectionStringError} from '../database/target.js';
import {LessonFileError, LessonUnplayableError} from '../lessons/errors.js';
import {OutcomeUnknownError, RetriesExhaustedError} from '../transactions/errors.js';
import {RecordingError} from '../recording/read-recording.js';
import {NewFileError} from '../recording/new-file.js';
import {SettingError} from '../settings.js';

/** What the program's exit code says. */
export const exitCodes = {
	done: 0,
	ourFault: 1,
	usage: 2,
	noConnection: 3,
	invariantBroken: 4,
	retriesExhausted: 5,
	outcomeUnknown: 6,
	refused: 7,
	/** Ended by a signal: 128 and the signal's number. */
	signal: (number: number): number => 128 + number,
} as const;

/** What was typed can't be meant. */
export class UsageError extends Error {
	override name = 'UsageError';
}

type ErrorClass = abstract new (...parameters: never[]) => Error;

const codes: ReadonlyArray<readonly [readonly ErrorClass[], number]> = [
	[[UsageError, SettingError, AmountError, ConnectionStringError, NoSchemasError, NewFileError, RecordingError, LessonFileError], exitCodes.usage],
	[[DatabaseConnectionError, EmbeddedServerError, NotOurTablesError, MissingPrivilegeError, LessonUnplayableError], exitCodes.noConnection],
	[[RetriesExhaustedError], exitCodes.retriesExhausted],
	[[OutcomeUnknownError], exitCodes.outcomeUnknown],
	[[TransferRefusedError], exitCodes.refused],
];

/** The exit code that an error ends the program with. */
export const exitCodeOf = (error: unknown): number =>
	codes.find(([classes]) => classes.some(each => error instanceof each))?.[1] ?? exitCodes.ourFault;
