import {EventEmitter} from 'node:events';
import type {TransactionClient} from '../../source/transactions/pool.js';
import type {QueryConfig, QueryResult, Row} from '../../source/transactions/statement.js';
import {connectionLost, queryTimeout, serverError} from './database-errors.js';

type Result = QueryResult<Row>;
/** An error, or what differs from the usual answer. */
export type Answer = Error | Partial<Result>;
/** A step, `connect` or the beginning of a statement, and its answer, which may be held back. Each line is used once. */
export type Line = readonly [step: string, answer: Answer | ((client?: ScriptedClient) => Promise<Answer>)];

/** An answer that never comes. */
export const never = async (): Promise<Answer> => {
	const {promise} = Promise.withResolvers<Answer>();
	return promise;
};

/** The same line so many times. */
export const times = (count: number, line: Line): readonly Line[] => Array.from({length: count}, () => line);

export type Engine = 'postgresql' | 'cockroachdb';

/** What a client asks of whoever stands behind it. */
type Server = {
	readonly engine: Engine;
	readonly sent: Array<{readonly client: number; readonly text: string; readonly values: unknown[] | undefined}>;
	/** What must never happen is written here. */
	readonly misuse: string[];
	/** The script's answer to a step. */
	take(step: string): Line[1];
	takeBack(client: ScriptedClient, destroy: boolean): void;
};

/** One connection. It keeps the transaction's status as the server would report it. */
// eslint-disable-next-line unicorn/prefer-event-target -- pg's clients are EventEmitters.
export class ScriptedClient extends EventEmitter implements TransactionClient {
	/** Where a cancel request goes. */
	host?: string;
	port?: number;
	readonly processID: number;
	readonly secretKey: number;
	readonly getTransactionStatus?: () => string;
	status: 'I' | 'T' | 'E' = 'I';
	/** The connection is gone. */
	lost = false;
	/** The server is still busy with a statement that the driver gave up on. */
	blocked = false;
	out = false;

	readonly #server: Server;
	readonly #end = Promise.withResolvers<never>();
	#tail: Promise<unknown> = Promise.resolve();
	#cancelled = Promise.withResolvers<Answer>();

	constructor(server: Server, processID: number, tellsStatus: boolean) {
		super();
		this.#server = server;
		this.processID = processID;
		this.secretKey = processID * 1000;
		if (tellsStatus) {
			this.getTransactionStatus = () => this.status;
		}

		this.#end.promise.catch(() => undefined);
	}

	query<R extends Row>(statement: string | QueryConfig, values?: unknown[]): Promise<QueryResult<R>>;
	async query(statement: string | QueryConfig, parameters?: unknown[]): Promise<Result> {
		const {text, values = parameters} = typeof statement === 'string' ? {text: statement} : statement;
		this.#server.sent.push({client: this.processID, text, values});
		if (!this.out) {
			this.#server.misuse.push(`${text} on a client that was given back`);
		}

		if (this.lost) {
			throw new Error('Client has encountered a connection error and is not queryable');
		}

		const before = this.#tail;
		const turn = async () => {
			await before;
			return this.#answer(text);
		};

		const answered = Promise.race([this.#end.promise, turn()]);
		this.#tail = Promise.allSettled([answered]).then(async () => this.blocked ? never() : undefined);
		return answered;
	}

	release(destroy = false): void {
		if (!this.out) {
			throw new Error('Release called on client which has already been released to the pool.');
		}

		this.out = false;
		this.#server.takeBack(this, destroy);
		if (destroy) {
			this.#lose(new Error('Connection terminated'));
		}
	}

	/** The server was asked to cancel what this session runs. */
	cancel(): void {
		this.#cancelled.resolve(serverError('57014', {message: 'canceling statement due to user request'}));
	}

	/** The connection ends, and pg tells it with an event. */
	drop(): void {
		this.#lose(connectionLost());
		this.emit('error', connectionLost());
	}

	#lose(error: Error): void {
		this.lost = true;
		this.#end.reject(error);
	}

	async #answer(text: string): Promise<Result> {
		this.#cancelled = Promise.withResolvers<Answer>();
		const line = this.#server.take(text);
		const answer = await Promise.race([this.#cancelled.promise, typeof line === 'function' ? line(this) : line]);
		if (!(answer instanceof Error)) {
			return {...this.#serve(text), ...answer};
		}

		if (!('severity' in answer)) {
			this.blocked = answer.message === queryTimeout().message;
			this.lost ||= !this.blocked;
		} else if (answer.severity === 'FATAL') {
			this.lost = true;
		} else if (text === 'COMMIT') {
			this.status = 'I';
		} else if (this.status === 'T') {
			this.status = 'E';
		}

		throw answer;
	}

	/** Does what a server does with the statement. */
	#serve(text: string): Result {
		const [command = ''] = text.split(' ', 1);
		const before = this.status;
		if (text === 'ROLLBACK' && before === 'I' && this.#server.engine === 'cockroachdb') {
			throw serverError('XXUUU', {message: 'there is no transaction in progress'});
		}

		if (before === 'E' && command !== 'ROLLBACK' && command !== 'COMMIT') {
			throw serverError('25P02', {message: 'current transaction is aborted, commands ignored until end of transaction block'});
		}

		if (command === 'BEGIN' || text.startsWith('ROLLBACK TO ')) {
			this.status = 'T';
		} else if (text === 'COMMIT' || text === 'ROLLBACK') {
			this.status = 'I';
		} else if (before === 'I') {
			this.#server.misuse.push(`${text} outside a transaction`);
		}

		return {command: text === 'COMMIT' && before === 'E' ? 'ROLLBACK' : command, rowCount: 0, rows: []};
	}
}
