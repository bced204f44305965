import type pg from 'pg';

/** What a guarded pool can be asked for beside what pools do. */
export type PoolGuard = {
	/** Ends every connection without a word to the server, which may not listen any more. */
	destroy(): void;
};

const ignore = () => undefined;

/**
True while a statement that was sent has not been answered. Whoever is given such a client next waits for that answer; pg
leaves it like this after `query_timeout`.
*/
const isBlocked = (client: pg.PoolClient): boolean =>
	'readyForQuery' in client && client.readyForQuery === false && !client.connection.stream.destroyed;

/** True for what the server said: then it answers, and the answer's end is only still under way. */
const isAnswer = (error: unknown): boolean => error instanceof Error && 'severity' in error;

/**
Keeps what can't be used out of a pool, and out of the way:

- An error that a client emits ends the program if nobody listens. Idle clients tell of their end through the pool. One
  that changes hands has no listener for a moment, and a server that ends may send its last words along with the answer
  before: then they come in that very moment.
- A client that is given back in the middle of a statement is destroyed, whether or not it was given back as broken.
- Idle clients that lead to the same host go with it: that host doesn't answer, and each of them would cost whoever is given
  it another statement timeout.
*/
export const guardPool = (pool: pg.Pool): PoolGuard => {
	const clients = new Set<pg.PoolClient>();
	const idle = new Set<pg.PoolClient>();

	/** The pool lets go of an idle client that emits an error, at once, before anybody can be given it. */
	const dropIdle = ({host, port}: pg.PoolClient) => {
		for (const client of idle) {
			if (client.host !== host || client.port !== port) {
				continue;
			}

			client.emit('error', new Error('Its server did not answer another connection.'));
			client.connection.stream.destroy();
		}
	};

	pool.on('error', ignore);
	pool.on('connect', client => {
		clients.add(client);
		client.on('error', ignore);
	});
	pool.on('acquire', client => {
		idle.delete(client);
	});
	pool.on('release', (error: Error | boolean | undefined, client) => {
		if (isBlocked(client) && !isAnswer(error)) {
			dropIdle(client);
			// The pool keeps none that was ended.
			void client.end();
		} else if (error === undefined || error === false) {
			idle.add(client);
		}
	});
	pool.on('remove', client => {
		clients.delete(client);
		idle.delete(client);
	});
	return {
		destroy() {
			for (const client of clients) {
				client.connection.stream.destroy();
			}
		},
	};
};
