import {EventEmitter} from 'node:events';
import type {TransactionClient} from '../../source/transactions/pool.js';
import type {QueryConfig, QueryResult, Row} from '../../source/transactions/statement.js';
import {connectionLost, queryTimeout} from '../support/database-errors.js';
import {answerInTurn, leavesInDoubt, type Part, type Question, type Strike} from './answer.js';
import type {CommitSent, Customer} from './commit-sent.js';
import type {ServerSession} from './server-session.js';
import type {SimulatedServer} from './simulated-server.js';
import type {Result} from './statements.js';

/** What a client tells its pool. */
type Pool = {
	takeBack(client: SimulatedClient, destroy: boolean): void;
	lost(client: SimulatedClient): void;
};

type Asked = Question & {readonly answer: PromiseWithResolvers<Result>};

const partOf = (text: string, values: readonly unknown[] = []): Part => ({text, values: values.map(String)});

const textOf = (parts: readonly Part[]): string => parts.map(({text}) => text).join('; ');

const told = (answer: Result | Error): string => answer instanceof Error ? answer.message : answer.command;

/** One connection to the simulated server, with the manners of pg's. */
// eslint-disable-next-line unicorn/prefer-event-target
export class SimulatedClient extends EventEmitter implements TransactionClient {
	/** Who has it; undefined in the pool. */
	customer: Customer | undefined;
	/** The status that the server last reported. */
	status: 'I' | 'T' | 'E' = 'I';
	isLost = false;
	readonly number: number;
	readonly #server: SimulatedServer;
	readonly #pool: Pool;
	readonly #session: ServerSession;
	#asked: Asked | undefined;
	#commit: CommitSent | undefined;

	/**
	Connects.

	@throws What a server that isn't there answers.
	*/
	constructor(server: SimulatedServer, pool: Pool, number: number) {
		super();
		this.#server = server;
		this.#pool = pool;
		this.number = number;
		this.#session = server.connect(this);
	}

	get isBusy(): boolean {
		return this.#asked !== undefined;
	}

	/** What became of the last COMMIT that was sent over it, nobody has heard. */
	get isInDoubt(): boolean {
		return this.#commit !== undefined && !this.#commit.isAnswered;
	}

	getTransactionStatus(): string {
		return this.status;
	}

	query<R extends Row>(statement: string | QueryConfig, values?: unknown[]): Promise<QueryResult<R>>;
	async query(statement: string | QueryConfig, parameters?: unknown[]): Promise<Result> {
		const {text, values = parameters ?? []} = typeof statement === 'string' ? {text: statement} : statement;
		return this.#ask([partOf(text, values)]);
	}

	/** Both in one write, with one Sync behind: the second is run only if the first succeeded, and the first one's answer is told to nobody. */
	send<R extends Row>(statement: QueryConfig, first?: QueryConfig): Promise<QueryResult<R>>;
	async send(statement: QueryConfig, first?: QueryConfig): Promise<Result> {
		this.#server.together += first ? 1 : 0;
		return this.#ask((first ? [first, statement] : [statement]).map(({text, values}) => partOf(text, values)));
	}

	release(destroy = false): void {
		if (!this.customer) {
			this.#server.misuse.push('a client was released twice');
			throw new Error('Release called on client which has already been released to the pool.');
		}

		this.#pool.takeBack(this, destroy);
		if (!destroy || this.isLost) {
			return;
		}

		this.isLost = true;
		// What is on its way still arrives.
		if (!this.#asked) {
			this.#server.abandon(this.#session, this.#server.weather.latency());
		}

		this.#fail(new Error('Connection terminated'));
	}

	/** The line is cut while nothing is on it. */
	cut(): void {
		this.#server.cuts++;
		this.lose();
		this.#server.abandon(this.#session, this.#server.weather.linger());
	}

	/** The connection is gone, and pg tells it with an event as well. */
	lose(): void {
		if (this.isLost) {
			return;
		}

		this.isLost = true;
		this.#server.log?.(`${this.#name}: connection lost`);
		this.#pool.lost(this);
		if (this.listenerCount('error') > 0) {
			this.emit('error', connectionLost());
		}

		this.#fail(connectionLost());
	}

