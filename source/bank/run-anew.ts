import {setTimeout as sleep} from 'node:timers/promises';
import type {Engine} from '../database/engines/engine.js';
import {isServerError} from '../transactions/classify.js';

/** A conflict that lasts longer than so many rounds is none. */
const mostRounds = 20;
/** The longest wait between two, in ms. */
const longestWait = 50;

type Result = {readonly rowCount: number | null};

/** As much of a database as that takes. */
type Runner = {
	readonly pool: {query(text: string, values: unknown[]): Promise<Result>};
	readonly server: {readonly engine: Pick<Engine, 'retryable'>};
};

/**
Runs a statement by itself, again where the server asks for that: as Aurora DSQL does of whoever comes first after a change of the
schema. Only for statements that do no harm when they are run twice.

@throws Whatever else the server says.
*/
export const runAnew = async ({pool, server: {engine}}: Runner, text: string, values: readonly unknown[] = []): Promise<Result> => {
	for (let round = 1; ; round++) {
		try {
			return await pool.query(text, [...values]);
		} catch (error) {
			if (round > mostRounds || !isServerError(error) || !engine.retryable.includes(error.code)) {
				throw error;
			}

			await sleep(Math.random() * longestWait);
		}
	}
};
