import {formatSummary, judge, print, printMachine, printTable, summarise} from './measure.js';
import {watchHeadless, watchScreen, type Load, type Size} from './streams.js';

/**
What the screen costs while attempts stream over it: processor time of the program's own process, the server's not
counted. All of it is judged. What the attempts cost by themselves is measured without a screen and taken off by their
number, so that the share of drawing alone can be seen too.

With a wait of 27 ms an attempt comes about every 33 ms, so that each of 30 frames a second has a new one to show. Without
any wait they come as quickly as the database answers, which no frame rate follows: the worst that can happen.
*/

const target = 25;
/** What 30 frames a second are at least, as they are counted here. */
const leastFrames = 29;
const rounds = 3;
const seconds = 10;

const streams = [
	{name: 'an attempt a frame', wait: ['--policy', 'constant', '--base', '27ms'], isJudged: true},
	{name: 'no backoff', wait: ['--policy', 'none'], isJudged: false},
] as const;

const sizes: readonly Size[] = [{columns: 80, rows: 24}, {columns: 120, rows: 40}];

/** The same figures of several rounds, as a cell of the table. */
const cell = (loads: readonly Load[], figure: (load: Load, round: number) => number, digits = 0): string =>
	formatSummary(summarise(loads.map((load, round) => figure(load, round))), digits);

const percent = ({core}: Load): number => core * 100;

printMachine();
const measured = streams.map(stream => ({
	...stream,
	headless: [] as Load[],
	screens: sizes.map(size => ({size, rests: [] as Load[], loads: [] as Load[]})),
}));
for (let round = 0; round < rounds; round++) {
	for (const {wait, headless, screens} of measured) {
		headless.push(await watchHeadless(wait, seconds));
		for (const {size, rests, loads} of screens) {
			const {rest, stream} = await watchScreen(wait, size, seconds);
			rests.push(rest);
			loads.push(stream);
		}
	}
}

/** The share, in percent, that is left without what its attempts cost on no screen. */
const drawing = (load: Load, headless: Load | undefined): number =>
	headless ? percent(load) - (percent(headless) * load.attempts / headless.attempts) : NaN;

const rows = measured.flatMap(({name, headless, screens}) => [
	[`${name}, no screen`, cell(headless, ({attempts}) => attempts), '', '', cell(headless, percent, 1)],
	...screens.map(({size: {columns, rows: height}, loads, rests}) => [
		`${name}, ${columns}×${height}`,
		cell(loads, ({attempts}) => attempts),
		cell(loads, ({frames}) => frames),
		cell(loads, ({bytes}) => bytes / 1024),
		cell(loads, percent, 1),
		cell(loads, (load, round) => drawing(load, headless[round]), 1),
		cell(rests, percent, 1),
	]),
]);

print(`${rounds} rounds of ${seconds} s each; median (quartiles). Shares are of one core.`);
print();
printTable(['', 'attempts/s', 'frames/s', 'KiB/s', '% in all', '% drawing', '% at rest'], rows);
for (const {name, screens, isJudged} of measured) {
	for (const {size: {columns, rows: height}, loads} of isJudged ? screens : []) {
		judge(`${name}, ${columns}×${height}, % of one core in all:`, summarise(loads.map(load => percent(load))).median, target, 1);
		judge(`${name}, ${columns}×${height}, ms between frames:`, 1000 / summarise(loads.map(({frames}) => frames)).median, 1000 / leastFrames, 1);
	}
}
