import {runTransaction, type TransactionEvent, type TransactionOptions, type Work} from '../../source/index.js';
import {fakeClock, type FakeClock} from '../support/fake-clock.js';
import type {Engine, Line} from '../support/scripted-client.js';
import {ScriptedPool} from '../support/scripted-pool.js';

/** What happened, line by line: the events, the pool and the clock in one sequence. */
export type Rehearsal<T> = {
	readonly pool: ScriptedPool;
	readonly clock: FakeClock;
	readonly events: readonly TransactionEvent[];
	readonly chronicle: readonly string[];
	/** How many clients were held whenever a wait began. */
	readonly held: readonly number[];
	/** Resolves when the transaction ended, however it did. */
	readonly ended: Promise<Ending<T>>;
};

export type Ending<T> = {readonly value?: T; readonly error?: unknown};

export type RehearsalOptions<T = unknown> = TransactionOptions<T> & {
	readonly engine?: Engine;
	readonly random?: () => number;
	readonly pool?: ScriptedPool;
};

const verb = ({text}: {readonly text: string}): string => text.split(' ', 1)[0] ?? '';

const line = (event: TransactionEvent): string => {
	switch (event.type) {
		case 'attempt-started': {
			return `attempt ${event.attempt}`;
		}

		case 'connection-acquired': {
			return `served by ${event.server.host}`;
		}

		case 'statement-sent': {
			return `sent ${verb(event.statement)}`;
		}

		case 'statement-finished': {
			return `finished ${verb(event.statement)}`;
		}

		case 'statement-failed': {
			return `failed ${verb(event.failure.statement ?? {text: '?'})}`;
		}

		case 'backoff-started': {
			return `backoff ${event.delay} of ${event.ceiling}`;
		}

		case 'gave-up': {
			return `gave-up ${event.reason}`;
		}

		case 'outcome-resolved': {
			return `outcome-resolved ${event.committed ? 'committed' : 'not committed'}`;
		}

		case 'attempt-failed':
		case 'committed':
		case 'outcome-unknown': {
			return event.type;
		}
	}
};

/** Reads a balance, writes it, and returns how many attempts that took. */
export const readThenWrite: Work<number> = async transaction => {
	await transaction.query('SELECT balance');
	await transaction.query('UPDATE balance', [transaction.attempt]);
	return transaction.attempt;
};

/** Runs a transaction on a scripted pool and a fake clock, without a deadline unless one is given. */
export const rehearse = <T>(
	script: readonly Line[],
	work: Work<T>,
	{engine = 'postgresql', random, onEvent, ...options}: RehearsalOptions<T> = {},
): Rehearsal<T> => {
	const chronicle: string[] = [];
	const events: TransactionEvent[] = [];
	const held: number[] = [];
	const pool = options.pool ?? new ScriptedPool(script, {
		engine,
		onChange(change) {
			chronicle.push(change);
		},
	});
	const clock = fakeClock({
		...(random && {random}),
		onSleep({ms}) {
			held.push(pool.held);
			chronicle.push(`sleep ${ms}`);
		},
	});
	const run = async (): Promise<Ending<T>> => {
		try {
			return {
				value: await runTransaction(pool, work, {
					deadline: Infinity,
					clock,
					...options,
					onEvent(event) {
						chronicle.push(line(event));
						events.push(event);
						onEvent?.(event);
					},
				}),
			};
		} catch (error) {
			return {error};
		}
	};

	return {pool, clock, events, chronicle, held, ended: run()};
};
