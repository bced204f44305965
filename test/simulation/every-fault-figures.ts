import type {Never} from './every-fault-pairs.js';

/** What was run, what could not be, and what it met. */
export type Figures = Never & {
	singles: number;
	pairs: number;
	/** Transfers whose success was reported. */
	committed: number;
	/** Transfers that were refused or given up, and told to be so. */
	notMade: number;
	/** Transfers of which nobody could say in the end. */
	toldUnknown: number;
	/** Attempts that ended with 40001. */
	conflicts: number;
	/** COMMITs, and what the server could not tell of, that had to be looked up. */
	unknown: number;
};

export const figuresAtFirst = (): Figures => ({
	singles: 0, pairs: 0, ended: 0, over: 0, otherwise: 0, committed: 0, notMade: 0, toldUnknown: 0, conflicts: 0, unknown: 0,
});

/** What a run has to have met, or else it proves nothing; and has not. */
export const missedBy = (figures: Figures): string[] =>
	(['committed', 'notMade', 'toldUnknown', 'conflicts', 'unknown'] as const).filter(what => figures[what] === 0);
