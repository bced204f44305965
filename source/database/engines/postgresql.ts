import {postgresqlSessions} from '../sessions/postgresql.js';
import {versionAfter, type Engine} from './engine.js';

/** How much longer the server lets a statement run than we wait for it, in ms: a statement that nobody waits for any more ends there too. */
const grace = 1000;
/** How long the server keeps a transaction in which nothing happens, in ms: its locks end with it, also when its program is out of reach. */
const idleLimit = 600_000;
/** How much sooner a pause is over, in ms. */
const margin = 60_000;

/** Reason codes: PostgreSQL's source, src/backend/storage/lmgr/predicate.c. */
export const postgresql: Engine = {
	name: 'postgresql',
	title: 'PostgreSQL',
	recognise: ({version}) => versionAfter(version, /^PostgreSQL /v),
	retryable: ['40001', '40P01'],
	// In DETAIL: Reason code: Canceled on identification as a pivot, during commit attempt.
	reasons: [/Reason code: (?<reason>[^.]+)/v],
	meanings: [
		[/identification as a pivot/v, 'It was a pivot: it read what another transaction changed, and changed what a third one read. No order of the three explains both, so one had to go.'],
		[/conflict out to (?:old )?pivot/v, 'It read what a pivot changed, a transaction between two others. No order of the three explains what each of them saw, so one had to go.'],
		[/prepared pivot/v, 'A transaction that is prepared to commit stands between two others, and can\'t go any more: so this one went.'],
	],
	codes: {
		'40001': 'serialization_failure. This transaction and another one can\'t both be as if each had run alone. The server kept the other one.',
		'40P01': 'deadlock_detected. Two transactions each waited for a row that the other one held. The server ended this one, so that the other can go on.',
	},
	messages: [
		[/due to concurrent (?:update|delete)/v, 'serialization_failure. It wanted to change a row that had changed since its snapshot was taken.'
		+ ' The server does not write over what a transaction can\'t see.'],
		[/due to read\/write dependencies/v, 'serialization_failure. It read what another transaction changed, or changed what another one had read.'
		+ ' No order of them explains what each of them saw, so one had to go.'],
	],
	alone: [],
	deadlocks: [],
	contention: postgresqlSessions,
	sessionEnding: {
		ask: 'SELECT pg_backend_pid()',
		end: id => `SELECT pg_terminate_backend(${Number(id)})`,
	},
	lockWaits: {
		ask: 'SELECT pg_backend_pid()',
		blockers: id => `SELECT DISTINCT unnest(pg_blocking_pids(${Number(id)}))`,
	},
	holding: {longest: idleLimit - margin, since: 'last-statement'},
	settings: ({statement}) => [
		{name: 'statement_timeout', value: String(statement + grace), purpose: 'ends statements that nobody waits for any more'},
		{name: 'idle_in_transaction_session_timeout', value: String(idleLimit), purpose: 'ends transactions that were left open'},
	],
	// One snapshot a statement, and outside serializable: such reads take no predicate locks, so they fail nobody.
	readerSettings: ['SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY'],
	asOf: '',
	behind: 0,
	hasSchemas: () => true,
	scratchPlace: () => ({
		what: 'schema',
		right: 'GRANT CREATE ON DATABASE',
		create: name => `CREATE SCHEMA ${name}`,
		enter: name => `SET search_path TO ${name}`,
		drop: name => `DROP SCHEMA IF EXISTS ${name} CASCADE`,
	}),
	transactionalSchema: true,
	hasTruncate: true,
	tellsConnections: true,
	hasRowLocks: true,
};
