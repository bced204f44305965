import {yugabytedbSessions} from '../sessions/yugabytedb.js';
import {postgresql} from './postgresql.js';
import {versionAfter, type Engine} from './engine.js';

/**
Calls itself PostgreSQL and adds its own version: `PostgreSQL 15.2-YB-2.25.1.0-b0 on …`.

Messages: YugabyteDB documentation, "Transaction error codes" and "Concurrency control".
*/
export const yugabytedb: Engine = {
	...postgresql,
	name: 'yugabytedb',
	title: 'YugabyteDB',
	recognise: ({version}) => versionAfter(version, /-YB-/v),
	reasons: [
		/\b(?<reason>[Cc]onflicts with (?:higher priority|committed) transaction)/v,
		/\b(?<reason>[Rr]estart read required)/v,
		/\b(?<reason>expired or aborted by a conflict)/v,
		...postgresql.reasons,
	],
	meanings: [
		[/^conflicts with higher priority/iv, 'Another transaction that wants the same row has the higher priority, which is drawn by chance: it goes first.'],
		[/^conflicts with committed/iv, 'A transaction that has committed meanwhile changed the same row.'],
		[/restart read/iv, 'It met a value so young that, clocks being what they are, it may be older than the transaction or newer. It reads again.'],
		[/expired or aborted/v, 'Another transaction ended it, or nothing had been heard of it for too long.'],
		...postgresql.meanings,
	],
	levelRemedies: {'read committed': 'starting its servers with --yb_enable_read_committed_isolation=true makes it real'},
	codes: {
		...postgresql.codes,
		'40001': 'serialization_failure. Another transaction was in the way of this one, or clocks left in doubt what it may see. The server gave it up.',
	},
	alone: [/restart read/iv],
	// Nodes are known by their addresses.
	askNode: 'SELECT host(inet_server_addr()) AS node',
	contention: yugabytedbSessions,
	// Its locks are its own, and pg_blocking_pids knows nothing of them.
	lockWaits: undefined,
	transactionalSchema: false,
};
