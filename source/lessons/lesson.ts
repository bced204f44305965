import type {IsolationLevel} from '../transactions/isolation.js';
import type {StormFigureName} from './storm-figures.js';

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

/** Clients that all want the same few accounts, on tables of the lesson's own, which are new for each storm. Times in ms. */
export type StormStep = Where & Placed & {
	readonly type: 'storm';
	/** Of all storms of a lesson the only one of that name: comparisons go by it. */
	readonly name: string;
	/** By their names. */
	readonly cure: string;
	readonly policy: string;
	readonly base: number;
	readonly cap: number;
	readonly clients: number;
	readonly accounts: number;
	/** How many of them everybody wants, as `--hot` has it. Default: `all`. */
	readonly hot?: string | undefined;
	/** How long it goes on; with `each`, at most. */
	readonly duration: number;
	/** It is over when each client has made so many transfers. */
	readonly each?: number | undefined;
	/** How long every statement but BEGIN is on its way. */
	readonly gap?: number | undefined;
};

/** One thing that happens in a lesson, in its order. */
export type Step =
	| StatementStep
	/** Something happens to a session's line. */
	| Turn & Where & Placed & {readonly type: 'fault'; readonly fault: LessonFault}
	/** A session waits as the backoff policy has it, after as many failures as it has met. */
	| Turn & Where & Placed & {readonly type: 'backoff'}
	| StormStep
	/** Said between two statements. */
	| Where & Placed & {readonly type: 'caption'; readonly text: string}
	/** Code that explains what is sent. Shown, never run. */
	| Where & Placed & {readonly type: 'code'; readonly title: string; readonly lines: readonly string[]}
	/** Asked before the next statement is sent; answered when somebody wants to know, or at the end. */
	| Where & Placed & {readonly type: 'question'; readonly text: string; readonly answer: string};

/** What holds up until it is let go: the others are only said, and go along with what was before them. */
const heldTypes: ReadonlySet<Step['type']> = new Set(['statement', 'fault', 'backoff', 'storm']);

export const isHeld = ({type}: Pick<Step, 'type'>): boolean => heldTypes.has(type);

/** What has to be true at the end. */
export type Check = Placed & {
	/** What is looked at, in words. */
	readonly says: string;
	/** A query; without one, the codes that statements failed with are looked at, one in each row, sorted. */
	readonly query?: string | undefined;
	/** The first that goes for this server and level counts. */
	readonly expect: ReadonlyArray<Where & {
		readonly rows: ReadonlyArray<readonly string[]>;
		/** What is wrong with these rows, in words, where the lesson shows how something goes wrong: they are to be expected, and not good. */
		readonly anomaly?: string | undefined;
	}>;
};

/** What a figure of one storm has to be, beside that of another one or a number. */
export type Comparison = Placed & Where & {
	/** What is looked at, in words. */
	readonly says: string;
	readonly figure: StormFigureName;
	/** The storm that has to have more of it, or less. */
	readonly of: string;
	readonly is: 'more' | 'less';
	/** Another storm, or a number in the figure's unit. */
	readonly than: string | number;
	/** So many times as much. Default: 1. */
	readonly times?: number | undefined;
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
	/** The file that it is from, and where in it each statement of `setup` stands; built-in lessons have none. */
	readonly origin?: {readonly file: string; readonly setup: readonly number[]} | undefined;
	/** From left to right; none where all steps are storms. */
	readonly sessions: readonly string[];
	readonly steps: readonly Step[];
	readonly checks: readonly Check[];
	/** Of storms; where there are none, of nothing. */
	readonly comparisons?: readonly Comparison[] | undefined;
};
