import {programName, textOf, type Ask, type ServerSession, type SessionReading, type Told} from './sessions.js';

const sessionsQuery = 'SHOW CLUSTER SESSIONS';
const locksQuery = 'SELECT txn_id::TEXT AS txn, lock_key_pretty AS key, granted FROM crdb_internal.cluster_locks WHERE contended';
const countsQuery = 'SELECT table_name, num_contention_events AS events FROM crdb_internal.cluster_contended_tables WHERE table_name IN (\'accounts\', \'transfers\')';

/** Why it won't tell, in a sentence. */
const refusalWords = (what: string, {code, message}: Extract<Told, {readonly refused: unknown}>['refused']): string => {
	if (code === '42P01') {
		return `This version does not tell ${what}: 22.1 and later do.`;
	}

	return code === '42501'
		? `The user may not see ${what}: GRANT SYSTEM VIEWACTIVITY TO the user shows it.`
		: `The server does not tell ${what}: ${message}.`;
};

/** Who waits for which transactions, by transaction. */
const readLocks = (told: Told): ReadonlyMap<string, readonly string[]> => {
	const locks = 'rows' in told ? told.rows.map(row => ({transaction: textOf(row, 'txn') ?? '', key: textOf(row, 'key'), isGranted: row['granted']?.startsWith('t') === true})) : [];
	const waiting = locks.filter(({isGranted}) => !isGranted);
	return new Map(waiting.map(({transaction, key}) => [transaction, locks.filter(lock => lock.isGranted && lock.key === key).map(lock => lock.transaction)]));
};

/** How long ago that was, in ms. Older versions give times without a zone, and mean UTC. */
const sinceThen = (time: string | undefined): number | undefined => {
	if (time === undefined) {
		return undefined;
	}

	const zone = /[+\-]\d\d(?::\d\d)?$/v.exec(time)?.[0] ?? '';
	const then = Date.parse(`${time.slice(0, time.length - zone.length).replace(' ', 'T')}${zone === '' ? 'Z' : zone.padEnd(6, ':00')}`);
	return Number.isNaN(then) ? undefined : Math.max(0, Date.now() - then);
};

const stateOf = (row: Readonly<Record<string, string | null>>): ServerSession['state'] => {
	if (textOf(row, 'active_queries') !== undefined) {
		return 'active';
	}

	return textOf(row, 'kv_txn') === undefined ? 'idle' : 'in transaction';
};

/** Source: CockroachDB documentation, "SHOW SESSIONS" and "crdb_internal" (cluster_locks, cluster_contended_tables). */
export const cockroachdbSessions: SessionReading = {
	async sessions(ask: Ask) {
		const told = await ask(sessionsQuery);
		if ('refused' in told) {
			return {sessions: [], notes: [refusalWords('who is there', told.refused)]};
		}

		// Not this question's own, and none that has ended.
		const ours = told.rows.filter(row => row['application_name'] === programName && row['status'] !== 'CLOSED'
			&& textOf(row, 'active_queries')?.toUpperCase().startsWith(sessionsQuery) !== true);
		const locks = await ask(locksQuery);
		const waits = readLocks(locks);
		const sessionOf = new Map(told.rows.map(row => [textOf(row, 'kv_txn'), textOf(row, 'session_id') ?? '']));
		const sessions = ours.map((row): ServerSession => {
			const node = textOf(row, 'node_id');
			return {
				id: textOf(row, 'session_id') ?? '',
				...(node !== undefined && {node}),
				program: programName,
				state: stateOf(row),
				statement: textOf(row, 'active_queries') ?? textOf(row, 'last_active_query'),
				since: sinceThen(textOf(row, 'oldest_query_start')),
				waitsFor: (waits.get(textOf(row, 'kv_txn') ?? '') ?? []).map(transaction => sessionOf.get(transaction) ?? `transaction ${transaction.slice(0, 8)}`),
			};
		});
		return {sessions, notes: 'refused' in locks ? [refusalWords('who waits for whom', locks.refused)] : []};
	},
	async counted(ask) {
		const told = await ask(countsQuery);
		if ('refused' in told) {
			return [refusalWords('how often somebody had to wait', told.refused)];
		}

		return told.rows.length === 0
			? ['The cluster has counted no contention on tables named accounts or transfers']
			: told.rows.map(row => `${row['events'] ?? 'Unknown'} contention events on ${textOf(row, 'table_name') ?? 'a table'}, as the cluster counts them`);
	},
};
