import {lockingStatement} from './locking.js';
import {readParameters} from './parameters.js';
import {replaceType, type Answer, type Backend, type Request} from './backend.js';
import type {Cluster} from './cluster.js';
import {translateError} from './errors.js';
import {describeColumns, typeIds, writeRow, type ErrorFields} from './messages.js';
import type {Persona, Refusal} from './persona.js';
import {pathIn, searchPath} from './shadow.js';
import {sessionColumns, sessionRow} from './show-sessions.js';
import {isHistorical, readSetting, unquote, withDatabases, withoutHistory, withWideIntegers, type Statement} from './statement.js';

/** How often a statement is run again that PostgreSQL refuses for reasons that CockroachDB keeps to itself. */
const mostRetries = 200;
/** How an implicit CREATE … IF NOT EXISTS fails on PostgreSQL while somebody else creates the same. */
const creatingElsewhere = new Set(['23505', '42710', '42P06', '42P07', 'XX000']);
/** After so many injected errors a transaction that is restarted by its savepoint gets through. */
const mostInjected = 3;
/**
How long PostgreSQL waits before it looks for a deadlock, and then ends the transaction that looked. The oldest one looks
late, so that as a rule a younger one is the victim, and is told so as quickly as on CockroachDB.
*/
const deadlockTimeout = {usual: '10ms', oldest: '200ms'} as const;

export const sessionSettings = {default_transaction_isolation: 'serializable', deadlock_timeout: deadlockTimeout.usual} as const;

export type Reply = Answer & {
	/** A setting whose new value clients are told. */
	readonly parameterStatus?: readonly [name: string, value: string];
	readonly warning?: ErrorFields;
};

const done = (tag: string): Reply => ({rows: [], tag});
const refuse = (refusal: Refusal): Reply => ({rows: [], error: {severity: 'ERROR', ...refusal}});
const table = (columns: Parameters<typeof describeColumns>[0], rows: ReadonlyArray<ReadonlyArray<string | null>>, tag: string): Reply => ({
	description: describeColumns(columns),
	rows: rows.map(row => writeRow(row)),
	tag,
});

/** One session's statements, and the state of its transaction as CockroachDB has it. */
export class Session {
	readonly id: string;
	/** As ReadyForQuery tells it. What PostgreSQL says of itself may differ. */
	status: 'I' | 'T' | 'E' = 'I';
	/** Where the open transaction stands among the others; undefined outside of one. */
	timestamp: number | undefined;
	/** Its application_name. */
	name: string;
	readonly startedAt = new Date();
	readonly user: string;
	/** The node that serves it. */
	readonly node: number;
	readonly #persona: Persona;
	readonly #cluster: Cluster;
	readonly #backend: Backend;
	readonly #onCancelled: () => void;
	readonly #ownSettings: Map<string, string>;
	/** Set for this transaction only. */
	readonly #localSettings = new Map<string, string>();
	#begin = '';
	/** Statements of this transaction whose answers its client has seen. */
	#answered = 0;
	#isRestartable = false;
	/** What takes this transaction's locks once more. */
	#locking: string[] = [];
	/** RELEASE of cockroach_restart has committed. */
	#isCommitted = false;
	#injected = 0;
	#statement = '';
	/** The statement that it runs just now. */
	running: {readonly sql: string; readonly since: Date} | undefined;
	/** The one that it ran last. */
	lastStatement = '';

	constructor(
		{persona, cluster, backend}: {readonly persona: Persona; readonly cluster: Cluster; readonly backend: Backend},
		{user, node, name, onCancelled}: {readonly user: string; readonly node: number; readonly name: string; onCancelled(): void},
	) {
		this.#persona = persona;
		this.#cluster = cluster;
		this.#backend = backend;
		this.user = user;
		this.node = node;
		this.name = name;
		this.#onCancelled = onCancelled;
		this.#ownSettings = new Map(Object.entries(persona.ownSettings));
		this.id = cluster.add(this);
	}

