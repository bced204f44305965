import pg from 'pg';

const ignore = () => undefined;

/**
True while a statement that was sent has not been answered. Whoever is given such a client next waits for that answer; pg
leaves it like this after `query_timeout`.
*/
const isBlocked = (client: pg.PoolClient): boolean =>
	'readyForQuery' in client && client.readyForQuery === false && !client.connection.stream.destroyed;

/** True for what the server said: then it answers, and the answer's end is only still under way. */
const isAnswer = (error: unknown): boolean => error instanceof Error && 'severity' in error;

/** What a pool answers a request for a client with. */
type Answered = (error: Error | undefined, client: pg.PoolClient | undefined, release: (error?: Error | boolean) => void) => void;

const isList = (value: unknown): value is readonly pg.Client[] => Array.isArray(value);

/** The clients that count in a pool, those included that only begin to connect: of them it tells nobody. Not those that say goodbye. */
const countedIn = (pool: pg.Pool): readonly pg.Client[] => '_clients' in pool && isList(pool._clients) ? pool._clients : [];

/**
A pool that keeps what can't be used out of it, and out of the way:

- An error that a client emits ends the program if nobody listens. Idle clients tell of their end through the pool. One
  that changes hands has no listener for a moment, and a server that ends may send its last words along with the answer
  before: then they come in that very moment.
- A client that is given back in the middle of a statement is destroyed, whether or not it was given back as broken.
- Idle clients that lead to the same host go with it: that host doesn't answer, and each of them would cost whoever is given
  it another statement timeout.
- Whoever waits for a client when the pool is destroyed is told so, and waits no longer.
*/
export class GuardedPool extends pg.Pool {
	/** From when they are connected until they have said goodbye. */
	readonly #connected = new Set<pg.Client>();
	readonly #idle = new Set<pg.PoolClient>();
	readonly #waiting = new Set<(error: Error) => void>();

	constructor(config: pg.PoolConfig) {
		super(config);
		this.on('error', ignore);
		this.on('connect', client => {
			this.#connected.add(client);
			client.on('error', ignore);
		});
		this.on('acquire', client => {
			this.#idle.delete(client);
		});
		this.on('release', (error: Error | boolean | undefined, client) => {
			if (isBlocked(client) && !isAnswer(error)) {
				this.#dropIdle(client);
				// The pool keeps none that was ended.
				void client.end();
			} else if (error === undefined || error === false) {
				this.#idle.add(client);
			}
		});
		this.on('remove', client => {
			this.#connected.delete(client);
			this.#idle.delete(client);
		});
	}

	override connect(): Promise<pg.PoolClient>;
	override connect(answered: Answered): void;
	override connect(answered?: Answered): Promise<pg.PoolClient> | undefined {
		if (answered) {
			this.#ask(answered);
			return undefined;
		}

		const {promise, resolve, reject} = Promise.withResolvers<pg.PoolClient>();
		this.#ask((error, client) => {
			if (client) {
				resolve(client);
			} else {
				reject(error ?? new Error('The pool has no client.'));
			}
		});
		return promise;
	}

	/** Ends every connection without a word to the server, which may not listen any more, and every wait for one. */
	destroy(): void {
		for (const client of [...this.#connected, ...countedIn(this)]) {
			client.connection.stream.destroy();
		}

		for (const giveUp of this.#waiting) {
			giveUp(new Error('The connections were closed.'));
		}
	}

	#ask(answered: Answered): void {
		const giveUp = (error: Error) => {
			this.#waiting.delete(giveUp);
			answered(error, undefined, ignore);
		};

		this.#waiting.add(giveUp);
		super.connect((error, client, release) => {
			if (this.#waiting.delete(giveUp)) {
				answered(error, client, release);
			} else if (client) {
				release(true);
			}
		});
	}

	/** The pool lets go of an idle client that emits an error, at once, before anybody can be given it. */
	#dropIdle({host, port}: pg.PoolClient): void {
		for (const client of this.#idle) {
			if (client.host !== host || client.port !== port) {
				continue;
			}

			client.emit('error', new Error('Its server did not answer another connection.'));
			client.connection.stream.destroy();
		}
	}
}
