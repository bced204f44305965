import type {Audit} from '../bank/audit.js';
import type {BankEvent} from '../bank/events.js';
import type {ServerIdentity} from '../database/connect.js';
import type {TransactionEvent} from '../transactions/events.js';

/** The last line of `--json`: what a command did, in figures. Times in ms; names stay as they are. */
export type Summary = {
	readonly type: 'summary';
	readonly command: string;
	readonly ok: boolean;
	readonly transfers: number;
	readonly committed: number;
	readonly refused: number;
	readonly unknown: number;
	readonly attempts: number;
	readonly retries: number;
	/** Waited between attempts. */
	readonly backoff: number;
	readonly audit?: {readonly conserved: boolean; readonly lost: number; readonly twice: number; readonly unknown: number};
	readonly engine: {readonly name: string; readonly version: string};
};

/** Counts what events tell of one session's transfers; rivals are somebody else's. */
export const createTally = (session = 'you') => {
	let transfers = 0;
	let committed = 0;
	let refused = 0;
	let unknown = 0;
	let attempts = 0;
	let retries = 0;
	let backoff = 0;
	return {
		count(event: BankEvent | TransactionEvent): void {
			if (event.type === 'transfer-refused') {
				refused++;
			}

			if (!('session' in event) || event.session !== session) {
				return;
			}

			transfers += event.type === 'transfer-started' ? 1 : 0;
			committed += event.type === 'committed' ? 1 : 0;
			unknown += event.type === 'gave-up' && event.reason === 'unknown' ? 1 : 0;
			attempts += event.type === 'attempt-started' ? 1 : 0;
			retries += event.type === 'attempt-started' && event.attempt > 1 ? 1 : 0;
			backoff += event.type === 'backoff-started' ? event.delay : 0;
		},
		summary({command, ok, audit, server}: {
			readonly command: string;
			readonly ok: boolean;
			readonly audit?: Audit | undefined;
			readonly server: ServerIdentity;
		}): Summary {
			return {
				type: 'summary', command, ok, transfers, committed, refused, unknown, attempts, retries, backoff,
				...(audit && {audit: {conserved: audit.conserved, lost: audit.lost, twice: audit.twice, unknown: audit.unknown}}),
				engine: {name: server.engine.name, version: server.version},
			};
		},
	};
};
