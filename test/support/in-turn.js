import process from 'node:process';
import {runProgram} from '../../dist/program.js';

// Runs command lines in one process, one after the other: to start one for each would take longer than most of them. What doesn't end with 0 is the last.
const commands = JSON.parse(process.argv[2] ?? '[]');
for (const args of commands) {
	process.exitCode = await runProgram(args);
	if (process.exitCode !== 0) {
		process.stderr.write(`${args.join(' ')} ended with code ${process.exitCode}\n`);
		break;
	}
}