	/** The engine's own settings, as they are in force. */
	get #settings(): ReadonlyMap<string, string> {
		return new Map([...this.#ownSettings, ...this.#localSettings]);
	}

	get processId(): number {
		return this.#backend.processId;
	}

	/** Ends it, whatever it does at the moment; what it had open is rolled back. */
	end(): void {
		this.#cluster.sessions.delete(this.id);
		if (this.#backend.isBusy) {
			this.#cluster.terminate(this.processId);
		}

		this.timestamp = undefined;
		this.#backend.end();
	}

	async execute(statement: Statement, request: Request): Promise<Reply> {
		this.#statement = statement.sql;
		this.running = {sql: statement.sql, since: new Date()};
		const reply = await this.#answer(statement, request);
		this.running = undefined;
		this.lastStatement = statement.sql;
		if (reply.error && this.status === 'T' && !this.#isCommitted) {
			this.status = 'E';
		}

		return reply;
	}

	async #answer(statement: Statement, request: Request): Promise<Reply> {
		const persona = this.#persona;
		const {bare, kind, sql} = statement;
		// What doesn't parse is refused whatever the transaction's state.
		const refused = persona.refusedStatements.find(([pattern]) => pattern.test(bare));
		if (refused) {
			return refuse(refused[1](sql));
		}

		if (kind === 'commit' || kind === 'rollback') {
			return this.#endTransaction(kind === 'commit');
		}

		if (this.#isCommitted) {
			return refuse(persona.transactionCommitted);
		}

		if (kind === 'rollback-to-restart' && this.#isRestartable) {
			return this.#restart();
		}

		if (this.status === 'E' && kind !== 'rollback-to') {
			return refuse(persona.transactionAborted);
		}

		if (this.user !== 'root' && persona.tellsContention && /\bcrdb_internal\.cluster_/v.test(bare)) {
			return refuse({code: '42501', message: `user ${this.user} does not have VIEWACTIVITY or VIEWACTIVITYREDACTED privilege`});
		}

		const absent = persona.absentFunctions.find(name => new RegExp(String.raw`\b${name}\s*\(`, 'iv').test(bare));
		if (absent !== undefined) {
			return refuse(persona.unknownFunction(absent));
		}

		switch (kind) {
			case 'begin': {
				return this.status === 'I' ? this.#beginTransaction(sql) : refuse(persona.transactionInProgress);
			}

			case 'savepoint-restart': {
				return this.#markRestart();
			}

			case 'release-restart': {
				return this.#isRestartable ? this.#release() : this.#ordinary(statement, request);
			}

			case 'cancel-session': {
				return this.#cancelSession(sql, request);
			}

			case 'set': {
				return this.#set(statement, request);
			}

			case 'show': {
				return this.#show(statement, request);
			}

			case 'other':
			case 'schema-change':
			case 'rollback-to':
			case 'rollback-to-restart':
			case 'empty': {
				return this.#ordinary(statement, request);
			}
		}
	}

	/** A level that this version hasn't got is silently another one. */
	#withIsolation(sql: string): string {
		return sql.replaceAll(/\b(?:read\s+(?:un)?committed|repeatable\s+read|snapshot)\b/giv, level =>
			this.#persona.isolation[level.toLowerCase().replaceAll(/\s+/gv, ' ')] ?? level);
	}

