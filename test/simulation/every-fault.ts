import process from 'node:process';
import meow from 'meow';
import {figuresAtFirst, missedBy, type Figures} from './every-fault-figures.js';
import {isFirst, runPairs, secondsAfter} from './every-fault-pairs.js';
import {runUnder, type Ran} from './every-fault-run.js';
import {situations} from './every-fault-situations.js';
import {allSingles, judgeSingle, nameOf, type Single} from './every-fault-singles.js';
import {kindsAt} from './every-fault-kinds.js';
import type {Strike} from './every-fault-weather.js';

const {flags} = meow(`
  Usage
    $ node --import=tsx test/simulation/every-fault.ts [options]

  Options
    --only NAME  runs one alone and prints its history, for example
                 'plain: 1.debit 40001, 2.commit cut before'
    --all        also pairs after a fault that has struck before: three in all
    --part N     of --parts: only every so many [1]
    --parts N    in how many parts it is run [1]
    --help       this text

  Makes a transfer by the real program, on a simulated server, once for each way in which each
  of its steps can go wrong, and once for each two of them. The last line but one has the
  figures, the last one the verdict. Code 0: nothing is wrong. Code 4: something is, or nothing
  was met that could have gone wrong.
`, {
	importMeta: import.meta,
	flags: {
		only: {type: 'string'},
		all: {type: 'boolean', default: false},
		part: {type: 'number', default: 1},
		parts: {type: 'number', default: 1},
	},
});

const print = (text: string): void => {
	process.stdout.write(`${text}\n`);
};

/** `1.debit 40001`. */
const readStrike = (text: string): Strike => {
	const [at = '', ...words] = text.split(' ');
	const kind = kindsAt(at.slice(at.indexOf('.') + 1)).find(({name}) => name === words.join(' '));
	if (!kind) {
		throw new Error(`There is no fault "${text}". At ${at} there are: ${kindsAt(at.slice(at.indexOf('.') + 1)).map(({name}) => name).join(', ')}`);
	}

	return {at, kind};
};

const runOne = async (name: string): Promise<readonly string[]> => {
	const [asked = '', list = ''] = name.split(': ', 2);
	const situation = situations.find(each => each.name === asked);
	if (!situation) {
		throw new Error(`There is no situation "${asked}". There are: ${situations.map(each => each.name).join('; ')}`);
	}

	const strikes = list.split(', ').map(each => readStrike(each));
	const [first] = strikes;
	const ran = await runUnder(situation, strikes, true);
	print(ran.history.join('\n'));
	print(`${name}: ${ran.ending}`);
	return strikes.length === 1 && first ? judgeSingle(situation, first, ran) : ran.wrong;
};

const figures: Figures = figuresAtFirst();
let broken = 0;

const hear = ({counts, ending}: Ran): void => {
	figures.conflicts += counts.get('40001') ?? 0;
	figures.unknown += counts.get('outcome-unknown') ?? 0;
	figures.committed += ending.startsWith('made') ? 1 : 0;
	figures.toldUnknown += ending.startsWith('unknown') ? 1 : 0;
	figures.notMade += ending.startsWith('made') || ending.startsWith('unknown') ? 0 : 1;
};

const judge = (name: string, wrong: readonly string[]): void => {
	broken += wrong.length > 0 ? 1 : 0;
	for (const each of wrong) {
		print(`${name}: ${each}`);
	}

	if (wrong.length > 0) {
		print(`run it with node --import=tsx test/simulation/every-fault.ts --only '${name}'`);
	}
};

const runSingle = async (each: Single): Promise<void> => {
	const {situation, strike} = each;
	const single = await runUnder(situation, [strike]);
	figures.singles++;
	hear(single);
	judge(nameOf(situation, [strike]), judgeSingle(situation, strike, single));
	if (!isFirst(situation, strike, flags.all)) {
		return;
	}

	const {met, never} = secondsAfter(each, single);
	for (const reason of ['ended', 'over', 'otherwise'] as const) {
		figures[reason] += never[reason];
	}

	for await (const {strikes, ran, wrong} of runPairs(situation, strike, met)) {
		figures.pairs++;
		hear(ran);
		judge(nameOf(situation, strikes), wrong);
	}
};

if (flags.only === undefined) {
	for (const [place, single] of (await allSingles()).entries()) {
		if (place % flags.parts === flags.part - 1) {
			await runSingle(single);
		}
	}

	print(JSON.stringify(figures));
} else {
	judge(flags.only, await runOne(flags.only));
}

const missed = flags.only === undefined ? missedBy(figures) : [];
if (missed.length > 0) {
	print(`verdict: it PROVES NOTHING, for it met none of: ${missed.join(', ')}`);
} else {
	print(broken === 0 ? 'verdict: nothing lost, nothing twice' : `verdict: BROKEN, ${broken} times`);
}

process.exitCode = broken === 0 && missed.length === 0 ? 0 : 4;
