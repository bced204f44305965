type Rows = Array<Record<string, unknown>>;

/** A session of a server's, as the engine calls it. */
export type SessionId = string;

/** Looks at sessions by their application_name, as the engine itself tells of them. */
export type Onlooker = {
	/** One of the sessions of that name that waits for a lock, if it is said so of one that sessions of the other name hold. */
	waiting(name: string, holder?: string): Promise<SessionId | undefined>;
	/** What that session still does, or holds: it should be nothing. */
	leftOf(session: SessionId): Promise<unknown[]>;
	/** What sessions of that name still do, and what they hold. */
	busy(name: string): Promise<{readonly sessions: unknown[]; readonly locks: unknown[]}>;
};

/** As PostgreSQL tells. `run` resolves to rows as arrays. */
export const postgresqlOnlooker = (run: (statement: string) => Promise<unknown[][]>): Onlooker => {
	const here = 'datname = current_database() AND application_name';
	return {
		async waiting(name, holder) {
			const blockers = holder === undefined ? 'cardinality(pg_blocking_pids(pid)) > 0' : `pg_blocking_pids(pid) && ARRAY(SELECT pid FROM pg_stat_activity WHERE ${here} = '${holder}')`;
			const [[pid] = []] = await run(`SELECT pid FROM pg_stat_activity WHERE ${here} = '${name}' AND ${blockers}`);
			return pid === undefined ? undefined : String(Number(pid));
		},
		async leftOf(session) {
			return [
				...await run(`SELECT state FROM pg_stat_activity WHERE pid = ${session} AND state <> 'idle'`),
				...await run(`SELECT mode FROM pg_locks WHERE pid = ${session}`),
			];
		},
		async busy(name) {
			return {
				sessions: await run(`SELECT state, query FROM pg_stat_activity WHERE ${here} = '${name}' AND state <> 'idle'`),
				locks: await run(`SELECT mode FROM pg_locks WHERE pid IN (SELECT pid FROM pg_stat_activity WHERE ${here} = '${name}')`),
			};
		},
	};
};

/** Where a version tells of no locks, a session that has been at one statement for so long counts as one that waits, in ms. */
const longEnough = 300;

/**
As CockroachDB tells: by SHOW CLUSTER SESSIONS, and from 22.1 on by crdb_internal.cluster_locks. Before, nobody tells who waits:
then whoever doesn't get on with a statement is taken to wait.

Source: CockroachDB documentation, "SHOW SESSIONS" and "crdb_internal".
*/
export const cockroachdbOnlooker = (ask: (statement: string) => Promise<Rows>): Onlooker => {
	/** When a statement of a session was first seen. */
	const seen = new Map<string, number>();
	const sessionsWhere = async (isMeant: (row: Record<string, unknown>) => boolean): Promise<Rows> => {
		const rows = await ask('SHOW CLUSTER SESSIONS');
		return rows.filter(row => row['status'] !== 'CLOSED' && isMeant(row));
	};

	const locks = async (): Promise<Rows | undefined> => {
		try {
			return await ask('SELECT txn_id::TEXT AS txn, lock_key_pretty AS key, granted FROM crdb_internal.cluster_locks WHERE contended');
		} catch (error) {
			if (error instanceof Error && 'code' in error && error.code === '42P01') {
				return undefined;
			}

			throw error;
		}
	};

	/** Whether it has been at the same statement for long. */
	const isStuck = ({session_id: id, active_queries: running, oldest_query_start: since}: Record<string, unknown>): boolean => {
		if (typeof running !== 'string' || running === '') {
			return false;
		}

		const what = `${String(id)} ${String(since)} ${running}`;
		const first = seen.get(what) ?? performance.now();
		seen.set(what, first);
		return performance.now() - first >= longEnough;
	};

	const isBusy = ({active_queries: running, kv_txn: transaction}: Record<string, unknown>): boolean => [running, transaction].some(value => value !== null && value !== undefined && value !== '');
	const transactionsOf = (rows: Rows): Set<unknown> => new Set(rows.map(row => row['kv_txn']).filter(transaction => typeof transaction === 'string' && transaction !== ''));
	return {
		async waiting(name, holder) {
			const told = await locks();
			const ours = await sessionsWhere(row => row['application_name'] === name);
			const found = async () => {
				if (!told) {
					return ours.find(row => isStuck(row));
				}

				const holders = transactionsOf(await sessionsWhere(row => row['application_name'] === holder));
				const held = new Set(told.filter(({txn, granted}) => granted === true && (holder === undefined || holders.has(txn))).map(({key}) => key));
				const waiters = new Set(told.filter(({key, granted}) => granted === false && held.has(key)).map(({txn}) => txn));
				return ours.find(row => waiters.has(row['kv_txn']));
			};

			const session = await found();
			return session && String(session['session_id']);
		},
		async leftOf(session) {
			return sessionsWhere(row => row['session_id'] === session && isBusy(row));
		},
		async busy(name) {
			const sessions = await sessionsWhere(row => row['application_name'] === name && isBusy(row));
			const transactions = transactionsOf(sessions);
			const told = await locks() ?? [];
			return {sessions, locks: told.filter(({txn, granted}) => granted === true && transactions.has(txn))};
		},
	};
};
