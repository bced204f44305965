import {spawn, type ChildProcessWithoutNullStreams} from 'node:child_process';
import {Socket} from 'node:net';
import process from 'node:process';
import {type Binaries} from './binaries.js';
import {initdbParameters, transportLines, type Transport} from './server-settings.js';
import {type SupervisorCommand} from './supervisor-command.js';
import {parseReport, type SupervisorReport} from './supervisor-report.js';
import {type Template} from './template.js';
import {spawnAs, type Identity} from './unprivileged-user.js';

/** What a supervisor needs to know to run a server from the first to the last. */
export type ServerPlan = {
	readonly binaries: Binaries;
	readonly directory: string;
	readonly transport: Transport;
	/** Unpacked in place of what initdb would do, or made out of what it does. */
	readonly template: Template;
};

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
	{binaries, directory, transport, template: {use, source, target}}: ServerPlan,
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
			use,
			transportLines(transport),
			...initdbParameters(directory, transport.type),
		],
		{
			...spawnAs(identity),
			// Where everybody may be: our own working directory may be closed to that user.
			cwd: '/',
			// A session of its own, so that neither Ctrl-C nor the end of the terminal reaches it or the server.
			detached: true,
			env: environment(),
			stdio: ['pipe', 'pipe', 'pipe', source?.fd ?? 'ignore', target?.fd ?? 'ignore'],
			windowsHide: true,
		},
		// With more than three files the types no longer tell that these are pipes.
	) as ChildProcessWithoutNullStreams;
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
