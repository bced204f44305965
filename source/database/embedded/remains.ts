import {execFile} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {lstat, readFile, readlink, rm} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {promisify} from 'node:util';
import {errorCode} from './errors.js';
import {dataIn} from './server-settings.js';
import {spawnAs, type Identity} from './unprivileged-user.js';
import {waitUntil} from './wait-until.js';

const execFileAsync = promisify(execFile);
const patience = 1000;

// In a container often nobody collects the dead, and then they answer to signals for ever.
const isZombie = (pid: number): boolean => {
	try {
		return /\) [XZ] /v.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return false;
	}
};

/** Whether a process with this number runs, be it ours or not. */
export const isRunning = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
		return !isZombie(pid);
	} catch (error) {
		return errorCode(error) === 'EPERM';
	}
};

/** What a server writes into its data directory about itself: its process id and whether it is ready. */
export const readPostmasterFile = async (directory: string): Promise<{readonly pid?: number; readonly isReady: boolean}> => {
	try {
		const text = await readFile(path.join(dataIn(directory), 'postmaster.pid'), 'utf8');
		const lines = text.split('\n');
		const pid = Number(lines[0]);
		return {pid: Number.isSafeInteger(pid) && pid > 0 ? pid : undefined, isReady: lines[7]?.trim() === 'ready'};
	} catch {
		return {isReady: false};
	}
};

/** Numbers are used again: only a process that has to do with this very directory is its server. */
const isServerOf = async (directory: string, pid: number): Promise<boolean> => {
	// The name alone, because symbolic links may lead to the place.
	const name = dataIn(path.basename(directory));
	try {
		if (process.platform === 'linux') {
			const workingDirectory = await readlink(`/proc/${pid}/cwd`);
			return workingDirectory.endsWith(name);
		}

		const {stdout} = await execFileAsync('ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
		return stdout.includes(name);
	} catch {
		return false;
	}
};

/** Ends a server that runs in a directory though nobody looks after it any more, and waits up to 1 s until it is gone. */
export const endServerIn = async (directory: string): Promise<void> => {
	const {pid} = await readPostmasterFile(directory);
	if (pid === undefined || !isRunning(pid) || !await isServerOf(directory, pid)) {
		return;
	}

	try {
		process.kill(pid, 'SIGQUIT');
	} catch {}

	await waitUntil(() => !isRunning(pid), {limit: patience});
};

/** Whether a directory is still there. */
export const exists = async (directory: string): Promise<boolean> => {
	try {
		await lstat(directory);
		return true;
	} catch {
		return false;
	}
};

/**
Removes a directory, and with no more rights than its owner's if that is the unprivileged user: others who are that user
could have laid it out so that root would remove something else.
*/
export const removeDirectory = async (directory: string, identity: Identity | undefined): Promise<void> => {
	const {uid} = await lstat(directory);
	await (uid === identity?.uid
		? execFileAsync('rm', ['-rf', '--', directory], {...spawnAs(identity), cwd: '/'})
		: rm(directory, {recursive: true, force: true, maxRetries: 5}));
};
