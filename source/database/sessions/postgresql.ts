import {programName, textOf, type Ask, type ServerSession, type SessionReading} from './sessions.js';

/** Ours, and whoever ours wait for. Users see the statements of others only as members of pg_read_all_stats. */
const sessionsQuery = `WITH ours AS (
	SELECT pid, pg_catalog.pg_blocking_pids(pid) AS blockers FROM pg_catalog.pg_stat_activity
	WHERE datname = current_database() AND application_name = '${programName}' AND pid <> pg_catalog.pg_backend_pid()
)
SELECT a.pid::text AS id, a.application_name AS program, a.state, a.query AS statement,
	(extract(epoch FROM clock_timestamp() - CASE WHEN a.state = 'active' THEN a.query_start ELSE a.state_change END) * 1000)::text AS since,
	array_to_string(ours.blockers, ' ') AS waits_for
FROM pg_catalog.pg_stat_activity AS a LEFT JOIN ours USING (pid)
WHERE ours.pid IS NOT NULL OR a.pid IN (SELECT unnest(blockers) FROM ours)
ORDER BY a.pid`;

const countsQuery = 'SELECT deadlocks FROM pg_catalog.pg_stat_database WHERE datname = current_database()';

const states: Readonly<Record<string, ServerSession['state']>> = {
	active: 'active',
	idle: 'idle',
	'idle in transaction': 'in transaction',
	'idle in transaction (aborted)': 'in transaction',
};

/** Source: PostgreSQL documentation, "The Cumulative Statistics System" and "System Information Functions". */
export const postgresqlSessions: SessionReading = {
	async sessions(ask: Ask) {
		const told = await ask(sessionsQuery);
		if ('refused' in told) {
			return {sessions: [], notes: [`The server does not tell who is there: ${told.refused.message}.`]};
		}

		const sessions = told.rows.map((row): ServerSession => {
			const state = textOf(row, 'state');
			const since = textOf(row, 'since');
			return {
				id: textOf(row, 'id') ?? '',
				program: textOf(row, 'program') ?? '',
				state: state === undefined ? undefined : states[state] ?? 'active',
				statement: state === undefined ? undefined : textOf(row, 'statement'),
				since: since === undefined ? undefined : Number(since),
				waitsFor: textOf(row, 'waits_for')?.split(' ') ?? [],
			};
		});
		return {
			sessions,
			notes: sessions.every(({state}) => state !== undefined) ? [] : ['What other users\' sessions do is hidden: GRANT pg_read_all_stats TO the user shows it.'],
		};
	},
	async counted(ask) {
		const told = await ask(countsQuery);
		return 'refused' in told
			? [`The server does not tell what it has counted: ${told.refused.message}.`]
			: [`${told.rows[0]?.['deadlocks'] ?? 'Unknown'} deadlocks in this database since its statistics began`];
	},
};
