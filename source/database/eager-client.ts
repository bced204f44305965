import type pg from 'pg';
import {
	Exchange, type Answer, type Part, type Prepared,
} from './exchange.js';
import {GreetedClient} from './greeting.js';

/** A statement, as in pg. */
type Config = {readonly text: string; readonly values?: unknown[]; readonly name?: string};

const isText = (values: readonly unknown[]): values is string[] => values.every(value => typeof value === 'string');

/** Undefined for what has neither a name nor values: that may be several statements, which can't be prepared. */
const partOf = ({text, values = [], name = ''}: Config): Part | undefined =>
	isText(values) && (name !== '' || values.length > 0) ? {text, name, values} : undefined;

/** A client that sends statements with less ado, and two at a time. */
export class EagerClient extends GreetedClient {
	readonly #prepared: Prepared = new Map();
	#exchange: Exchange | undefined;

	constructor(config?: string | pg.ClientConfig) {
		super(config);
		// The one answer that pg doesn't hand on.
		this.connection.on('parseComplete', () => {
			this.#exchange?.handleParseComplete();
		});
	}

	/**
	Sends a statement, as `query` does, and before it, without waiting for its answer, `first`: the statement is run only if that
	succeeded, since there is one Sync, behind both. What `first` answers is not told.

	@throws What the first of them that failed was answered with.
	*/
	async send(config: Config, first?: Config): Promise<Answer> {
		const [part, before] = [partOf(config), first && partOf(first)];
		if (!part || (first && !before)) {
			if (first) {
				await this.send(first);
			}

			return this.query({...config});
		}

		const {promise, resolve, reject} = Promise.withResolvers<Answer>();
		this.query(new Exchange(before ? [before, part] : [part], this.#prepared, {
			submitted: exchange => {
				this.#exchange = exchange;
			},
			answered: answer => {
				this.#exchange = undefined;
				resolve(answer);
			},
			failed: error => {
				this.#exchange = undefined;
				reject(error);
			},
		}));
		return promise;
	}
}
