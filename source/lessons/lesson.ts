import type {IsolationLevel} from '../transactions/isolation.js';

/**
What a statement is to come to. A SQLSTATE is one of the server's codes; `lost` stands for an answer that never came. What is left
out is not checked, but that it succeeds, unless it is said to fail.
*/
export type Outcome = {
	/** It waits for another session before it comes to its end, or doesn't. */
	readonly waits?: boolean | undefined;
	/** It fails, with one of these codes. */
	readonly fails?: readonly string[] | undefined;
	/** It succeeds, or fails with one of these codes: which of the two, the server decides. */
	readonly mayFail?: readonly string[] | undefined;
	/** The rows that it answers, each value as text, in order. */
	readonly rows?: ReadonlyArray<readonly string[]> | undefined;
	/** How many rows it read or changed. */
	readonly count?: number | undefined;
};

/**
Where something goes for: isolation levels and engines by name. Of the levels one has to be in force, of the engines one has to
answer, where any are named. Left out, it goes for all.
*/
export type Where = {
	readonly on?: readonly string[] | undefined;
	readonly notOn?: readonly string[] | undefined;
};

export type Expectation = Outcome & Where;

/** Where in its file something stands; built-in lessons have no lines. */
type Placed = {readonly line?: number | undefined};

/** Whose turn it is; left out with `when`, whether or not statements of that session have failed. */
type Turn = {
	readonly session: string;
	/** Only where statements of that session have failed so far in this lesson, or where none have. */
	readonly when?: 'failed' | 'ok' | undefined;
};

export type StatementStep = Turn & Where & Placed & {
	readonly type: 'statement';
	/** `BEGIN` alone takes the lesson's isolation level. */
	readonly sql: string;
	/** What stands in the session's lane instead of a statement that is too long for it. */
	readonly say?: string | undefined;
	/** The first that goes for this server and level counts. */
	readonly expect?: readonly Expectation[] | undefined;
	/** It finds out what became of a COMMIT that nobody heard of: what it answers says that it was done. */
	readonly settles?: 'rows' | 'no rows' | undefined;
};

export const lessonFaults = {
	'lose-answer': 'the next answer is lost, and the line with it',
	cut: 'the line is cut',
	reconnect: 'a new connection',
} as const;

export type LessonFault = keyof typeof lessonFaults;

/** One thing that happens in a lesson, in its order. */
export type Step =
	| StatementStep
	/** Something happens to a session's line. */
	| Turn & Where & Placed & {readonly type: 'fault'; readonly fault: LessonFault}
	/** A session waits as the backoff policy has it, after as many failures as it has met. */
	| Turn & Where & Placed & {readonly type: 'backoff'}
	/** Said between two statements. */
	| Where & Placed & {readonly type: 'caption'; readonly text: string}
	/** Code that explains what is sent. Shown, never run. */
	| Where & Placed & {readonly type: 'code'; readonly title: string; readonly lines: readonly string[]}
	/** Asked before the next statement is sent; answered when somebody wants to know, or at the end. */
	| Where & Placed & {readonly type: 'question'; readonly text: string; readonly answer: string};

/** What has to be true at the end. */
export type Check = Placed & {
	/** What is looked at, in words. */
	readonly says: string;
	/** A query; without one, the codes that statements failed with are looked at, one in each row, sorted. */
	readonly query?: string | undefined;
	/** The first that goes for this server and level counts. */
	readonly expect: ReadonlyArray<Where & {readonly rows: ReadonlyArray<readonly string[]>}>;
};

/** A scripted interleaving of sessions, as data: no code in it. */
export type Lesson = {
	readonly name: string;
	readonly title: string;
	/** What to look for. */
	readonly look: string;
	/** Those that it can be played at. */
	readonly levels: readonly IsolationLevel[];
	/** Those that it is played at, one after the other, unless one is asked for. */
	readonly rounds: readonly IsolationLevel[];
	/** Run one by one before anything else, in a schema that is the lesson's own. */
	readonly setup: readonly string[];
	/** From left to right. */
	readonly sessions: readonly string[];
	readonly steps: readonly Step[];
	readonly checks: readonly Check[];
};
