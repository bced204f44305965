import type {CellRun, LabShape} from './events.js';
import {findingsOf, type Finding} from './findings.js';
import {resultOf, type CellResult} from './results.js';

export type LabResult = {
	readonly shape: LabShape;
	readonly results: readonly CellResult[];
	readonly findings: readonly Finding[];
	/** So many runs don't count, because the server was lost in them, and were played again. */
	readonly repeated: number;
};

/** What all runs so far come to. */
export const labResult = (shape: LabShape, runs: readonly CellRun[], repeated = 0): LabResult => {
	const byCell = Map.groupBy(runs, ({cell}) => cell);
	const results = shape.cells.map(cell => resultOf(cell, byCell.get(cell.name) ?? []));
	return {shape, results, findings: findingsOf(results), repeated};
};
