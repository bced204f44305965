import type {StormEvent} from '../load/events.js';
import type {EventOrigin, TransactionEvent} from '../transactions/events.js';
import type {IsolationLevel} from '../transactions/isolation.js';
import type {Loss} from '../transactions/lost-server.js';
import type {Statement} from '../transactions/statement.js';
import type {Comparison} from './lesson.js';

/** What a check at the end found. Rows are lists of values as text. */
export type Checked = {
	/** What was looked at, in words. */
	readonly says: string;
	readonly expected: ReadonlyArray<readonly string[]> | undefined;
	readonly found: ReadonlyArray<readonly string[]>;
	/** Nothing was expected here, or it is what was found. */
	readonly ok: boolean;
	/** What is wrong with what was found, in words, though the lesson expected it. */
	readonly anomaly?: string | undefined;
};

/** A storm's figure, or a number, that was compared. */
export type ComparedValue = {
	/** The storm that it is a figure of. */
	readonly storm?: string;
	/** Absent where the storm came to nothing, or was left out. */
	readonly value?: number;
};

/** What a comparison of storms came to. */
export type Compared = Pick<Comparison, 'says' | 'figure' | 'is'> & {
	readonly of: ComparedValue;
	readonly than: ComparedValue;
	readonly times: number;
	/** It is as the lesson says, or the lesson says nothing of this server and level. */
	readonly ok: boolean;
};

/**
What a lesson tells beside the events of its transactions; `at` is milliseconds since 1970. A lesson's transaction has the lesson's
run and its session for an id, and its attempts are the session's BEGINs.
*/
export type LessonOwnEvent = {readonly at: number} & (
	/** The tables are there, and the sessions are open; nothing has been sent yet. `inForce` is the level that the server has for the one that was asked for. */
	| {
		readonly type: 'lesson-started';
		readonly lesson: string;
		readonly title: string;
		readonly look: string;
		readonly sessions: readonly string[];
		/** How many steps there are to be held, if all comes out as the lesson says. */
		readonly steps: number;
		readonly isolation: IsolationLevel;
		readonly inForce: string;
		readonly server: string;
	}
	/**
	The gate let a step go; what it does comes next. Counted are those that are held: this is the `step`th of `of`, as far as that is
	known, and what is only said counts no further.
	*/
	| {readonly type: 'lesson-step'; readonly step: number; readonly of: number; readonly session?: string; readonly storm?: string}
	/** Something is explained. */
	| {readonly type: 'lesson-caption'; readonly text: string}
	/** Code is shown. */
	| {readonly type: 'lesson-code'; readonly title: string; readonly lines: readonly string[]}
	/** The room is asked. */
	| {readonly type: 'lesson-question'; readonly text: string; readonly answer: string}
	/** A session's line is about to be treated like that: injected, not the server's doing. */
	| (EventOrigin & {readonly type: 'fault-injected'; readonly fault: string; readonly title: string})
	/** A statement has not been answered, and `by` are the sessions that it waits for; none where the server can't say. */
	| (EventOrigin & {readonly type: 'statement-blocked'; readonly statement: Statement; readonly by: readonly string[]})
	/** The server did something else than the lesson says, at that step; `line` is where that stands in the lesson's file. */
	| {
		readonly type: 'expectation-missed';
		readonly step: number;
		readonly line?: number | undefined;
		readonly session: string;
		readonly statement: Statement;
		readonly expected: string;
		readonly found: string;
	}
	/** At the end something was looked at. */
	| ({readonly type: 'lesson-checked'} & Checked)
	/** At the end storms were compared. */
	| ({readonly type: 'lesson-compared'} & Compared)
	/** It has lost its server, which is asked again after `delay` ms. Once that is back, the lesson may begin anew. */
	| (Loss & {readonly type: 'lesson-lost'; readonly delay: number})
	/** The server answers again. */
	| {readonly type: 'lesson-regained'}
	/** Nothing more comes. `missed` counts what came out otherwise than the lesson says. */
	| {readonly type: 'lesson-ended'; readonly ok: boolean; readonly missed: number}
);

/** What a lesson's storm tells of itself, with its name in the lesson. */
export type LessonStormEvent = StormEvent & {readonly storm: string};

/** Statements of a lesson tell all their rows (20 at most), not only the first. */
export type LessonEvent = LessonOwnEvent | LessonStormEvent | (TransactionEvent & {readonly rows?: ReadonlyArray<readonly string[]>});

export type OnLessonEvent = (event: LessonEvent) => void;
