import {serverError, socketError} from '../support/database-errors.js';
import {RowLocks} from './row-locks.js';
import {ServerSession, type Host} from './server-session.js';
import type {SimulatedClock} from './simulated-clock.js';
import type {SimulatedTables} from './simulated-tables.js';
import type {SimulatedTransaction} from './simulated-transaction.js';
import type {Weather} from './weather.js';

/** One line of a history. */
export type Log = (line: string) => void;

type Connected = {
	/** The connection is gone under the client. */
	lose(): void;
};

/** A database server in memory, whose time, chance and faults are the simulation's. */
export class SimulatedServer implements Host {
	readonly tables: SimulatedTables;
	readonly locks = new RowLocks();
	/** What no program should do to a server. */
	readonly misuse: string[] = [];
	readonly clock: SimulatedClock;
	weather: Weather;
	readonly log: Log | undefined;
	kills = 0;
	/** How often two statements came together. */
	together = 0;
	cuts = 0;
	readonly #sessions = new Map<ServerSession, Connected | undefined>();
	/** Transactions whose COMMIT nobody will hear of any more, and that the server has yet to end. */
	readonly #undecided = new Set<SimulatedTransaction>();
	#backAt = 0;
	#startsAt = 0;

	constructor(tables: SimulatedTables, clock: SimulatedClock, weather: Weather, log?: Log) {
		this.tables = tables;
		this.clock = clock;
		this.weather = weather;
		this.log = log;
	}

	/** How many transactions are open. */
	get open(): number {
		return this.#undecided.size + this.#sessions.keys().filter(({transaction}) => transaction !== undefined).toArray().length;
	}

	now(): number {
		return this.clock.now();
	}

	onUnknown(text: string): void {
		this.misuse.push(`the simulated server does not know: ${text}`);
	}

	/** Opens a session, if the server is there. */
	connect(client: Connected): ServerSession {
		const now = this.now();
		if (now < this.#startsAt) {
			throw socketError('ECONNREFUSED');
		}

		if (now < this.#backAt) {
			throw serverError('57P03', {message: 'the database system is starting up'});
		}

		const session = new ServerSession(this);
		this.#sessions.set(session, client);
		return session;
	}

	/** Nobody is left at the other end of a session. The server finds that out after a while. */
	abandon(session: ServerSession, ms: number): void {
		if (!this.#sessions.has(session)) {
			return;
		}

		this.#sessions.set(session, undefined);
		this.clock.after(ms, () => {
			this.end(session);
		});
	}

	end(session: ServerSession): void {
		session.end();
		this.#sessions.delete(session);
	}

	/** Keeps a transaction after its COMMIT was answered with "I don't know", and ends it one way or the other. */
	decideLater(transaction: SimulatedTransaction, onCommitted: () => void): void {
		const willCommit = this.weather.commitsInTheEnd();
		this.#undecided.add(transaction);
		this.clock.after(this.weather.linger(), () => {
			if (!this.#undecided.delete(transaction)) {
				return;
			}

			if (!willCommit) {
				transaction.rollback();
				return;
			}

			try {
				transaction.commit();
				onCommitted();
			} catch {
				// It could not be serialized: then it is rolled back.
			}
		});
	}

	/** All sessions are lost, and with them all that was not committed. The server comes back after a while. */
	kill(): void {
		this.kills++;
		const away = this.weather.away();
		this.log?.(`server killed, away for ${away.toFixed(1)} ms`);
		this.#startsAt = Math.max(this.#startsAt, this.now() + (away * 0.7));
		this.#backAt = Math.max(this.#backAt, this.now() + away);
		for (const transaction of this.#undecided) {
			transaction.rollback();
		}

		this.#undecided.clear();
		const sessions = [...this.#sessions];
		this.#sessions.clear();
		for (const [session] of sessions) {
			session.end();
		}

		for (const [, client] of sessions) {
			client?.lose();
		}
	}
}
