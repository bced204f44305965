import {readFile} from 'node:fs/promises';
import process from 'node:process';
import {EmbeddedServerError} from './errors.js';
import {nodeSupervisor} from './node-supervisor.js';
import {
	endServerIn, exists, isRunning, readPostmasterFile, removeDirectory,
} from './remains.js';
import {logIn} from './server-settings.js';
import {shellSupervisor} from './shell-supervisor.js';
import {startSupervisor, type ServerPlan, type Supervisor} from './supervisor.js';
import {explainEnd} from './supervisor-report.js';
import {type Identity} from './unprivileged-user.js';
import {waitUntil} from './wait-until.js';

const startLimit = 30_000;
const stopLimit = 1000;
/** A shell, or on Windows another Node. */
export const defaultSupervisor = process.platform === 'win32' ? 'node' : 'sh';

export type RunOptions = {
	/** What looks after the server: a shell, or where there is none another Node. Default: `sh`, on Windows `node`. */
	readonly supervisor?: 'sh' | 'node';
	/** Gives up while the server starts. */
	readonly signal?: AbortSignal;
	/** Called when a stage begins. Unpacking happens only where the binaries can't be used where they are. */
	readonly onStage?: (stage: 'unpacking' | 'initialising' | 'starting') => void;
};

export type RunningServer = {
	/** The first postmaster's. */
	readonly processId: number;
	/** Whether a template was made. */
	readonly hasKept: boolean;
	/** Kills the server, as a crash would. It is started again, recovers, and has lost nothing that it had reported as committed. */
	crash(): Promise<void>;
	stop(): Promise<void>;
};

/** Removes directories, and ends servers in them, that no supervisor removes any more. Never rejects. */
export const clearAway = async (directories: readonly string[], identity: Identity | undefined): Promise<void> => {
	await Promise.all(directories.map(async directory => {
		try {
			if (await exists(directory)) {
				await endServerIn(directory);
				await removeDirectory(directory, identity);
			}
		} catch {
			// What stays is swept at the next start.
		}
	}));
};

const waitUntilReady = async (
	supervisor: Supervisor,
	directory: string,
	{signal, onStage}: RunOptions,
): Promise<number> => {
	let isStarting = false;
	let processId: number | undefined;
	const isSettled = async () => {
		if (supervisor.isOver()) {
			return true;
		}

		if (supervisor.report().stage !== 'starting') {
			return false;
		}

		if (!isStarting) {
			isStarting = true;
			onStage?.('starting');
		}

		const {pid, isReady} = await readPostmasterFile(directory);
		processId = isReady ? pid : undefined;
		return processId !== undefined;
	};

	onStage?.('initialising');
	await waitUntil(isSettled, {limit: startLimit, signal});
	signal?.throwIfAborted();
	if (processId !== undefined) {
		return processId;
	}

	const failure = supervisor.failure();
	if (failure) {
		throw new EmbeddedServerError(`the process that looks after it can't be started: ${failure.message}.`, {cause: failure});
	}

	if (supervisor.isOver()) {
		throw new EmbeddedServerError(explainEnd(supervisor.report()));
	}

	const log = await readFile(logIn(directory), 'utf8').catch(() => '');
	throw new EmbeddedServerError(`it isn't ready after ${startLimit / 1000} s. The end of its log:\n${log.slice(-1000)}`);
};

/**
Sets up a database, starts the server, and waits until it takes connections. From then on nothing of it keeps the program
alive, and its end is the server's end.

@throws EmbeddedServerError with what initdb or the server said; what was begun is gone by then.
*/
export const runServer = async (plan: ServerPlan, identity: Identity | undefined, options: RunOptions): Promise<RunningServer> => {
	const kind = options.supervisor ?? defaultSupervisor;
	const supervisor = startSupervisor(kind === 'sh' ? shellSupervisor : nodeSupervisor, plan, identity);
	const directories = plan.binaries.staged === undefined ? [plan.directory] : [plan.directory, plan.binaries.staged];

	const dismiss = async () => {
		supervisor.hold(true);
		supervisor.dismiss();
		if (await waitUntil(() => supervisor.isOver(), {limit: stopLimit})) {
			// Nothing is left to do unless the supervisor was killed.
			await clearAway(directories, identity);
		}

		supervisor.hold(false);
	};

	try {
		const processId = await waitUntilReady(supervisor, plan.directory, options);
		supervisor.hold(false);
		let dismissal: Promise<void> | undefined;
		return {
			processId,
			hasKept: supervisor.report().isKept ?? false,
			async crash() {
				const {pid} = await readPostmasterFile(plan.directory);
				if (pid !== undefined && isRunning(pid)) {
					process.kill(pid, 'SIGKILL');
				}
			},
			async stop() {
				dismissal ??= dismiss();
				return dismissal;
			},
		};
	} catch (error) {
		await dismiss();
		throw error;
	}
};
