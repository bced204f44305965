import {randomUUID} from 'node:crypto';
import type {TestContext} from 'node:test';
import pg from 'pg';
import type {Bank} from '../../../source/bank/bank.js';
import {openBank} from '../../../source/bank/open-bank.js';
import {connectDatabase, type Database} from '../../../source/database/connect.js';
import {wireOf} from '../../../source/database/wire.js';
import {WiredClient} from '../../../source/database/wired-client.js';
import type {Cure, CureClient, CureOptions, OpenCure} from '../../../source/load/cures/cure.js';
import {startServer} from '../../support/servers.js';

/** A server for the tests of a file. */
export const startStage = async () => {
	const server = await startServer();
	const database = await connectDatabase({url: server.url()});
	return {
		server,
		database,
		/** A new bank: Ada has $1,000, Ben $250, everybody else $500. */
		async newBank(on: Database = database): Promise<Bank> {
			const {bank} = await openBank(on, {schema: `bank_${randomUUID().replaceAll('-', '')}`, accounts: 4});
			return bank;
		},
		async stop() {
			await database.close();
			await server.stop();
		},
	};
};

const impatient: CureOptions = {base: 1, cap: 20, maxAttempts: 1000};

/** Opens a cure for one test. */
export const openCure = async (t: TestContext, cure: Cure, bank: Bank, options: CureOptions = {}): Promise<OpenCure> => {
	const open = await cure.open(bank, 12, {...impatient, ...options});
	t.after(async () => open.close());
	return open;
};

/** A client that nobody stops, unless told otherwise. */
export const clientOf = (client: Partial<CureClient> = {}): CureClient => ({session: 'client 1', signal: new AbortController().signal, ...client});

/** A database like `database`, whose lines for transfers can lose answers. */
export const loseAnswersOf = (t: TestContext, {url, database}: {readonly url: string; readonly database: Database}) => {
	const clients = new Set<pg.PoolClient>();
	const wiredPool = (pipeline: boolean) => {
		const pool = new pg.Pool({connectionString: url, Client: WiredClient, pipeline, max: 20});
		pool.on('error', () => undefined);
		pool.on('connect', client => {
			client.on('error', () => undefined);
			clients.add(client);
		});
		pool.on('remove', client => {
			clients.delete(client);
		});
		t.after(async () => pool.end());
		return pool;
	};

	return {
		database: {...database, pool: wiredPool(false), pipelined: wiredPool(true)},
		/** The next answer on every line is lost, and the line with it. */
		loseAnswers() {
			for (const client of clients) {
				wireOf(client)?.loseAnswer();
			}
		},
	};
};
