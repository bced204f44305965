import {openServerSession, type Answer, type ServerSession} from '../database/server-session.js';
import type {Database} from '../database/connect.js';
import {classify, isServerError} from '../transactions/classify.js';
import type {Clock} from '../transactions/clock.js';
import type {EventOrigin} from '../transactions/events.js';
import type {Phase} from '../transactions/failure.js';
import type {IsolationLevel} from '../transactions/isolation.js';
import type {Statement} from '../transactions/statement.js';
import {lost, type Found} from './expectations.js';
import type {OnLessonEvent} from './events.js';
import {lessonFaults, type LessonFault, type StatementStep} from './lesson.js';

/** What all sessions of a lesson share. */
export type Stage = {
	readonly database: Database;
	/** The lesson's own. */
	readonly schema: string;
	/** Of this run. */
	readonly id: string;
	readonly isolation: IsolationLevel;
	readonly clock: Clock;
	readonly tell: OnLessonEvent;
};

/** A statement that was sent. */
export type Running = {
	readonly step: StatementStep;
	readonly statement: Statement;
	/** It was seen waiting. */
	waited: boolean;
	/** Set once it has come to its end. */
	found?: Found;
	/** Resolves then; never rejects. */
	readonly over: Promise<void>;
};

/** More rows than this no lane has room for. */
const mostRows = 20;

const labels: ReadonlyArray<readonly [pattern: RegExp, label: string]> = [
	[/^(?:begin|start\s+transaction)\b/iv, 'begin'],
	[/^(?:commit|end)\b/iv, 'commit'],
	[/^(?:rollback|abort)(?:\s+(?:transaction|work))?\s*;?$/iv, 'rollback'],
];

/** A value as text: what the driver made something else of, as JSON has it. */
const textOf = (value: unknown): string => {
	if (value === null || value === undefined) {
		return 'NULL';
	}

	return typeof value === 'string' ? value : JSON.stringify(value);
};

const rowsOf = ({columns, rows}: Answer): string[][] => rows.slice(0, mostRows).map(row => columns.map(name => textOf(row[name])));

/** One session of a lesson: sends what is its turn, and tells of it. */
export class Player {
	readonly name: string;
	/** The statement under way, or the last one. */
	running: Running | undefined;
	/** How many statements have failed so far. */
	failures = 0;
	readonly #stage: Stage;
	#session: ServerSession | undefined;
	#attempt = 0;
	/** Its last COMMIT was not answered. */
	#isInDoubt = false;

	constructor(name: string, stage: Stage) {
		this.name = name;
		this.#stage = stage;
	}

	/** What the server calls it. */
	get id(): string | undefined {
		return this.#session?.id;
	}

	get isRunning(): boolean {
		return this.running !== undefined && this.running.found === undefined;
	}

	/** Whether a transaction of its is open, failed or not. */
	get isInTransaction(): boolean {
		const status = this.#session?.status();
		return status === 'T' || status === 'E';
	}

	get origin(): EventOrigin {
		const {id, clock} = this.#stage;
		return {transactionId: `${id}/${this.name}`, session: this.name, attempt: Math.max(1, this.#attempt), at: clock.now()};
	}

	async open(): Promise<void> {
		const {database, schema} = this.#stage;
		this.#session = await openServerSession(database, {schema});
	}

	/** Sends a statement. It may not have come to its end when this returns. */
	send(step: StatementStep): Running {
		const {tell, clock} = this.#stage;
		const statement = this.#statementOf(step);
		const {label} = statement;
		this.#attempt += label === 'begin' ? 1 : 0;
		// Outside a transaction each statement commits by itself.
		const phases: Readonly<Record<string, Phase>> = {begin: 'connect', commit: 'commit', release: 'commit'};
		const phase = phases[label ?? ''] ?? (this.isInTransaction ? 'work' : 'commit');
		const sent = clock.now();
		tell({...this.origin, type: 'statement-sent', statement});
		const run = async () => {
			try {
				const answer = await this.#query(statement.text);
				const rows = rowsOf(answer);
				const {count} = answer;
				const [row] = answer.rows;
				running.found = {waited: running.waited, rows, count};
				tell({...this.origin, type: 'statement-finished', statement, elapsed: clock.now() - sent, rowCount: count, ...(row && {row}), rows});
				this.#settle(step, rows);
			} catch (error) {
				const failure = classify(error, phase, statement);
				this.failures++;
				running.found = {waited: running.waited, code: isServerError(error) ? error.code : lost, rows: [], count: 0};
				tell({...this.origin, type: 'statement-failed', failure, elapsed: clock.now() - sent});
				if (failure.verdict === 'ambiguous') {
					this.#isInDoubt = true;
					tell({...this.origin, type: 'outcome-unknown', failure});
				}
			}
		};

		const running: Running = {step, statement, waited: false, over: run()};
		this.running = running;
		return running;
	}

	/** Does something to its line. */
	async meet(fault: LessonFault): Promise<void> {
		this.#stage.tell({...this.origin, type: 'fault-injected', fault, title: lessonFaults[fault]});
		if (fault === 'lose-answer') {
			this.#session?.loseAnswer();
			return;
		}

		if (fault === 'cut') {
			await this.#session?.cut();
			return;
		}

		await this.#session?.close();
		await this.open();
	}

	/** Rolls back what is open, and ends the session. */
	async close(): Promise<void> {
		const session = this.#session;
		this.#session = undefined;
		if (session !== undefined && !this.isRunning && (session.status() === 'T' || session.status() === 'E')) {
			await session.query('ROLLBACK').catch(() => undefined);
		}

		await session?.close();
		await this.running?.over;
	}

	async #query(text: string): Promise<Answer> {
		if (!this.#session) {
			throw new Error('The session has ended.');
		}

		return this.#session.query(text);
	}

	#statementOf({sql, say}: StatementStep): Statement {
		const {isolation, database: {server: {engine}}} = this.#stage;
		const released = engine.restartSavepoint;
		const label = released !== undefined && new RegExp(String.raw`^release\s+(?:savepoint\s+)?${released}\b`, 'iv').test(sql)
			? 'release'
			: labels.find(([pattern]) => pattern.test(sql))?.[1] ?? say;
		const text = /^begin;?$/iv.test(sql.trim()) ? `BEGIN ISOLATION LEVEL ${(engine.onlyLevel ?? isolation).toUpperCase()}` : sql;
		return label === undefined ? {text} : {text, label};
	}

	#settle({settles}: StatementStep, rows: readonly unknown[]): void {
		if (settles === undefined || !this.#isInDoubt) {
			return;
		}

		this.#isInDoubt = false;
		this.#stage.tell({...this.origin, type: 'outcome-resolved', committed: (settles === 'rows') === (rows.length > 0)});
	}
}
