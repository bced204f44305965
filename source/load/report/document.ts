/** What something means: looks follow from it. */
export type ReportTone = 'plain' | 'good' | 'bad' | 'strong';

/** One bar of a chart: a value, and between which values it was over several rounds. */
export type Bar = {readonly label: string; readonly value: number; readonly least: number; readonly most: number; readonly tone: 'plain' | 'bad' | 'marked'};

/** Points that belong together. What was computed rather than measured is dashed. */
export type Curve = {readonly name: string; readonly points: ReadonlyArray<readonly [x: number, y: number]>; readonly isComputed: boolean};

/** A chart, as what it shows: how it is drawn is the renderer's affair. */
export type Chart = {readonly title: string; readonly explanation: string} & (
	| {readonly type: 'bars'; readonly unit: string; readonly bars: readonly Bar[]}
	| {readonly type: 'curves'; readonly xTitle: string; readonly yTitle: string; readonly isLogarithmic: boolean; readonly curves: readonly Curve[]}
);

export type ReportCell = {readonly text: string; readonly tone?: ReportTone};

/** A table for people. */
export type ReportTable = {readonly title: string; readonly columns: readonly string[]; readonly rows: ReadonlyArray<readonly ReportCell[]>};

/** A report, whatever kind of file it becomes. Its texts are plain: each kind escapes them in its own way. */
export type Report = {
	readonly title: string;
	/** What was done, in a sentence or two. */
	readonly lead: string;
	readonly verdict: ReadonlyArray<{readonly text: string; readonly tone: ReportTone}>;
	readonly tables: readonly ReportTable[];
	readonly charts: readonly Chart[];
	/** What columns mean. */
	readonly terms: ReadonlyArray<readonly [term: string, meaning: string]>;
	/** Where and how it was measured. */
	readonly facts: ReadonlyArray<readonly [name: string, value: string]>;
	/** The figures for programs: one table, exact. */
	readonly data: {readonly columns: readonly string[]; readonly rows: ReadonlyArray<ReadonlyArray<string | number>>};
};
