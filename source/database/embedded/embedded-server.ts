import {randomBytes} from 'node:crypto';
import {writeFile} from 'node:fs/promises';
import process from 'node:process';
import {prepareBinaries} from './binaries.js';
import {EmbeddedServerError} from './errors.js';
import {findFreePort} from './free-port.js';
import {findPlatformPackage} from './platform-package.js';
import {
	databaseDirectories, handOver, makePrivateDirectory, socketPort, temporaryDirectories,
} from './private-directory.js';
import {clearAway, defaultSupervisor, runServer, type RunOptions} from './run-server.js';
import {databaseUser, passwordFileIn} from './server-settings.js';
import {sweepStaleDirectories} from './sweep.js';
import {cacheDirectory, noTemplate, openTemplate} from './template.js';
import {findUnprivilegedUser} from './unprivileged-user.js';

/** A PostgreSQL of our own, which lives as long as the program at most. */
export type EmbeddedServer = {
	/** What pg connects with: the host is the directory of the socket, or 127.0.0.1. */
	readonly connection: {
		readonly host: string;
		readonly port: number;
		readonly user: string;
		readonly database: string;
		readonly password?: string;
	};
	/** The private directory, of mode 0700, which holds data, socket and log. */
	readonly directory: string;
	/** The first postmaster's. */
	readonly processId: number;
	/** Kills the server, as a crash would. It comes back by itself, with everything that it had reported as committed. */
	crash(): Promise<void>;
	/** Ends the server and waits, 1 s at most, until it and its directory are gone. Idempotent; never rejects. */
	stop(): Promise<void>;
};

export type EmbeddedOptions = RunOptions & {
	/** How clients reach it. Default: `socket`, so that there is no TCP port at all; on Windows `loopback`, with a random password. */
	readonly transport?: 'socket' | 'loopback';
	/** The package with the binaries. Default: the installed one for this platform. */
	readonly packageRoot?: string;
	/** Where private directories may lie, best first. Default: in memory, or the system's temporary directories. */
	readonly temporaryDirectories?: readonly string[];
	/** Where a new database is kept for the next start; nowhere, if false. Default: the user's cache. */
	readonly cache?: string | false;
};

const defaultTransport = process.platform === 'win32' ? 'loopback' : 'socket';
const portAttempts = 3;

const start = async (options: EmbeddedOptions): Promise<EmbeddedServer> => {
	const {signal, onStage, packageRoot = findPlatformPackage(), transport = defaultTransport, supervisor = defaultSupervisor, cache = cacheDirectory()} = options;
	signal?.throwIfAborted();
	const identity = await findUnprivilegedUser();
	const binaries = await prepareBinaries(packageRoot, {
		identity,
		places: options.temporaryDirectories ?? temporaryDirectories(),
		onStaging() {
			onStage?.('unpacking');
		},
	});
	const directories = binaries.staged === undefined ? [] : [binaries.staged];
	const isLoopback = transport === 'loopback';
	const isTemplateUsed = cache !== false && cache !== undefined && !isLoopback && supervisor === 'sh';
	const template = isTemplateUsed ? await openTemplate(packageRoot, cache) : noTemplate;
	try {
		const directory = await makePrivateDirectory(options.temporaryDirectories ?? await databaseDirectories(), identity);
		directories.push(directory);
		const password = isLoopback ? randomBytes(24).toString('base64url') : undefined;
		if (password !== undefined) {
			await writeFile(passwordFileIn(directory), password, {mode: 0o600});
			await handOver([passwordFileIn(directory)], identity);
		}

		await handOver([directory], identity);
		const port = isLoopback ? await findFreePort() : socketPort;
		const server = await runServer(
			{binaries, directory, template, transport: isLoopback ? {type: 'loopback', port} : {type: 'socket', directory}},
			identity,
			options,
		);
		if (server.hasKept) {
			await template.keep();
		}

		void sweepStaleDirectories({except: directories});
		return {
			connection: {
				host: isLoopback ? '127.0.0.1' : directory, port, user: databaseUser, database: databaseUser, password,
			},
			directory,
			...server,
		};
	} catch (error) {
		await clearAway(directories, identity);
		if (template.use === 'unpack' && error instanceof EmbeddedServerError) {
			// What was kept may be damaged, or there may be nothing here that unpacks it.
			await template.remove();
			return await start({...options, cache: false});
		}

		throw error;
	} finally {
		await template.close();
	}
};

const isPortTaken = (error: unknown): boolean =>
	error instanceof EmbeddedServerError && error.reason.includes('could not bind');

/**
Starts a real PostgreSQL in a private directory, with nothing set up beforehand: about half a second. As root it runs as
an unprivileged user. It ends, and its directory goes, however the program ends.

@throws EmbeddedServerError with the real cause and the two ways out; or what the signal was aborted with.
*/
export const startEmbeddedServer = async (options: EmbeddedOptions = {}): Promise<EmbeddedServer> => {
	for (let attempt = 1; ; attempt++) {
		try {
			return await start(options);
		} catch (error) {
			options.signal?.throwIfAborted();
			// Between finding a port and listening on it another program may have taken it.
			if (isPortTaken(error) && attempt < portAttempts) {
				continue;
			}

			throw error instanceof EmbeddedServerError
				? error
				: new EmbeddedServerError(error instanceof Error ? error.message : String(error), {cause: error});
		}
	}
};

export {EmbeddedServerError} from './errors.js';
export {sweepStaleDirectories} from './sweep.js';
