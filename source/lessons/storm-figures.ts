import type {StormFigures} from '../load/statistics.js';

/** A figure of a storm; undefined where nothing was committed, and so there is none. */
type Read = (figures: StormFigures) => number | undefined;

const table = {
	/** Attempts for each transfer that committed. */
	attempts: ({attempts, committed}) => committed === 0 ? undefined : attempts / committed,
	/** Commits a second. */
	commits: ({perSecond}) => perSecond,
	/** Jain's index of the clients' commits. */
	fairness: ({jain, committed}) => committed === 0 ? undefined : jain,
	/** Clients that committed nothing. */
	starved: ({starved}) => starved,
	/** Until it was over, in ms. */
	elapsed: ({elapsed}) => elapsed,
	/** In ms: one transfer in a hundred took longer. */
	p99: ({latency: {p99}, committed}) => committed === 0 ? undefined : p99,
} as const satisfies Readonly<Record<string, Read>>;

/** What of a storm can be compared. */
export type StormFigureName = keyof typeof table;

export const stormFigureNames = Object.keys(table) as readonly StormFigureName[];

export const figureOf = (name: StormFigureName, figures: StormFigures): number | undefined => table[name](figures);
