import {mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {setTimeout} from 'node:timers/promises';
import {openTerminal, type Terminal} from '../../test/support/terminal.js';
import type {Request} from './command-line.js';
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

/** Runs a command in a pseudo-terminal, does the steps, and writes what its screen then shows. */
export const takePicture = async (request: Request): Promise<void> => {
	await using terminal = openTerminal(request);
	await takeSteps(terminal, request);
	const svg = screenToSvg(terminal.cells(), request.title);
	await mkdir(path.dirname(request.out), {recursive: true});
	await writeFile(request.out, request.out.endsWith('.svg') ? svg : svgToPng(svg, request.scale));
};
