import process from 'node:process';
import meow from 'meow';
import {simulate} from './simulation.js';
import {countsTold, missedBy, sumOf, type Counts} from './tally.js';

const {flags} = meow(`
  Usage
    $ node --import=tsx test/simulation/simulate.ts [options]

  Options
    --seed N       the first seed [1]
    --seeds N      how many, one after the other [1]
    --transfers N  how many transfers each [200]
    --workers N    how many ask for them at once [8]
    --verbose      prints the history
    --help         this text

  Clients move money through the real program on a simulated server, whose time, chance and
  faults come out of the seed: the same seed gives the same history, to the letter.
  The last line is the verdict. Code 0: nothing lost, nothing twice. Code 4: something was, or
  100 seeds and more met nothing that could have gone wrong.
`, {
	importMeta: import.meta,
	flags: {
		seed: {type: 'number', default: 1},
		seeds: {type: 'number', default: 1},
		transfers: {type: 'number', default: 200},
		workers: {type: 'number', default: 8},
		verbose: {type: 'boolean', default: false},
	},
});

const print = (text: string): void => {
	process.stdout.write(`${text}\n`);
};

const {seed: first, seeds, transfers, workers, verbose} = flags;
/** What a replay has to be told besides its seed. */
const sizes = `${transfers === 200 ? '' : ` --transfers ${transfers}`}${workers === 8 ? '' : ` --workers ${workers}`}`;
let counts: Counts = {};
let broken = 0;
for (let seed = first; seed < first + seeds; seed++) {
	const run = await simulate({seed, transfers, workers, isRecorded: verbose || seeds === 1});
	counts = sumOf(counts, run.counts);
	broken += run.wrong.length > 0 ? 1 : 0;
	if (verbose) {
		print(run.history.join('\n'));
	}

	for (const each of run.wrong) {
		print(`seed ${seed}: ${each}`);
	}

	if (run.wrong.length > 0) {
		print(`seed ${seed}: replay it with node --import=tsx test/simulation/simulate.ts --seed ${seed}${sizes} --verbose`);
	}

	if (run.history.length > 0) {
		print(`seed ${seed}: history ${run.hash}, ${run.history.length.toLocaleString('en-US')} lines`);
	}
}

print(countsTold(counts));
const missed = missedBy(counts);
if (missed.length > 0) {
	print(`met none of: ${missed.join(', ')}`);
}

// One seed alone may leave out what it likes.
const provesNothing = seeds >= 100 && missed.length > 0;
if (provesNothing && broken === 0) {
	print('verdict: it PROVES NOTHING');
} else {
	print(broken === 0
		? `verdict: nothing lost, nothing twice, in ${(counts['committed'] ?? 0).toLocaleString('en-US')} transfers under ${seeds} seed${seeds === 1 ? '' : 's'}`
		: `verdict: BROKEN, under ${broken} of ${seeds} seeds`);
}

process.exitCode = broken === 0 && !provesNothing ? 0 : 4;
