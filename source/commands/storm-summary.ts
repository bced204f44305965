import type {Audit} from '../bank/audit.js';
import type {ServerIdentity} from '../database/connect.js';
import type {StormShape} from '../load/events.js';
import type {StormFigures} from '../load/statistics.js';

/** The last line of `storm --json`: what it was and what it came to. Times in ms; names stay as they are. */
export type StormSummary = Omit<StormFigures, 'elapsed'> & {
	readonly type: 'summary';
	readonly command: 'storm';
	readonly ok: boolean;
	readonly clients: number;
	/** How long it went on, in ms. */
	readonly elapsed: number;
	readonly shape: StormShape | undefined;
	readonly audit: Pick<Audit, 'conserved' | 'lost' | 'twice' | 'unknown'>;
	readonly engine: {readonly name: string; readonly version: string};
};

/** Sums a storm up. */
export const stormSummary = ({figures, audit, shape, clients, server}: {
	readonly figures: StormFigures;
	readonly audit: Audit;
	readonly shape: StormShape | undefined;
	readonly clients: number;
	readonly server: ServerIdentity;
}): StormSummary => {
	const {conserved, lost, twice, unknown} = audit;
	return {
		type: 'summary', command: 'storm', ok: conserved && unknown === 0, clients, ...figures, shape,
		audit: {conserved, lost, twice, unknown}, engine: {name: server.engine.name, version: server.version},
	};
};
