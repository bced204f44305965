import pg from 'pg';
import type {Bank} from '../../source/bank/bank.js';
import {makeTransfer} from '../../source/bank/make-transfer.js';
import {TransferRefusedError} from '../../source/bank/refusal.js';
import {tablesIn} from '../../source/bank/tables.js';
import {postgresql} from '../../source/database/engines/postgresql.js';
import {isServerError} from '../../source/transactions/classify.js';
import {OutcomeUnknownError, TransactionError} from '../../source/transactions/errors.js';
import type {Known} from '../torture/check.js';
import type {Asking} from './asking.js';
import type {SimulatedClock} from './simulated-clock.js';
import type {SimulatedPool} from './simulated-pool.js';

const tables = tablesIn('bank');
/** For the type's sake: it never connects. */
const unused = new pg.Pool();

/** The bank as one who asks sees it: the pool knows who has which client. */
const bankOf = (pool: SimulatedPool, asking: Asking): Bank => ({
	tables,
	database: {
		pool: Object.assign(new pg.Pool(), {connect: async () => pool.connect(asking)}),
		wired: unused,
		pipelined: unused,
		reader: unused,
		server: {engine: postgresql, version: '18', address: 'simulated', embedded: false, tls: undefined, isLocal: true, settings: {taken: [], refused: []}, hosts: 1, servedBy: undefined},
		serving: () => 'simulated',
		crash: undefined,
		limitConnections: () => undefined,
		close: async () => undefined,
	},
});

/** What an error tells whoever asked. Anything that isn't meant to be thrown is a defect. */
const knownFrom = (error: unknown): Known | undefined => {
	if (error instanceof OutcomeUnknownError) {
		return 'unknown';
	}

	return error instanceof TransferRefusedError || error instanceof TransactionError ? 'not-made' : undefined;
};

/** Asks the bank for one transfer, and keeps what was heard of it. */
export const askFor = async (asking: Asking, pool: SimulatedPool, clock: SimulatedClock): Promise<void> => {
	const {ask} = asking;
	const controller = new AbortController();
	const keepOn = clock.after(ask.abortAfter, () => {
		controller.abort(new Error('changed their mind'));
	});
	try {
		const receipt = await makeTransfer(bankOf(pool, asking), ask.transfer, {
			...ask.options, clock, session: ask.name, signal: controller.signal, ...(ask.isWatched && {onEvent: asking.hear}),
		});
		asking.end('committed', receipt ? 'made before' : 'made');
	} catch (error) {
		const known = knownFrom(error);
		asking.isRefused = error instanceof TransferRefusedError;
		asking.isTaken = error instanceof TransactionError && isServerError(error.cause) && error.cause.code === '23505';
		if (known === undefined) {
			asking.wrong.push(`${ask.name} was thrown what nobody expects: ${String(error)}`);
		}

		asking.end(known ?? 'unknown', error instanceof Error ? error.name : '');
	}

	keepOn();
};
