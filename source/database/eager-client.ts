import pg from 'pg';
import {GreetedClient} from './greeting.js';

/** A statement with values, or one to be prepared. */
type Config = {readonly text: string; readonly values?: unknown[]; readonly name?: string};

/** A client that can begin a transaction along with its first statement. */
export class EagerClient extends GreetedClient {
	/** Prepared on this connection. */
	readonly #prepared = new Set<string>();

	/**
	Sends `first` and, without waiting for its answer, a statement, which is run only if `first` succeeded: there is one Sync,
	behind both. What `first` answers is not told.

	Only what was prepared before can be put in front of a statement of pg's, which would take the answer to a Parse for its own;
	so on each connection it goes ahead the first time.

	@throws What the first of them that failed was answered with.
	*/
	async queryAfter<R extends pg.QueryResultRow>(first: string, config: Config): Promise<pg.QueryResult<R>> {
		if (!this.#prepared.has(first)) {
			await this.query({name: first, text: first});
			this.#prepared.add(first);
			return this.query<R>({...config});
		}

		return new Promise((resolve, reject) => {
			const extended = {...config, queryMode: 'extended'};
			const query = new pg.Query<R>(extended, (error, results) => {
				if (error) {
					reject(error);
				} else {
					// Both statements': pg gives a list where it had several answers.
					resolve([results].flat().at(-1) ?? results);
				}
			});
			const {submit} = query;
			query.submit = connection => {
				connection.stream.cork();
				connection.bind({statement: first}, true);
				connection.execute({}, true);
				submit.call(query, connection);
				connection.stream.uncork();
			};

			this.query(query);
		});
	}
}
