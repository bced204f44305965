import {spawn} from 'node:child_process';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {waitUntil} from '../../../source/database/embedded/wait-until.js';
import {patience} from './place.js';

/** How the fixture program ends once its server is ready; `run-out`: it has nothing left to do. */
export type Ending = 'wait' | 'throw' | 'exit' | 'stop' | 'run-out';

type Stage = 'initialising' | 'starting' | 'ready';

export type Program = {
	/** Resolves when it reports that stage. */
	until(stage: Stage): Promise<{readonly directory: string; readonly processId: number}>;
	kill(signal: NodeJS.Signals): void;
	/** How it ended. */
	readonly ended: Promise<{readonly code: number | undefined; readonly signal: NodeJS.Signals | undefined}>;
};

const fixture = fileURLToPath(new URL('fixtures/program.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Starts the fixture program, whose private directories lie in a place of the test's. */
export const startProgram = (ending: Ending, place: string, supervisor: 'sh' | 'node' = 'sh'): Program => {
	const child = spawn(process.execPath, ['--import=tsx', fixture, ending, place, supervisor], {
		cwd: root,
		stdio: ['pipe', 'pipe', 'pipe'],
	});
	let errors = '';
	child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
		errors += chunk;
	});
	let output = '';
	child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
		output += chunk;
	});
	let isOver = false;
	child.on('close', () => {
		isOver = true;
	});
	return {
		async until(stage) {
			const said = new RegExp(String.raw`^${stage}(?: (?<processId>\d+) (?<directory>.+))?\n`, 'mv');
			await waitUntil(() => isOver || said.test(output), {limit: patience});
			const {groups = {}} = said.exec(output) ?? {};
			if (!said.test(output)) {
				throw new Error(`The program isn't ${stage} yet: ${errors}`);
			}

			return {directory: groups['directory'] ?? '', processId: Number(groups['processId'])};
		},
		kill(signal) {
			child.kill(signal);
		},
		ended: new Promise(resolve => {
			child.on('close', (code, signal) => {
				resolve({code: code ?? undefined, signal: signal ?? undefined});
			});
		}),
	};
};
