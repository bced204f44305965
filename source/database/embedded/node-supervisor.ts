import process from 'node:process';
import {type SupervisorCommand} from './supervisor-command.js';

/*
The same as the shell's script, see there, with the same parameters and the same report, for systems without a shell, but without
a template. It is
text, because the program is bundled and a file of its own would have to be found again. On Windows SIGQUIT ends a process at
once; the server's other processes notice and follow, and only then can their files be removed.
*/
const script = String.raw`
const {spawn} = require('node:child_process');
const {appendFileSync, closeSync, openSync, readFileSync, rmSync, writeSync} = require('node:fs');
const {join} = require('node:path');
const [directory, staged, initdb, postgres, , lines, ...parameters] = process.argv.slice(1);
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) {
	process.on(signal, () => {});
}
process.umask(0o077);
process.stdout.on('error', () => {});
const logFile = join(directory, 'log');
const log = openSync(logFile, 'a');
let child;
let isOver = false;
const quit = () => {
	if (!isOver) {
		isOver = true;
		setInterval(() => child?.kill('SIGQUIT'), 100).unref();
	}

	child?.kill('SIGQUIT');
};
process.stdin.on('end', quit).on('error', quit).resume();
const run = (stage, file, parameters) => new Promise(resolve => {
	child = spawn(file, parameters, {stdio: ['ignore', log, log], windowsHide: true});
	child.on('error', error => {
		writeSync(log, error.message + '\n');
		resolve(127);
	});
	child.on('exit', (code, signal) => resolve(code ?? signal));
	console.log(stage + ' ' + child.pid);
	if (isOver) {
		quit();
	}
});
(async () => {
	let status = await run('initialising', initdb, parameters);
	rmSync(join(directory, 'password'), {force: true});
	const wasReady = () => {
		try {
			const text = readFileSync(join(directory, 'data', 'postmaster.pid'), 'utf8');
			return text.startsWith(child.pid + '\n') && /^ready/m.test(text);
		} catch {
			return false;
		}
	};
	if (status === 0) {
		try {
			appendFileSync(join(directory, 'data', 'postgresql.conf'), lines);
		} catch {
			// The server says what is missing.
		}
		for (let starts = 1; starts > 0; starts--) {
			status = await run('starting', postgres, ['-D', join(directory, 'data')]);
			if (isOver) {
				break;
			}
			starts = wasReady() ? 100 : starts;
			await new Promise(resolve => setTimeout(resolve, starts > 50 ? 50 : starts > 1 ? 500 : 0));
		}
	}
	console.log('ended ' + status);
	closeSync(log);
	console.log(readFileSync(logFile, 'utf8').slice(-4000));
	for (const each of [directory, staged]) {
		if (each) {
			rmSync(each, {recursive: true, force: true, maxRetries: 20, retryDelay: 50});
		}
	}
	process.stdin.destroy();
})();
`;

/** A supervisor for systems without /bin/sh. */
export const nodeSupervisor: SupervisorCommand = {
	file: process.execPath,
	parameters: ['--input-type=commonjs', '-e', script, '--'],
};
