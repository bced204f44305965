import pg from 'pg';
import type {BackendPlace} from './backend.js';
import type {Session} from './session.js';

type ReadLock = {readonly pid: number; readonly name: string; readonly page: number | null; readonly tuple: number | null};

/** What the sessions of one stand-in have to do with each other. */
export class Cluster {
	readonly sessions = new Map<string, Session>();
	readonly place: BackendPlace;
	/** A way in for the stand-in itself, past everything that it pretends. */
	readonly sideDoor: pg.Pool;
	#sessionCount = 0;
	#transactionCount = 0;

	constructor(place: BackendPlace) {
		this.place = place;
		this.sideDoor = new pg.Pool({...place, max: 4});
		this.sideDoor.on('error', () => undefined);
	}

	/** An id such as `18ea544e50de366d0000000000000001`: a time, and the node's number. */
	add(session: Session): string {
		this.#sessionCount++;
		const id = `${((BigInt(Date.now()) * 1_000_000n) + BigInt(this.#sessionCount)).toString(16)}${session.node.toString(16).padStart(16, '0')}`;
		this.sessions.set(id, session);
		return id;
	}

	/** Where a transaction that begins now stands among the others: a timestamp. */
	nextTimestamp(): number {
		this.#transactionCount++;
		return this.#transactionCount;
	}

	/** The sessions whose transactions are open, but for one. */
	openBeside(session: Session): Session[] {
		return this.sessions.values().filter(each => each !== session && each.timestamp !== undefined).toArray();
	}

	/** Ends a backend that may be waiting for something. */
	terminate(processId: number): void {
		this.sideDoor.query('SELECT pg_terminate_backend($1)', [processId]).catch(() => undefined);
	}

	/**
	Whether a transaction that asks to commit would fail on CockroachDB: somebody whose timestamp is later has read what it
	wrote, which pushes it behind them, and has written what it read, so that its reads don't hold there.

	PostgreSQL lets the first to commit through and fails the second. Here the earlier one fails, whoever commits first. What
	was read, PostgreSQL tells by its predicate locks; what was written and not committed, by the rows' xmax.
	Rows that were only inserted are not looked for; neither are rows told from those that were only locked FOR UPDATE.
	*/
	async cannotCommit(session: Session): Promise<boolean> {
		const {timestamp = 0, processId} = session;
		const later = this.openBeside(session).filter(other => (other.timestamp ?? 0) > timestamp).map(other => other.processId);
		if (later.length === 0) {
			return false;
		}

		const {rows: writers} = await this.sideDoor.query<{pid: number; xid: string}>(
			'SELECT pid, backend_xid::text AS xid FROM pg_stat_activity WHERE pid = ANY ($1) AND backend_xid IS NOT NULL',
			[[processId, ...later]],
		);
		if (writers.length === 1 || writers.every(({pid}) => pid !== processId)) {
			return false;
		}

		const {rows: reads} = await this.sideDoor.query<ReadLock>(`
			SELECT l.pid, format('%I.%I', n.nspname, c.relname) AS name, l.page, l.tuple
			FROM pg_locks AS l
			JOIN pg_database AS d ON d.oid = l.database AND d.datname = current_database()
			JOIN pg_class AS c ON c.oid = l.relation AND c.relkind = 'r'
			JOIN pg_namespace AS n ON n.oid = c.relnamespace
			WHERE l.mode = 'SIReadLock' AND l.pid = ANY ($1)`, [writers.map(({pid}) => pid)]);
		/** Who has read what who else has written. */
		const dependencies = new Set<string>();
		for (const name of new Set(reads.map(read => read.name))) {
			const {rows: written} = await this.sideDoor.query<{xid: string; page: number; tuple: number}>(
				`SELECT xmax::text AS xid, split_part(trim(BOTH '()' FROM ctid::text), ',', 1)::int AS page, split_part(trim(BOTH '()' FROM ctid::text), ',', 2)::int AS tuple
				FROM ${name} WHERE xmax::text = ANY ($1)`,
				[writers.map(({xid}) => xid)],
			);
			for (const {xid, page, tuple} of written) {
				const writer = writers.find(each => each.xid === xid)?.pid;
				for (const read of reads) {
					if (read.name === name && read.pid !== writer && (read.page ?? page) === page && (read.tuple ?? tuple) === tuple) {
						dependencies.add(`${read.pid} ${writer}`);
					}
				}
			}
		}

		return later.some(pid => dependencies.has(`${processId} ${pid}`) && dependencies.has(`${pid} ${processId}`));
	}

	/** Whether a client made a database of that name: it is a schema here. */
	async hasDatabase(name: string): Promise<boolean> {
		const {rowCount} = await this.sideDoor.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [name]);
		return rowCount === 1;
	}

	/** What a check constraint demands, as PostgreSQL prints it, in parentheses. */
	async checkExpression(schema: string, table: string, constraint: string): Promise<string> {
		const {rows: [row]} = await this.sideDoor.query<{expression: string}>(
			`SELECT pg_get_expr(conbin, conrelid) AS expression FROM pg_constraint
			WHERE conname = $3 AND conrelid = format('%I.%I', $1::text, $2::text)::regclass`,
			[schema, table, constraint],
		);
		return row?.expression ?? '()';
	}
}
