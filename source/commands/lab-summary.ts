import type {ServerIdentity} from '../database/connect.js';
import type {CellRun, LabShape} from '../load/lab/events.js';
import type {LabResult} from '../load/lab/lab-result.js';
import {markedCell} from '../ui/lab/verdict.js';

/** The last line of `lab --json`: what all runs came to together. Times in ms; names stay as they are. */
export type LabSummary = {
	readonly type: 'summary';
	readonly command: 'lab';
	/** Every audit was right, but for those of cells that are wrong on purpose. */
	readonly ok: boolean;
	readonly transfers: number;
	readonly committed: number;
	readonly refused: number;
	readonly unknown: number;
	readonly attempts: number;
	readonly retries: number;
	/** Waited between attempts. */
	readonly backoff: number;
	/** The cell that is the fastest of those that are right and fair; null where none is. */
	readonly best: string | null;
	/** Runs that were played again, because the server was lost in them. */
	readonly repeated: number;
	readonly shape: Omit<LabShape, 'cells'>;
	readonly audit: {readonly conserved: boolean; readonly unknown: number};
	readonly engine: {readonly name: string; readonly version: string};
};

/** Sums a lab up. */
export const labSummary = ({shape: {cells, ...shape}, findings, repeated}: LabResult, runs: readonly CellRun[], server: ServerIdentity): LabSummary => {
	const sums = {transfers: 0, committed: 0, refused: 0, unknown: 0, attempts: 0, retries: 0, backoff: 0};
	for (const run of runs) {
		for (const name of Object.keys(sums) as Array<keyof typeof sums>) {
			sums[name] += run[name];
		}
	}

	const isRight = findings.every(({type}) => type !== 'broken');
	return {
		type: 'summary', command: 'lab', ok: isRight && cells.length > 0, ...sums, best: markedCell(findings) ?? null, repeated, shape,
		audit: {conserved: isRight, unknown: sums.unknown}, engine: {name: server.engine.name, version: server.version},
	};
};
