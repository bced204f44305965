import {postgresqlSessions} from './postgresql.js';
import type {SessionReading} from './sessions.js';

const hidden = 'Its locks are its own, and pg_blocking_pids knows nothing of them: who waits for whom stands in pg_locks, in the column ybdetails.';

/** Source: YugabyteDB documentation, "Get insights on transaction locks with pg_locks". */
export const yugabytedbSessions: SessionReading = {
	async sessions(ask) {
		const {sessions, notes} = await postgresqlSessions.sessions(ask);
		return {sessions, notes: [...notes, hidden]};
	},
	// What PostgreSQL counts are its own deadlocks.
	counted: async () => [],
};
