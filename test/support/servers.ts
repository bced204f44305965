import type {TestContext} from 'node:test';
import pg from 'pg';
import {openBank, type OpenOptions} from '../../source/bank/open-bank.js';
import type {Bank} from '../../source/bank/bank.js';
import {connectDatabase, type Database} from '../../source/database/connect.js';
import {startEmbeddedServer} from '../../source/database/embedded/embedded-server.js';

type Login = {readonly user?: string; readonly password?: string; readonly database?: string};

/** A server for all tests of a file, which ends it with `after`. */
export type Server = {
	/** Its connection string: as the superuser, unless told otherwise. */
	url(login?: Login): string;
	/** Runs statements as the superuser, each on its own. Resolves to the rows of the last, as arrays. */
	run(...statements: readonly string[]): Promise<unknown[][]>;
	stop(): Promise<void>;
};

export const startServer = async (transport: 'socket' | 'loopback' = 'socket'): Promise<Server> => {
	const {connection, stop} = await startEmbeddedServer({transport});
	const pool = new pg.Pool({...connection, max: 1});
	return {
		async stop() {
			await pool.end();
			await stop();
		},
		url({user = connection.user, password = connection.password ?? '', database = connection.database} = {}) {
			const who = `${encodeURIComponent(user)}${password === '' ? '' : `:${encodeURIComponent(password)}`}`;
			return transport === 'socket'
				? `postgresql://${who}@/${database}?host=${encodeURIComponent(connection.host)}&port=${connection.port}`
				: `postgresql://${who}@${connection.host}:${connection.port}/${database}`;
		},
		async run(...statements) {
			let rows: unknown[][] = [];
			for (const text of statements) {
				({rows} = await pool.query<unknown[]>({text, rowMode: 'array'}));
			}

			return rows;
		},
	};
};

/** Connects for one test. */
export const connectFor = async (context: TestContext, url: string): Promise<Database> => {
	const database = await connectDatabase({url});
	context.after(async () => database.close());
	return database;
};

/** Opens a bank for one test. */
export const openBankFor = async (context: TestContext, server: Server, options: OpenOptions): Promise<Bank> => {
	const {bank} = await openBank(await connectFor(context, server.url()), options);
	return bank;
};
