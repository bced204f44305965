import {mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {setTimeout} from 'node:timers/promises';
import {openTerminal, type Terminal} from '../../test/support/terminal.js';
import {help, parseCommandLine, type Request} from './command-line.js';
import {screenToSvg} from './screen-to-svg.js';
import {svgToPng} from './svg-to-png.js';

const tooLate = async (timeout: number): Promise<never> => {
	await setTimeout(timeout, undefined, {ref: false});
	throw new Error(`The command still runs after ${timeout} ms; end the steps with a --wait`);
};

const takeSteps = async (terminal: Terminal, {steps, timeout}: Request): Promise<void> => {
	for (const step of steps) {
		if (step.type === 'wait') {
			await terminal.waitFor(step.pattern, timeout);
		} else {
			terminal.type(step.characters);
		}
	}

	if (steps.at(-1)?.type !== 'wait') {
		await Promise.race([terminal.exited, tooLate(timeout)]);
	}
};

const takePicture = async (request: Request): Promise<void> => {
	await using terminal = openTerminal(request);
	await takeSteps(terminal, request);
	const svg = screenToSvg(terminal.cells(), request.title);
	await mkdir(path.dirname(request.out), {recursive: true});
	await writeFile(request.out, request.out.endsWith('.svg') ? svg : svgToPng(svg, request.scale));
};

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
