import {spawn} from 'node:child_process';
import {once} from 'node:events';
import process from 'node:process';
import {childEnvironment} from '../scripts/picture/child-environment.js';
import {openBankTerminal, program} from '../test/support/bank-terminal.js';
import {formatSummary, inTurn, judge, print, printMachine, printTable, ratios, summarise} from './measure.js';
import {processTime} from './process-time.js';

/**
What the screen of a storm costs: the same storm with it and without it, in turn. The queue is what leaves the program itself the most to
do, and has the steadiest rate.
*/

/** With the screen on, a storm is to reach this share of what it reaches without. */
const leastShare = 0.95;
/** The most that drawing may take of one core, in percent. */
const mostDrawing = 25;
const rounds = 6;
const seconds = 6;
const storm = ['storm', '--clients', '16', '--cure', 'queue', '--duration', `${seconds}s`];

/** Commits a second, and the processor time of the program itself, in percent of one core. */
type Load = {readonly perSecond: number; readonly core: number};

const stopped = /stopped {2}\d/v;
const average = /committed, (?<rate>[\d,]+)\/s on average/v;

const runOnScreen = async (columns: number, rows: number): Promise<Load> => {
	await using terminal = openBankTerminal(storm, {columns, rows, env: {NODE_OPTIONS: undefined}});
	await terminal.waitFor(/running/v, 60_000);
	const before = processTime(terminal.pid);
	const text = await terminal.waitFor(stopped, 60_000);
	const used = processTime(terminal.pid) - before;
	return {perSecond: Number(average.exec(text)?.groups?.['rate']?.replaceAll(',', '')), core: used / seconds * 100};
};

const runHeadless = async (): Promise<Load> => {
	const child = spawn(process.execPath, [program, ...storm, '--json'], {
		env: childEnvironment(process.env, {NODE_OPTIONS: undefined}), stdio: ['ignore', 'pipe', 'ignore'],
	});
	const exited = once(child, 'exit');
	let before: number | undefined;
	let used = NaN;
	let perSecond = NaN;
	for await (const chunk of child.stdout) {
		const text = String(chunk);
		before ??= text.includes('storm-started') ? processTime(child.pid ?? 0) : undefined;
		const rate = /"storm-ended".*?"perSecond":(?<rate>[\d.]+)/v.exec(text)?.groups?.['rate'];
		if (rate === undefined) {
			continue;
		}

		used = processTime(child.pid ?? 0) - (before ?? NaN);
		perSecond = Number(rate);
	}

	await exited;
	return {perSecond, core: used / seconds * 100};
};

const ways = {
	'no screen': runHeadless,
	'80×24': async () => runOnScreen(80, 24),
	'120×40': async () => runOnScreen(120, 40),
} as const;
type Way = keyof typeof ways;
const names = Object.keys(ways) as Way[];

printMachine();
const loads: Record<Way, Load[]> = {'no screen': [], '80×24': [], '120×40': []};
for (let round = 0; round < rounds; round++) {
	for (const name of inTurn(names, round)) {
		loads[name].push(await ways[name]());
	}
}

const rates = (name: Way) => loads[name].map(({perSecond}) => perSecond);
const shares = (name: Way) => ratios(rates(name), rates('no screen'));
const drawing = (name: Way) => loads[name].map(({core, perSecond}, round) => {
	const bare = loads['no screen'][round];
	return bare ? core - (bare.core * perSecond / bare.perSecond) : NaN;
});

print(`${rounds} rounds of ${seconds} s each, in turn; median (quartiles).`);
print();
printTable(['', 'commits/s', 'of headless', '% of a core', '% drawing'], names.map(name => [
	name,
	formatSummary(summarise(rates(name)), 0),
	formatSummary(summarise(shares(name)), 2),
	formatSummary(summarise(loads[name].map(({core}) => core)), 0),
	formatSummary(summarise(drawing(name)), 1),
]));
for (const name of names.slice(1)) {
	judge(`${name}, headless rate over its rate:`, 1 / summarise(shares(name)).median, 1 / leastShare);
	judge(`${name}, % of a core for drawing:`, summarise(drawing(name)).median, mostDrawing, 1);
}
