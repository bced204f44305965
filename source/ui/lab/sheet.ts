import type {Line} from '../line.js';
import type {Glyphs} from '../theme.js';
import type {Sentence} from './verdict.js';

/** What a sheet is drawn for. */
export type SheetView = {
	readonly width: number;
	readonly glyphs: Glyphs;
	/** Somebody looks at one field of the table. */
	readonly isExplaining: boolean;
};

/** What the lab's screen shows of an experiment, whichever it is. */
export type Sheet = {
	/** What it is, in one line. */
	readonly title: string;
	readonly words: string;
	/** Where it is measured, as soon as that is known. */
	readonly place: string;
	readonly head: Line;
	readonly rows: readonly Line[];
	/** The row that is under way. */
	readonly running?: number | undefined;
	/** What runs just now: how far it is, and its name. */
	readonly stage: string;
	readonly name: string;
	/** What has been done, once all of it has. */
	readonly done: string;
	/** Stands above the verdict as long as it may still change. */
	readonly soFar?: string | undefined;
	readonly verdict: readonly Sentence[];
	/** The field that somebody looks at: its row, what it is, and a sentence for its column, its row and what stands in it. */
	readonly field: {readonly row: number; readonly title: string; readonly sentences: ReadonlyArray<readonly [what: string, sentence: string]>};
};

/** One of several that go round, whichever way somebody goes. */
export const around = <T>(all: readonly T[], index: number): {readonly index: number; readonly value: T | undefined} => {
	const place = all.length === 0 ? 0 : ((index % all.length) + all.length) % all.length;
	return {index: place, value: all[place]};
};
