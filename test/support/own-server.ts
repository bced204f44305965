import {execFile, spawn, type ChildProcess} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {once} from 'node:events';
import {rmSync} from 'node:fs';
import {appendFile, rm, writeFile} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {promisify} from 'node:util';
import pg from 'pg';
import {prepareBinaries} from '../../source/database/embedded/binaries.js';
import {findFreePort} from '../../source/database/embedded/free-port.js';
import {findPlatformPackage} from '../../source/database/embedded/platform-package.js';
import {databaseDirectories, handOver, makePrivateDirectory, temporaryDirectories} from '../../source/database/embedded/private-directory.js';
import {readPostmasterFile} from '../../source/database/embedded/remains.js';
import {databaseUser, dataIn, initdbParameters, passwordFileIn, settingLines, transportLines} from '../../source/database/embedded/server-settings.js';
import {findUnprivilegedUser, spawnAs} from '../../source/database/embedded/unprivileged-user.js';
import {waitUntil} from '../../source/database/embedded/wait-until.js';

const startLimit = 20_000;

/** A server that nobody looks after but the test: it stays down until it is started again, with its data, on its port. */
export type OwnServer = {
	/** As the superuser. */
	readonly url: string;
	/** Runs statements as the superuser, over a connection for just that. Resolves to the rows of the last, as arrays. */
	run(...statements: readonly string[]): Promise<unknown[][]>;
	/**
	Starts it, and waits until it takes connections; or, where it is only to recover, until it answers, for then it refuses
	everybody, as a standby does that takes no readers.
	*/
	start(mode?: 'serving' | 'recovering'): Promise<void>;
	/** Ends it with a signal, by default for a fast shutdown, and waits until it is gone. */
	end(signal?: 'SIGINT' | 'SIGKILL'): Promise<void>;
	/** The postmaster's process id. */
	processId(): number;
	/** Writes a file of the data directory, such as pg_hba.conf. */
	write(name: string, text: string): Promise<void>;
};

/** A test, or a file of them. */
type Context = {after(work: () => Promise<void>): void};

/** Makes a server for one test, or for a file, with what `settings` say beside the embedded one's, and starts it. */
export const ownServer = async (context: Context, settings: Readonly<Record<string, string>> = {}): Promise<OwnServer> => {
	const identity = await findUnprivilegedUser();
	const binaries = await prepareBinaries(findPlatformPackage(), {...(identity && {identity}), places: temporaryDirectories()});
	const directory = await makePrivateDirectory(await databaseDirectories(), identity);
	const data = dataIn(directory);
	const port = await findFreePort();
	const password = randomUUID();
	await writeFile(passwordFileIn(directory), password, {mode: 0o600});
	await handOver([passwordFileIn(directory), directory], identity);
	const as = {...spawnAs(identity), cwd: '/', env: {LC_ALL: 'C', TZ: 'UTC', PATH: process.env['PATH']}};
	let postmaster: ChildProcess | undefined;
	let log = '';

	const killLast = () => {
		postmaster?.kill('SIGKILL');
		rmSync(directory, {recursive: true, force: true});
	};

	process.once('exit', killLast);

	const end = async (signal: NodeJS.Signals = 'SIGINT'): Promise<void> => {
		if (postmaster?.exitCode === null && postmaster.signalCode === null) {
			const ended = once(postmaster, 'exit');
			postmaster.kill(signal);
			await ended;
		}

		postmaster = undefined;
	};

	context.after(async () => {
		postmaster?.kill('SIGCONT');
		await end('SIGKILL');
		process.removeListener('exit', killLast);
		for (const each of [directory, ...(binaries.staged === undefined ? [] : [binaries.staged])]) {
			await rm(each, {recursive: true, force: true, maxRetries: 20, retryDelay: 50});
		}
	});
	await promisify(execFile)(binaries.initdb, initdbParameters(directory, 'loopback'), as);
	await appendFile(path.join(data, 'postgresql.conf'), transportLines({type: 'loopback', port}) + settingLines(settings));

	const url = `postgresql://${databaseUser}:${password}@127.0.0.1:${port}/${databaseUser}`;
	const write = async (name: string, text: string) => {
		const file = path.join(data, name);
		await writeFile(file, text, {mode: 0o600});
		await handOver([file], identity);
	};

	/** What it answers: nothing, a refusal, or all that is asked. */
	const answer = async (): Promise<'nothing' | 'refusal' | 'all'> => {
		const client = new pg.Client({connectionString: url, connectionTimeoutMillis: 2000});
		client.on('error', () => undefined);
		try {
			await client.connect();
			return 'all';
		} catch (error) {
			return error instanceof pg.DatabaseError ? 'refusal' : 'nothing';
		} finally {
			await client.end();
		}
	};

	const start = async (mode: 'serving' | 'recovering' = 'serving') => {
		await rm(path.join(data, 'standby.signal'), {force: true});
		if (mode === 'recovering') {
			await write('standby.signal', '');
		}

		const isUp = await waitUntil(async () => {
			if (postmaster?.exitCode !== null) {
				// What is left of one that was killed keeps the next from starting for a moment.
				postmaster = spawn(binaries.postgres, ['-D', data, ...(mode === 'recovering' ? ['-c', 'hot_standby=off'] : [])], {...as, stdio: ['ignore', 'ignore', 'pipe']});
				postmaster.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
					log += chunk;
				});
			}

			const {isReady} = await readPostmasterFile(directory);
			return mode === 'serving' ? isReady && await answer() === 'all' : await answer() === 'refusal';
		}, {limit: startLimit});
		if (!isUp) {
			throw new Error(`It does not start: ${log.slice(-1000)}`);
		}
	};

	await start();
	return {
		url, start, end, write,
		processId: () => postmaster?.pid ?? 0,
		async run(...statements) {
			const client = new pg.Client({connectionString: url});
			client.on('error', () => undefined);
			await client.connect();
			try {
				let rows: unknown[][] = [];
				for (const text of statements) {
					({rows} = await client.query<unknown[]>({text, rowMode: 'array'}));
				}

				return rows;
			} finally {
				await client.end();
			}
		},
	};
};
