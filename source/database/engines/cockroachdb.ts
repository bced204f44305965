import {cockroachdbSessions} from '../sessions/cockroachdb.js';
import {postgresql} from './postgresql.js';
import {versionAfter, type Engine, type ScratchPlace} from './engine.js';

/** Makes each statement of a transaction fail with 40001, or each COMMIT, while it is on. */
export const injections = {statement: 'inject_retry_errors_enabled', commit: 'inject_retry_errors_on_commit_enabled'} as const;

/** CREATE SCHEMA came with 20.2. */
const hasSchemas = (version: string): boolean => !/^(?:1?\d|20\.1)(?:\.|$)/v.test(version);

/** Source: CockroachDB documentation, "CREATE DATABASE", "DROP DATABASE" and "SET (session variable)". */
const scratchDatabase: ScratchPlace = {
	what: 'database',
	right: 'GRANT admin',
	create: name => `CREATE DATABASE ${name}`,
	enter: name => `SET database = ${name}`,
	drop: name => `DROP DATABASE IF EXISTS ${name} CASCADE`,
};

/** Reasons: CockroachDB documentation, "Transaction Retry Error Reference". */
export const cockroachdb: Engine = {
	name: 'cockroachdb',
	title: 'CockroachDB',
	// A proxy in between may keep the first to itself.
	recognise: ({greeting, version}) => versionAfter(greeting.get('crdb_version') ?? version, /^CockroachDB /v),
	// A deadlock is 40001 too.
	retryable: ['40001'],
	reasons: [
		/\b(?<reason>(?:RETRY|ABORT_REASON)_[A-Z_]+)/v,
		/\b(?<reason>ReadWithinUncertaintyInterval|WriteTooOldError)/v,
		/\b(?<reason>forced by crdb_internal\.force_retry|injected by `inject_retry_errors_\w+`)/v,
	],
	noise: [/^restart transaction: (?:TransactionRetryWithProtoRefreshError: )?/v, /:? "sql txn" .*$/sv, /: write for key .*$/sv],
	meanings: [
		[/^(?:RETRY_WRITE_TOO_OLD|WriteTooOldError)$/v, 'It wanted to write a row that somebody had written later than its own time: its write would have come too late.'],
		[/^RETRY_SERIALIZABLE$/v, 'Its time had to be moved on, past somebody\'s read or write, and what it had read would not be the same at the new time.'],
		[/^ReadWithinUncertaintyInterval$/v, 'It met a value so young that, clocks being what they are, it may be older than the transaction or newer. It reads again.'],
		[/^RETRY_ASYNC_WRITE_FAILURE$/v, 'One of its writes, sent ahead without waiting, did not arrive: a node or a range moved in between.'],
		[/^RETRY_COMMIT_DEADLINE_EXCEEDED$/v, 'Its time was moved past the moment at which it had to have committed: it ran too long, or a schema changed meanwhile.'],
		[/^ABORT_REASON_PUSHER_ABORTED$/v, 'It and another transaction each waited for what the other one held, a deadlock, and the other one ended it. Elsewhere that is 40P01.'],
		[/^ABORT_REASON_(?:ABORTED_RECORD_FOUND|CLIENT_REJECT)$/v, 'Another transaction ended it: for a deadlock, for its higher priority, or because nothing had been heard of it for too long.'],
		[/^ABORT_REASON_ABORT_SPAN$/v, 'Another transaction had ended it and taken its writes away, and it came to read where they had been.'],
		[/^ABORT_REASON_NEW_LEASE_PREVENTS_TXN$/v, 'The range that holds its record got another node to lead it, which can\'t know whether it was ended before.'],
		[/^ABORT_REASON_TIMESTAMP_CACHE_REJECTED$/v, 'The node that holds its record no longer knows whether it was ended before, and takes no chance.'],
		[/force_retry|inject_retry/v, 'Nothing was in the way: the server was asked to fail like this.'],
		[/^(?:RETRY|ABORT_REASON)_/v, 'Another transaction, or a change within the cluster, came in between.'],
	],
	levelRemedies: {
		'read committed': 'SET CLUSTER SETTING sql.txn.read_committed_isolation.enabled = true makes it real, from 24.1 on',
		'repeatable read': 'SET CLUSTER SETTING sql.txn.repeatable_read_isolation.enabled = true makes it real, from 24.3 on',
	},
	codes: {
		'40001': 'serialization_failure, which on CockroachDB is the code of every retry, a deadlock\'s too. The server gave this transaction up, and asks to have it run again.',
	},
	alone: [
		/^ReadWithinUncertaintyInterval$/v,
		/^RETRY_(?:ASYNC_WRITE_FAILURE|COMMIT_DEADLINE_EXCEEDED)$/v,
		/^ABORT_REASON_(?:NEW_LEASE_PREVENTS_TXN|TIMESTAMP_CACHE_REJECTED)$/v,
		/force_retry|inject_retry/v,
	],
	deadlocks: [/^ABORT_REASON_(?:PUSHER_ABORTED|ABORTED_RECORD_FOUND|CLIENT_REJECT|ABORT_SPAN)$/v],
	restartSavepoint: 'cockroach_restart',
	askNode: 'SHOW node_id',
	contention: cockroachdbSessions,
	sessionEnding: {
		ask: 'SHOW session_id',
		end: id => `CANCEL SESSION '${id.replaceAll(/[^\da-f]/gv, '')}'`,
	},
	// Before 20.2 no server ends a transaction for being idle: a pause ends all the same, for its locks keep others waiting.
	holding: postgresql.holding,
	settings: limits => [
		...postgresql.settings(limits),
		...Object.values(injections).map(name => ({name, value: 'false', purpose: 'makes conflicts on demand (--fault)'})),
	],
	readerSettings: [],
	// A read of the past conflicts with nobody.
	asOf: 'AS OF SYSTEM TIME \'-1ms\'',
	behind: 5,
	hasSchemas,
	// Every version has databases, and a table's name may have its database in front as elsewhere its schema.
	scratchPlace: version => hasSchemas(version) ? postgresql.scratchPlace(version) : scratchDatabase,
	transactionalSchema: false,
	hasTruncate: true,
	// A gateway counts its own, if that is asked for: server.max_connections_per_gateway.
	tellsConnections: false,
	hasRowLocks: true,
};
