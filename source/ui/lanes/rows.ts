import type {LessonEvent} from '../../lessons/events.js';
import type {StormShape} from '../../load/events.js';
import type {StormFigures} from '../../load/statistics.js';
import type {Failure} from '../../transactions/failure.js';
import type {Statement} from '../../transactions/statement.js';

/** How a session stands: outside a transaction, in one, waiting for another session, in a failed one, not knowing whether it committed, waiting between attempts, without a line. */
export type LaneState = 'idle' | 'open' | 'waiting' | 'failed' | 'unknown' | 'backoff' | 'gone';

/** How a statement stands: sent, waiting for another session, answered, refused, or without an answer. */
export type StatementState = 'sent' | 'blocked' | 'done' | 'failed' | 'lost';

export type StatementRow = {
	readonly type: 'statement';
	readonly at: number;
	readonly session: string;
	readonly statement: Statement;
	readonly state: StatementState;
	/** It waited before this, and has a row for that. */
	readonly waited?: true;
	/** How long it took, in ms. */
	readonly elapsed?: number;
	readonly rows?: ReadonlyArray<readonly string[]>;
	readonly rowCount?: number;
	readonly failure?: Failure;
	/** The session that it waits for, or that won. */
	readonly meets?: string | undefined;
	/** For whom it waits, where that is known. */
	readonly by?: readonly string[];
};

/** A storm of a lesson, as far as it has come. */
export type StormRow = {
	readonly type: 'storm';
	readonly name: string;
	readonly shape: StormShape;
	readonly clients: number;
	/** Commits and retries a second, sample by sample. */
	readonly points: ReadonlyArray<{readonly commits: number; readonly retries: number}>;
	readonly figures?: StormFigures;
	readonly isOver: boolean;
};

/** One thing in the timeline, in the order in which it came. */
export type LaneRow = (
	| StatementRow
	| StormRow
	| {readonly type: 'fault'; readonly at: number; readonly session: string; readonly title: string}
	| {readonly type: 'backoff'; readonly at: number; readonly session: string; readonly delay: number; readonly ceiling: number}
	| {readonly type: 'resolved'; readonly at: number; readonly session: string; readonly committed: boolean}
	| {readonly type: 'caption'; readonly text: string}
	| {readonly type: 'question'; readonly text: string; readonly answer: string}
	| {readonly type: 'code'; readonly title: string; readonly lines: readonly string[]}
	| {readonly type: 'missed'; readonly line?: number | undefined; readonly session: string; readonly statement: Statement; readonly expected: string; readonly found: string}
) & {
	/** How every session stands after it. */
	readonly states: Readonly<Record<string, LaneState>>;
};

/** A row before it is known how the sessions stand after it. */
export type NewRow<Row = LaneRow> = Row extends LaneRow ? Omit<Row, 'states'> : never;

/** Several sessions, side by side, as events tell of them. */
export type Lanes = {
	/** From left to right. */
	readonly sessions: readonly string[];
	/** When it began, in ms since 1970; undefined before anything has happened. */
	readonly startedAt?: number;
	readonly rows: readonly LaneRow[];
	readonly states: Readonly<Record<string, LaneState>>;
	/** The sessions that don't know whether they committed: until that is found out, whatever they do meanwhile. */
	readonly doubts: readonly string[];
	/** The sessions that have committed, the last one first, each with the sessions whose transactions were open meanwhile. */
	readonly commits: ReadonlyArray<{readonly session: string; readonly during: readonly string[]}>;
};

/** Before anything has happened. */
export const noLanes: Lanes = {sessions: [], rows: [], states: {}, doubts: [], commits: []};

/** What lanes are made from. Other events don't change them. */
export type LaneEvent = LessonEvent;
