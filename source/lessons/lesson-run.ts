import type {Clock} from '../transactions/clock.js';
import type {IsolationLevel} from '../transactions/isolation.js';
import type {BackoffPolicy} from '../transactions/policies/policy.js';
import type {Checked, Compared, OnLessonEvent} from './events.js';
import type {Step} from './lesson.js';

/** May hold a step before it is taken; `step` is counted from 1. */
export type LessonGate = (point: {readonly step: Step; readonly number: number; readonly signal: AbortSignal}) => Promise<void>;

export type LessonOptions = {
	readonly isolation: IsolationLevel;
	readonly onEvent?: OnLessonEvent | undefined;
	readonly gate?: LessonGate | undefined;
	readonly signal?: AbortSignal | undefined;
	readonly clock?: Clock | undefined;
	/** Asked for before each wait: it may be another one by then. */
	readonly policy?: BackoffPolicy | undefined;
	/** In ms. */
	readonly base?: number | undefined;
	readonly cap?: number | undefined;
	/** What lessons before this one could not take away, since the server was lost: this one does, or adds to it. */
	readonly left?: Set<string> | undefined;
};

/** A step that came out otherwise than the lesson says. */
export type Missed = {readonly step: number; readonly session: string; readonly statement: string; readonly expected: string; readonly found: string};

/** What became of a lesson. */
export type LessonResult = {
	/** Everything came out as the lesson says. */
	readonly ok: boolean;
	readonly isolation: IsolationLevel;
	readonly inForce: string;
	readonly missed: readonly Missed[];
	readonly checks: readonly Checked[];
	/** Absent where there were no storms to compare. */
	readonly comparisons?: readonly Compared[];
};
