import type {Stage} from './stage.js';

/** Where contenders compete: so many clients on so many accounts. */
export type Cell = {readonly stage: Stage; readonly clients: number};

/** What a contender made of a cell. */
export type Result = {
	readonly perSecond: number;
	/** Jain's index of fairness over the clients: 1 when each made as many transfers as any other. */
	readonly jain: number;
};

export type Contender = {
	readonly name: string;
	/** As the table names it. */
	readonly title: string;
	/** `ours`: a cure. `plain`: the cure that everything else is held against, retried with full jitter. `c`: pgbench. */
	readonly kind: 'c' | 'plain' | 'ours' | 'others';
	/** One transaction carries one transfer. */
	readonly isOneEach: boolean;
	/** Makes transfers for `ms`, after as long as it takes to get going. */
	compete(cell: Cell, ms: number): Promise<Result>;
};