	async #beginTransaction(sql: string): Promise<Reply> {
		this.#begin = this.#withIsolation(sql);
		const reply = await this.#open();
		this.#isRestartable = false;
		this.#injected = 0;
		return reply.error ? reply : done('BEGIN');
	}

	/** Begins at PostgreSQL, for the first time or anew. */
	async #open(): Promise<Reply> {
		this.timestamp = this.#cluster.nextTimestamp();
		// PostgreSQL lets only administrators set that.
		const isOldest = this.user === 'root' && this.#cluster.openBeside(this).length === 0;
		const answer = await this.#backend.run({sql: isOldest ? `${this.#begin}; SET LOCAL deadlock_timeout = '${deadlockTimeout.oldest}'` : this.#begin});
		if (answer.error) {
			this.timestamp = undefined;
			return this.#translated(answer, false);
		}

		this.status = 'T';
		this.#answered = 0;
		return answer;
	}

	/** Leaves PostgreSQL's transaction, if there is one. */
	async #abandon(): Promise<void> {
		if (this.#backend.status !== 'I') {
			await this.#backend.run({sql: 'ROLLBACK'});
		}

		this.timestamp = undefined;
	}

	#close(): void {
		this.status = 'I';
		this.timestamp = undefined;
		this.#isRestartable = false;
		this.#isCommitted = false;
		this.#localSettings.clear();
		this.#locking = [];
	}

	async #endTransaction(isCommit: boolean): Promise<Reply> {
		const {status} = this;
		if (status === 'I') {
			const {noTransaction} = this.#persona;
			return noTransaction
				? refuse(noTransaction)
				: {...done(isCommit ? 'COMMIT' : 'ROLLBACK'), warning: {severity: 'WARNING', code: '25P01', message: 'there is no transaction in progress'}};
		}

		if (this.#isCommitted) {
			this.#close();
			return done('COMMIT');
		}

		if (status === 'E' || !isCommit) {
			await this.#abandon();
			this.#close();
			return done('ROLLBACK');
		}

		const reply = await this.#commit();
		// Also after a COMMIT that failed.
		this.#close();
		return reply;
	}

	async #commit(): Promise<Reply> {
		if (this.#isInjected('inject_retry_errors_on_commit_enabled')) {
			await this.#abandon();
			return refuse(this.#persona.injectedError('inject_retry_errors_on_commit_enabled'));
		}

		if (await this.#cluster.cannotCommit(this)) {
			await this.#abandon();
			return refuse(this.#persona.retryError('serializable'));
		}

		const answer = await this.#backend.run({sql: 'COMMIT'});
		this.timestamp = undefined;
		return answer.error ? this.#translated(answer, true) : done('COMMIT');
	}

	#markRestart(): Reply {
		if (this.status === 'I') {
			return refuse(this.#persona.noTransaction ?? {code: '25P01', message: 'there is no transaction in progress'});
		}

		if (this.#answered > 0 && !this.#isRestartable) {
			return refuse(this.#persona.restartNotFirst);
		}

		this.#isRestartable = true;
		return done('SAVEPOINT');
	}

	/** The real commit of the restart protocol. */
	async #release(): Promise<Reply> {
		const reply = await this.#commit();
		this.#isCommitted = reply.error === undefined;
		return reply;
	}

	/**
	Begins all over. A savepoint of PostgreSQL's would keep the old snapshot, in which the same statement would fail again: so
	its transaction is another one. CockroachDB keeps the locks, so they are taken once more, right away; on PostgreSQL somebody
	may come in between, and then it is tried again.
	*/
	async #restart(): Promise<Reply> {
		// Set after the savepoint, and so rolled back with it.
		this.#localSettings.clear();
		for (let round = 1; ; round++) {
			await this.#abandon();
			const reply = await this.#open();
			if (reply.error) {
				return reply;
			}

			const {error} = this.#locking.length === 0 ? {} : await this.#backend.run({sql: this.#locking.join('; ')});
			if (!error || round > mostRetries) {
				return error ? this.#translated({rows: [], error}, false) : done('ROLLBACK');
			}
		}
	}

	async #set(statement: Statement, request: Request): Promise<Reply> {
		const setting = readSetting(statement);
		const name = setting?.name ?? '';
		const value = setting?.value ?? '';
		const refusal = Object.hasOwn(this.#persona.refusedSettings, name) ? this.#persona.refusedSettings[name]?.(value) : undefined;
		if (refusal) {
			return refuse(refusal);
		}

		if (this.#ownSettings.has(name)) {
			const settings = setting?.isLocal ? this.#localSettings : this.#ownSettings;
			settings.set(name, ['on', 'true', 'yes', '1'].includes(unquote(value).toLowerCase()) ? 'on' : 'off');
			return done('SET');
		}

		const sql = name === 'database' ? `SET search_path TO ${this.#persona.databases.includes(unquote(value)) ? searchPath : pathIn(value)}` : this.#withIsolation(statement.sql);
		const answer = await this.#backend.run({...request, sql});
		if (answer.error) {
			return this.#translated(answer, false);
		}

		if (name !== 'application_name') {
			return answer;
		}

		this.name = unquote(value);
		return {...answer, parameterStatus: ['application_name', this.name]};
	}

	async #show(statement: Statement, request: Request): Promise<Reply> {
		const what = statement.bare.replace(/^show\s+/iv, '').toLowerCase();
		const own = new Map([...this.#settings, ['session_id', this.id], ['node_id', String(this.node)], ['crdb_version', this.#persona.version]]).get(what);
		if (own !== undefined) {
			return table([[what, 'text']], [[own]], 'SHOW 1');
		}

		if (/^(?:all\s+)?(?:cluster\s+|local\s+)?sessions$/v.test(what)) {
			// Whoever is no administrator sees their own.
			const rows = this.#cluster.sessions.values().filter(({user}) => this.user === 'root' || user === this.user).map(session => sessionRow(session)).toArray();
			return table(sessionColumns, rows, `SHOW ${rows.length}`);
		}

		const reply = await this.#ordinary(statement, request);
		return reply.error ? reply : {...reply, tag: `SHOW ${reply.rows.length}`};
	}

	#cancelSession(sql: string, {extended}: Request): Reply {
		const asked = /'(?<id>[^']*)'/v.exec(sql)?.groups?.['id'] ?? (extended ? readParameters(extended.bind)[0] ?? '' : '');
		const session = this.#cluster.sessions.get(asked);
		if (!session && !/\bif\s+exists\b/iv.test(sql)) {
			return refuse({code: 'XXUUU', message: `could not cancel session ${asked}: session not found`});
		}

		if (session) {
			session.#onCancelled();
		}

		return done(`CANCEL SESSIONS ${session ? 1 : 0}`);
	}

	#isInjected(setting: string): boolean {
		return this.status === 'T' && this.#settings.get(setting) === 'on';
	}

	/** What PostgreSQL answers, made to look as it would there. */
	async #ordinary(statement: Statement, request: Request): Promise<Reply> {
		const persona = this.#persona;
		const known = persona.answers.find(({pattern}) => pattern.test(statement.bare));
		if (known) {
			return table(known.columns.map(name => [name, 'text'] as const), known.rows, known.tag);
		}

		if (statement.kind === 'schema-change' && this.status === 'T' && persona.autocommitsBeforeSchemaChanges && this.#settings.get('autocommit_before_ddl') !== 'off') {
			const reply = await this.#endTransaction(true);
			if (reply.error) {
				return reply;
			}
		}

		const isSchemaChange = statement.kind === 'schema-change';
		const sent = {...request, sql: isSchemaChange ? withDatabases(withWideIntegers(statement.sql)) : statement.sql};
		const lock = this.#isRestartable ? lockingStatement(request) : undefined;
		if (lock !== undefined && !this.#locking.includes(lock)) {
			// Kept also where the statement fails: CockroachDB leaves its lock behind.
			this.#locking.push(lock);
		}

		const answer = isHistorical(statement) ? await this.#runHistorical(sent) : await this.#run(sent, isSchemaChange);
		if (answer.error) {
			return this.#translated(answer, false);
		}

		if (this.status === 'E') {
			// A rollback to a savepoint of the client's own.
			this.status = 'T';
		}

		if (this.#isInjected('inject_retry_errors_enabled') && !(this.#isRestartable && this.#injected >= mostInjected)) {
			this.#injected++;
			return refuse(persona.injectedError('inject_retry_errors_enabled'));
		}

		this.#answered++;
		// Every integer is an INT8 there, a literal's too.
		return {...answer, description: answer.description && replaceType(answer.description, typeIds.int4, {id: typeIds.int8, size: 8})};
	}

	/** Reads the present instead of the past, but outside of every serializable transaction, so that it disturbs nobody either. */
	async #runHistorical(request: Request): Promise<Answer> {
		if (this.status === 'T') {
			return refuse(this.#persona.historicalInTransaction);
		}

		await this.#backend.run({sql: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'});
		const answer = await this.#backend.run({...request, sql: withoutHistory(request.sql)});
		await this.#backend.run({sql: 'ROLLBACK'});
		return answer;
	}

	/**
	Runs a statement, and runs it again where CockroachDB would by itself: while its client has seen nothing yet of the
	transaction, a conflict needs nobody's decision.
	*/
	async #run(request: Request, isSchemaChange: boolean): Promise<Answer> {
		for (let round = 1; ; round++) {
			const answer = await this.#backend.run(request);
			const {code = '', message = ''} = answer.error ?? {};
			const isConflict = (code === '40001' || code === '40P01') && message !== this.#persona.forcedRetry.message && (this.status === 'I' || this.#answered === 0);
			const isCreatedElsewhere = this.status === 'I' && isSchemaChange && creatingElsewhere.has(code) && /\bif\s+not\s+exists\b/iv.test(request.sql);
			if (round > mostRetries || !(isConflict || isCreatedElsewhere)) {
				return answer;
			}

			if (this.status === 'I') {
				continue;
			}

			await this.#abandon();
			await this.#open();
		}
	}

	async #translated(answer: Answer, isCommit: boolean): Promise<Reply> {
		const {error} = answer;
		return error ? {rows: [], error: await translateError(error, {sql: this.#statement, isCommit, user: this.user}, this.#persona, this.#cluster)} : answer;
	}
}
