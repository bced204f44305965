import {spawn} from 'node:child_process';
import {Socket} from 'node:net';
import process from 'node:process';
import {type ServerPlan, initdbParameters} from './server-settings.js';
import {type SupervisorCommand} from './supervisor-command.js';
import {parseReport, type SupervisorReport} from './supervisor-report.js';
import {spawnAs, type Identity} from './unprivileged-user.js';

/** The process between us and the server, which outlives us just long enough to take everything away. */
export type Supervisor = {
	report(): SupervisorReport;
	/** Whether it is gone, or never came to be. */
	isOver(): boolean;
	/** Why it couldn't be started. */
	failure(): Error | undefined;
	/** Whether Node waits for it before it exits; from the start it does. */
	hold(isHeld: boolean): void;
	/** Closes the pipe, as the end of our process would: the server quits and its directories are removed. */
	dismiss(): void;
};

// Nothing of ours that could change what PostgreSQL does (PGDATA, PGPORT, LANG …) or that is secret (DATABASE_URL).
const environment = (): NodeJS.ProcessEnv => {
	const {PATH, LD_LIBRARY_PATH, SystemRoot, TEMP, TMP} = process.env;
	return {
		PATH, LD_LIBRARY_PATH, SystemRoot, TEMP, TMP,
		// Messages in English; and initdb needn't look for the name of the time zone.
		LC_ALL: 'C',
		TZ: 'UTC',
	};
};

/** Starts a supervisor, which sets up the database and starts the server by itself. */
export const startSupervisor = (
	{file, parameters}: SupervisorCommand,
	{binaries, directory, transport}: ServerPlan,
	identity: Identity | undefined,
): Supervisor => {
	let text = '';
	let isOver = false;
	let failure: Error | undefined;
	const child = spawn(
		file,
		[
			...parameters,
			directory,
			binaries.staged ?? '',
			binaries.initdb,
			binaries.postgres,
			...initdbParameters(directory, transport),
		],
		{
			...spawnAs(identity),
			// Where everybody may be: our own working directory may be closed to that user.
			cwd: '/',
			// A session of its own, so that neither Ctrl-C nor the end of the terminal reaches it or the server.
			detached: true,
			env: environment(),
			stdio: ['pipe', 'pipe', 'pipe'],
			windowsHide: true,
		},
	);
	child.on('error', error => {
		failure = error;
		isOver = true;
	});
	child.on('close', () => {
		isOver = true;
	});
	const pipes = [child.stdin, child.stdout, child.stderr];
	for (const pipe of pipes) {
		pipe.on('error', () => {
			// Whatever breaks a pipe, the supervisor's end is what counts.
		});
	}

	const append = (chunk: string) => {
		text += chunk;
	};

	child.stdout.setEncoding('utf8').on('data', append);
	child.stderr.setEncoding('utf8').on('data', append);

	return {
		report: () => parseReport(text),
		isOver: () => isOver,
		failure: () => failure,
		hold(isHeld) {
			for (const each of [child, ...pipes]) {
				if (each === child || each instanceof Socket) {
					each[isHeld ? 'ref' : 'unref']();
				}
			}
		},
		dismiss() {
			child.stdin.destroy();
		},
	};
};
