import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {allIsWell, program} from '../test/support/bank-terminal.js';
import {openTerminal, type Terminal} from '../test/support/terminal.js';
import {formatSummary, inTurn, judge, print, printMachine, printTable, ratios, summarise} from './measure.js';

/**
How long it takes from starting the program until its first frame is on the screen, beside a bare, unbundled Ink hello
world, in turn; and until the bank is open, on a database that is made meanwhile.

Both run in production mode. The bank sets that itself; for the hello world, NODE_ENV does it. That is kind to the hello
world, which would otherwise load React's larger development build, and so the harder comparison.
*/

const target = 0.7;
const rounds = 25;
const warmUpRounds = 3;

type Times = {readonly firstFrame: number; readonly money?: number};

const open = (file: string): Terminal =>
	openTerminal({command: process.execPath, args: [file], env: {NODE_ENV: 'production', NODE_OPTIONS: undefined}});

const starts = {
	async bank(): Promise<Times> {
		const started = performance.now();
		await using terminal = open(program);
		await terminal.waitFor(/Backoff Bank/v);
		const firstFrame = performance.now() - started;
		await terminal.waitFor(allIsWell);
		return {firstFrame, money: performance.now() - started};
	},
	async hello(): Promise<Times> {
		const started = performance.now();
		await using terminal = open(fileURLToPath(new URL('hello-world.js', import.meta.url)));
		await terminal.waitFor(/Hello world/v);
		return {firstFrame: performance.now() - started};
	},
};

const times: Record<keyof typeof starts, Times[]> = {bank: [], hello: []};

printMachine();
for (let round = -warmUpRounds; round < rounds; round++) {
	for (const name of inTurn(['bank', 'hello'] as const, round + warmUpRounds)) {
		const measured = await starts[name]();
		if (round >= 0) {
			times[name].push(measured);
		}
	}
}

const bank = times.bank.map(({firstFrame}) => firstFrame);
const hello = times.hello.map(({firstFrame}) => firstFrame);
const money = times.bank.map(each => each.money ?? NaN);
print(`From the start of the process, ${rounds} rounds in turn; median (quartiles) of the rounds`);
print();
printTable(['', 'ms', 'times hello world'], [
	['Ink hello world, first frame', formatSummary(summarise(hello), 0), '1'],
	['Backoff Bank, first frame', formatSummary(summarise(bank), 0), formatSummary(summarise(ratios(bank, hello)), 2)],
	['Backoff Bank, open', formatSummary(summarise(money), 0), formatSummary(summarise(ratios(money, hello)), 2)],
]);
judge('first frame, times the hello world\'s:', summarise(ratios(bank, hello)).median, target);
