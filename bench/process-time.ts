import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import process from 'node:process';

/** Clock ticks a second in /proc, the same on every Linux that Node runs on. */
const ticks = 100;

/** Reads `[[days-]hours:]minutes:seconds`, as ps prints it. */
const readPsTime = (text: string): number => {
	const [clock = '', days = '0'] = text.trim().split('-').toReversed();
	const seconds = clock.split(':').reduce((sum, part) => (sum * 60) + Number(part), 0);
	return (Number(days) * 86_400) + seconds;
};

/** Processor time that a process has used by itself, user's and system's, in seconds: all its threads, none of its children. */
export const processTime = (processId: number): number => {
	if (process.platform !== 'linux') {
		return readPsTime(execFileSync('ps', ['-o', 'cputime=', '-p', String(processId)], {encoding: 'utf8'}));
	}

	const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
	// The name, in parentheses, may hold anything. What follows starts with field 3; 14 and 15 are utime and stime.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) / ticks;
};
