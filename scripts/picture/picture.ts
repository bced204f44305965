import process from 'node:process';
import {help, parseCommandLine} from './command-line.js';
import {takePicture} from './take-picture.js';

try {
	const request = parseCommandLine(process.argv.slice(2));
	if (request === undefined) {
		process.stdout.write(help);
	} else {
		await takePicture(request);
	}
} catch (error) {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
}
