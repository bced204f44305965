import type {Session} from './session.js';

/** The columns of SHOW SESSIONS that clients may rely on. */
export const sessionColumns = Object.entries({
	node_id: 'int8', session_id: 'text', user_name: 'text', client_address: 'text', application_name: 'text', active_queries: 'text',
	last_active_query: 'text', session_start: 'timestamptz', oldest_query_start: 'timestamptz', kv_txn: 'text',
} as const);

/** Transactions have ids of their own; here they are made of the process that has the data, so that its locks can be told. */
const transactionOf = ({timestamp, processId}: Session): string | null => timestamp === undefined ? null : transactionId(processId);

const transactionId = (processId: number): string => {
	const hex = processId.toString(16).padStart(32, '0');
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};

const timeOf = (date: Date): string => date.toISOString().replace('T', ' ').replace('Z', '+00:00');

/** One row of SHOW SESSIONS. */
export const sessionRow = (session: Session): Array<string | null> => {
	const {node, id, user, name, startedAt, running, lastStatement} = session;
	return [
		String(node), id, user, '', name, running?.sql ?? '', lastStatement, timeOf(startedAt), running ? timeOf(running.since) : null, transactionOf(session),
	];
};

/** What a current version tells of locks and of contention, as views of what PostgreSQL tells of its own. */
export const contentionStatements = [
	`CREATE VIEW crdb_internal.cluster_locks AS
	WITH waits AS (SELECT l.pid AS waiter, unnest(pg_catalog.pg_blocking_pids(l.pid)) AS holder FROM pg_catalog.pg_locks AS l WHERE NOT l.granted)
	SELECT lpad(to_hex(waiter), 32, '0')::uuid AS txn_id, '/Table/106/1/' || holder AS lock_key_pretty, false AS granted, true AS contended FROM waits
	UNION SELECT lpad(to_hex(holder), 32, '0')::uuid, '/Table/106/1/' || holder, true, true FROM waits`,
	'CREATE VIEW crdb_internal.cluster_contended_tables AS SELECT \'accounts\'::text AS table_name, 3::int8 AS num_contention_events',
];