	get #name(): string {
		return `${this.customer?.name ?? 'nobody'} on ${this.number}`;
	}

	async #ask(parts: readonly Part[]): Promise<Result> {
		const {customer} = this;
		if (!customer || this.#asked) {
			this.#server.misuse.push(`${textOf(parts)} on a client that ${customer ? 'is busy' : 'was given back'}`);
		}

		if (this.isLost) {
			throw new Error('Client has encountered a connection error and is not queryable');
		}

		const sent = parts.at(-1)?.text === 'COMMIT'
			? {hasWritten: this.#session.transaction?.hasWritten ?? false, hasCommitted: false, isAnswered: false}
			: undefined;
		if (sent) {
			customer?.commits.push(sent);
			this.#commit = sent;
		}

		const question: Asked = {parts, sent, answer: Promise.withResolvers()};
		this.#asked = question;
		void this.#carry(question);
		return question.answer.promise;
	}

	/** What strikes the first part that something strikes. */
	#strikeIn(parts: readonly Part[]): Strike | undefined {
		for (const [place, {text}] of parts.entries()) {
			const fault = this.#server.weather.strikes(text);
			if (fault) {
				return {fault, place};
			}
		}

		return undefined;
	}

	#fail(error: Error): void {
		const asked = this.#asked;
		this.#asked = undefined;
		asked?.answer.reject(error);
	}

	/** Takes a statement to the server and its answer back, through whatever strikes it on the way. */
	async #carry(question: Asked): Promise<void> {
		const {parts, sent} = question;
		const {clock, weather, log} = this.#server;
		const session = this.#session;
		const strike = this.#strikeIn(parts);
		const fault = strike?.fault;
		log?.(`${this.#name}: ${textOf(parts)}${strike ? ` [${Object.values(strike.fault).join(' ')}${parts.length > 1 ? ` at ${strike.place + 1}` : ''}]` : ''}`);
		const cut = fault?.type === 'cut' ? fault.when : undefined;
		this.#server.cuts += cut === undefined ? 0 : 1;
		if (cut === 'early') {
			await clock.pass(weather.latency());
			this.lose();
			await clock.pass(weather.linger());
		} else if (fault?.type === 'timeout') {
			await clock.pass(weather.latency());
			log?.(`${this.#name}: the driver gives up on ${textOf(parts)}`);
			question.answer.reject(queryTimeout());
			await clock.pass(weather.linger());
		}

		await clock.pass(fault?.type === 'stall' ? weather.stall() : weather.latency());
		if (session.isGone) {
			return;
		}

		if (cut === 'before') {
			this.lose();
			this.#server.abandon(session, weather.linger());
			return;
		}

		if (cut === 'during') {
			this.lose();
		}

		const answer = await answerInTurn(question, session, this.#server, strike);
		log?.(`server to ${this.#name}: ${told(answer)}`);
		if (session.isGone && fault?.type !== 'code') {
			return;
		}

		if (cut === 'answered') {
			this.#deliver(question, answer);
			this.lose();
		} else if (cut !== undefined) {
			this.lose();
		} else if (sent) {
			// Between a commit and its answer there is time for the server to go.
			await clock.pass(weather.latency());
		}

		if (this.isLost) {
			this.#server.abandon(session, weather.linger());
			return;
		}

		if (fault?.type === 'timeout') {
			this.#asked = undefined;
		} else {
			this.#deliver(question, answer);
		}
	}

	#deliver({answer, sent}: Asked, result: Result | Error): void {
		this.#server.log?.(`${this.#name}: ${told(result)}`);
		this.#asked = undefined;
		this.status = this.#session.status;
		if (!(result instanceof Error)) {
			if (sent) {
				sent.isAnswered = true;
			}

			answer.resolve(result);
			return;
		}

		const isFatal = this.#session.isGone;
		if (sent) {
			sent.isAnswered = !isFatal && !('code' in result && leavesInDoubt.has(String(result.code)));
		}

		answer.reject(result);
		if (isFatal) {
			this.lose();
		}
	}
}
