import {readdirSync, readFileSync} from 'node:fs';
import process from 'node:process';
import type {TestContext} from 'node:test';
import type pg from 'pg';

/** Why it can't be done here, or false. */
export const noFreezing = process.platform === 'linux' ? false : 'it finds the server\'s processes in /proc';

const parentOf = (pid: number): number => {
	try {
		return Number(/^\) \S (?<parent>\d+)/v.exec(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^[^\)]*/v, ''))?.groups?.['parent']);
	} catch {
		return 0;
	}
};

/** The postmaster and all its children. */
const processesOf = (postmaster: number): number[] => [
	postmaster,
	...readdirSync('/proc').filter(name => /^\d+$/v.test(name)).map(Number).filter(pid => parentOf(pid) === postmaster),
];

const signalAll = (pids: readonly number[], signal: NodeJS.Signals): void => {
	for (const pid of pids) {
		try {
			process.kill(pid, signal);
		} catch {
			// It has ended.
		}
	}
};

/** The process id of the server behind this pool. */
export const postmasterOf = async (pool: pg.Pool): Promise<number> => {
	const {rows: [row]} = await pool.query<{pid: string}>('SELECT split_part(pg_read_file(\'postmaster.pid\'), chr(10), 1) AS pid');
	return Number(row?.pid);
};

/**
Stops every process of a server, as a machine that hangs would: the kernel still takes connections and bytes, and nobody
answers. Returns what lets it go on; the end of the test does so too.
*/
export const freeze = (context: TestContext, postmaster: number): (() => void) => {
	// The postmaster first, so that it makes no more.
	signalAll([postmaster], 'SIGSTOP');
	const pids = processesOf(postmaster);
	signalAll(pids, 'SIGSTOP');
	const thaw = () => {
		signalAll(pids, 'SIGCONT');
	};

	context.after(thaw);
	return thaw;
};
