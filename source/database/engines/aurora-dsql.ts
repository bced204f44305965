import {postgresql} from './postgresql.js';
import type {Engine} from './engine.js';

/**
Calls itself PostgreSQL too: only its host name tells. It takes no locks: who commits second learns of the conflict at COMMIT.

Source: Amazon Aurora DSQL User Guide.
- Codes: "Concurrency control in Aurora DSQL".
- Limits: "Cluster quotas and database limits": a transaction takes 5 minutes at most, whatever happens in it, and writes 3,000 rows.
- TRUNCATE and SAVEPOINT: "Unsupported PostgreSQL features in Aurora DSQL".
- FOR UPDATE: "Supported SQL for Aurora DSQL". It takes one row, by its whole key, and nobody waits: it is looked at by COMMIT.
- Connections: there may be 10,000 a cluster ("Cluster quotas"), and people who asked report that `max_connections` says 20.
- Sessions: "System tables and commands" names nothing that would end one, and people who tried report that nothing did.
*/
export const auroraDsql: Engine = {
	...postgresql,
	name: 'aurora-dsql',
	title: 'Aurora DSQL',
	recognise: signs => /\.dsql\.[\-0-9a-z]+\.on\.aws$/v.test(signs.host) ? postgresql.recognise(signs) : undefined,
	onlyLevel: 'repeatable read',
	// Its connectors give the text's own code for 40001.
	retryable: ['40001', 'OC000', 'OC001'],
	// In the text: change conflicts with another transaction, please retry: (OC000)
	reasons: [/\b(?<reason>OC00[01])\b/v],
	meanings: [
		[/^OC000$/v, 'Another transaction changed the same rows and committed first.'],
		[/^OC001$/v, 'Somebody changed the schema since this session last looked at it.'],
	],
	codes: {
		'40001': 'serialization_failure. Aurora DSQL takes no locks and looks at COMMIT: a transaction that committed first left no room for this one.',
	},
	alone: [],
	contention: undefined,
	// There are no locks that a read could take.
	readerSettings: [],
	holding: {longest: 240_000, since: 'begin'},
	// Nobody waits for a lock.
	lockWaits: undefined,
	sessionEnding: undefined,
	transactionalSchema: false,
	mostRows: 3000,
	hasTruncate: false,
	tellsConnections: false,
	hasRowLocks: false,
};
