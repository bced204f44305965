import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {readdir, readlink} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {temporaryDirectories} from '../../source/database/embedded/private-directory.js';
import {waitUntil} from '../../source/database/embedded/wait-until.js';

const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const inTurn = fileURLToPath(new URL('in-turn.js', import.meta.url));

type Options = {
	readonly env?: Readonly<Record<string, string>>;
	readonly cwd?: string;
	/** The Node that runs it. */
	readonly node?: string;
	/** What it runs. Default: the built program. */
	readonly entry?: string;
	/** Whoever reads its output goes away after the first of it. */
	readonly closesOutput?: boolean;
	/** Nothing of its standard output is read until its stderr matches. */
	readonly readsAfter?: RegExp;
	/** What it reads from a pipe; without it there is nothing to read. */
	readonly input?: string;
};

export type Ended = {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly stdout: string;
	readonly stderr: string;
	readonly pid: number;
	/** From start to end, in ms. */
	readonly elapsed: number;
};

export type Program = {
	readonly pid: number;
	/** Resolves once its standard output matches; rejects if it ends first. */
	until(pattern: RegExp): Promise<void>;
	kill(signal: NodeJS.Signals): void;
	readonly ended: Promise<Ended>;
};

/** The environment without what the program, or a terminal's library, would go by. */
const cleanEnvironment = (): NodeJS.ProcessEnv => Object.fromEntries(Object.entries(process.env).filter(([name]) =>
	!/^(?:ACCESSIBLE|BACKOFF_BANK_\w*|CI|COLORTERM|DATABASE_URL|FORCE_COLOR|INK_SCREEN_READER|NODE_\w*|NO_COLOR|PG\w*|TERM)$/v.test(name)));

/** Starts the built program, with neither terminal nor settings. */
export const startProgram = (args: readonly string[], {env = {}, cwd, node = process.execPath, entry = program, closesOutput = false, readsAfter, input}: Options = {}): Program => {
	const started = performance.now();
	// A directory without an .env.
	const nowhere = mkdtempSync(path.join(os.tmpdir(), 'command-line-'));
	const child = spawn(node, [entry, ...args], {cwd: cwd ?? nowhere, env: {...cleanEnvironment(), XDG_STATE_HOME: nowhere, ...env}, stdio: 'pipe'});
	// A program that ends early reads no further.
	child.stdin.on('error', () => undefined).end(input);
	const pid = child.pid ?? 0;
	const killLast = () => child.kill('SIGKILL');
	process.once('exit', killLast);
	let stdout = '';
	let stderr = '';
	let isOver = false;
	let wake = Promise.withResolvers<void>();
	const stir = () => {
		wake.resolve();
		wake = Promise.withResolvers();
	};

	const readOutput = () => {
		child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
			stdout += chunk;
			if (closesOutput) {
				child.stdout.destroy();
			}

			stir();
		});
	};

	if (!readsAfter) {
		readOutput();
	}

	child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
		const wasRead = readsAfter?.test(stderr) !== false;
		stderr += chunk;
		if (!wasRead && readsAfter.test(stderr)) {
			readOutput();
		}
	});
	const end = async (): Promise<Ended> => {
		await once(child, 'close');
		process.removeListener('exit', killLast);
		rmSync(nowhere, {recursive: true});
		isOver = true;
		stir();
		return {code: child.exitCode, signal: child.signalCode, stdout, stderr, pid, elapsed: performance.now() - started};
	};

	return {
		pid,
		async until(pattern) {
			while (!pattern.test(stdout)) {
				if (isOver) {
					throw new Error(`It has ended, and never said ${String(pattern)}: ${stdout}${stderr}`);
				}

				await wake.promise;
			}
		},
		kill: signal => child.kill(signal),
		ended: end(),
	};
};

/** Runs the built program to its end. */
export const runProgram = async (args: readonly string[], options?: Options): Promise<Ended> => startProgram(args, options).ended;

/** Runs command lines of the built program in one process, one after the other, until one doesn't end with 0. */
export const runInTurn = async (commands: ReadonlyArray<readonly string[]>, options?: Options): Promise<Ended> =>
	runProgram([JSON.stringify(commands)], {...options, entry: inTurn});

/** Private directories of a program that are still there. */
const directoriesOf = (pid: number): string[] => temporaryDirectories().flatMap(place => {
	try {
		return readdirSync(place).filter(name => name.startsWith(`backoff-bank-${pid}-`));
	} catch {
		return [];
	}
});

/** Processes that work in a private directory of a program (Linux). */
const processesOf = async (pid: number): Promise<string[]> => {
	if (process.platform !== 'linux') {
		return [];
	}

	const names = await readdir('/proc');
	const places = await Promise.all(names.filter(name => /^\d+$/v.test(name)).map(async name => readlink(`/proc/${name}/cwd`).catch(() => '')));
	return places.filter(place => place.includes(`/backoff-bank-${pid}-`));
};

/** Whether nothing is left of a program: no directory and no server, if need be after a moment. */
export const isGone = async (pid: number): Promise<boolean> => waitUntil(async () => {
	const processes = await processesOf(pid);
	return processes.length === 0 && directoriesOf(pid).length === 0;
}, {limit: 5000});

/** Characters that a terminal, or a reader of plain text, must not get: all controls but the line feed. */
export const controlsIn = (text: string): string[] => Array.from(text.matchAll(/[\p{Bidi_Control}[\p{Control}--\n]]/gv), ([character]) => character);
