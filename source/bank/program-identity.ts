import {readFileSync} from 'node:fs';
import process from 'node:process';
import {isRunning} from '../database/embedded/remains.js';

/** Which program wrote something down: the number of its process, which is given to others later, and when that started. */
export type ProgramIdentity = {readonly pid: number; readonly started: string};

/** When a process started, in the words of its system, so that its number alone isn't taken for it. Empty where nobody says. */
const startOf = (pid: number): string => {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		// The name, in parentheses, may hold anything. What follows begins with field 3; the start is field 22.
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ', 20)[19] ?? '';
	} catch {
		return '';
	}
};

/** The program that runs this. */
export const thisProgram = (): ProgramIdentity => ({pid: process.pid, started: startOf(process.pid)});

/** Whether the program that wrote something down still runs. Numbers below 1 are groups of processes, not one. */
export const isSameProgram = ({pid, started}: ProgramIdentity): boolean => pid > 0 && isRunning(pid) && startOf(pid) === started;
