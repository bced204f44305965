import process from 'node:process';
import v8 from 'node:v8';
import {commandLine} from '../called-as.js';
import type {CommandInput} from './command.js';
import {drawScreen, screenProblem} from './draw-screen.js';
import {lookFor} from './look-for.js';
import {createPrinter} from './print.js';
import {runBank} from './run-bank.js';

const others: ReadonlyArray<readonly [words: string, what: string]> = [
	['--accessible', 'the bank in plain sentences'],
	['demo', 'the story in plain text'],
	['transfer FROM TO AMOUNT', 'one transfer'],
	['lesson', 'two sessions side by side'],
	['doctor', 'what this machine and the database offer'],
	['--help', 'everything else'],
];

const elsewhere = `Without a screen there are
${others.map(([words, what]) => `  ${commandLine(words).padEnd(commandLine('transfer FROM TO AMOUNT').length + 2)} ${what}`).join('\n')}`;

/**
V8 compiles what ran 3,000 times again, at its best, in the background. What draws gets there within seconds, and would take minutes
to save what that costs: better wait until something runs as often as a storm's code does. Only the V8 of Node 22 to 26 is known to
understand, and one that doesn't would say so across the screen.
*/
const compileLater = (): void => {
	if (Number(process.versions.v8.split('.', 1)[0]) <= 14) {
		v8.setFlagsFromString('--invocation-count-for-turbofan=30000');
	}
};

/** Opens the bank on the whole terminal. The first frame comes before the database is up. */
export const open = async (input: CommandInput): Promise<number> => {
	const problem = input.settings.json ? 'With --json there is no screen: it is for demo, transfer and lesson.' : screenProblem();
	if (problem !== undefined) {
		process.stderr.write(`${problem}\n${elsewhere}\n`);
		return 2;
	}

	compileLater();
	const {settings} = input;
	return runBank(input, store => ({
		...drawScreen(store, settings),
		say(line) {
			createPrinter(false, undefined, lookFor(settings).theme).say(line);
		},
	}));
};
