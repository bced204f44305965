import {describe, test, type TestContext} from 'node:test';
import type {LabShape} from '../../../source/load/lab/events.js';
import {findingsOf} from '../../../source/load/lab/findings.js';
import type {CellResult, MoneyResult} from '../../../source/load/lab/results.js';
import {lineWidth, type Line} from '../../../source/ui/line.js';
import {moneyFigure, moneyWords} from '../../../source/ui/lab/money-words.js';
import {explanationLines, labWords, placeWords, tableLines} from '../../../source/ui/lab/table.js';
import {cellTitles} from '../../../source/ui/lab/titles.js';
import {verdictOf} from '../../../source/ui/lab/verdict.js';
import {glyphsFor} from '../../../source/ui/theme.js';
import {result, shape} from '../../load/lab/results.js';

const glyphs = glyphsFor({}, 'linux');

const lab = (results: readonly CellResult[], parts: Partial<LabShape> = {}): LabShape => ({
	cells: results.map(({cell}) => cell), skipped: [], rounds: 5, duration: 700, clients: 16, accounts: 100, hot: '1', seed: 7,
	machine: {cpu: 'a processor', cores: 2, memory: 1e9, system: 'linux x64', node: '24.0.0'},
	server: {engine: 'PostgreSQL', version: '18.4', isEmbedded: true},
	...parts,
});

const textOf = (lines: readonly Line[]) => lines.map(line => line.map(({text}) => text).join('').trimEnd());

const verdict = (results: readonly CellResult[], parts?: Partial<LabShape>) =>
	verdictOf({shape: lab(results, parts), results, findings: findingsOf(results), repeated: 0}).map(({tone, text}) => `${tone}: ${text}`);

const money = (parts: Partial<MoneyResult>): MoneyResult => ({isRight: false, made: 0n, lost: 0n, astray: 0n, missing: 0, denied: 0, unknown: 0, ...parts});

const sums: ReadonlyArray<readonly [what: Partial<MoneyResult>, figure: string, words: string]> = [
	[{isRight: true}, '', ''],
	[{made: 3100n, astray: 4000n}, '+$31.00', 'made $31.00 out of nothing'],
	[{lost: 200n, astray: 200n}, '-$2.00', 'lost $2.00'],
	[{made: 3100n, lost: 200n}, '±$33.00', 'made $31.00 out of nothing and lost $2.00'],
	[{astray: 1200n}, '$12.00 astray', 'left $12.00 in accounts where they don\'t belong'],
	[{missing: 2}, '2 transfers', 'reported 2 transfers that are not in the ledger'],
	[{denied: 1}, '1 transfer', 'made 1 transfer reported as not made'],
];

describe('The money of a cell', () => {
	for (const [what, figure, words] of sums) {
		test(`is ${figure === '' ? 'no figure where it is right' : figure}`, (t: TestContext) => {
			t.assert.deepStrictEqual([moneyFigure(money(what), glyphs), moneyWords(money(what))], [figure, words]);
		});
	}
});

describe('The titles of cells', () => {
	test('say what tells them apart, and nothing else', (t: TestContext) => {
		const plain = {title: 'read-then-write'};
		const cells = [
			shape('1', {...plain, policy: 'none', policyTitle: 'no backoff'}),
			shape('2', plain),
			shape('3', {...plain, cap: 100}),
			shape('4', {...plain, isolation: 'read committed'}),
			shape('5', {cure: 'queue', title: 'a queue'}),
			shape('6', {cure: 'combine', title: 'together'}),
			shape('7', {cure: 'combine', title: 'together', policy: 'none', policyTitle: 'no backoff'}),
		];
		t.assert.deepStrictEqual(cellTitles(cells).values().toArray(), [
			'read-then-write, no backoff',
			'read-then-write, full jitter 1s',
			'read-then-write, full jitter 100ms',
			'read-then-write, READ COMMITTED',
			'a queue',
			'together, full jitter',
			'together, no backoff',
		]);
	});
});

const results = [
	result('read-then-write, no backoff', [1001, 900, 1100], {policy: 'none', policyTitle: 'no backoff', title: 'read-then-write', jain: [0.77]}),
	result('read-then-write, full', [5590, 5400, 5700], {title: 'read-then-write', jain: [0.37], starved: [7]}),
	result('one round trip', [2771, 2771], {cure: 'one-round-trip', jain: [0.97]}),
	result('queue', [4380, 4300, 4500], {cure: 'queue', title: 'a queue per account'}),
	result('wrong', [6020, 6020], {
		cure: 'read-modify-write', title: 'read-modify-write', isolation: 'read committed', inForce: 'read committed', mayLose: true, money: {isRight: false, made: 31_200n},
	}),
];

describe('The lab\'s table', () => {
	const table = (width: number) => textOf(tableLines(lab(results), results, {width, glyphs, marked: 'queue'}));

	test('has a row for each cell, marks the one that the verdict names, and fits into 80 columns', (t: TestContext) => {
		t.assert.deepStrictEqual(table(80), [
			' cure                              transfers/s attempts   p99 fair money',
			' read-then-write, no backoff        1,001 ±10%     1.00  20ms 0.77 ✓',
			' read-then-write, full jitter        5,590 ±3%     1.00  20ms 0.37 ✓',
			' one round trip                      2,771 ±0%     1.00  20ms 0.97 ✓',
			'▸a queue per account                 4,380 ±2%     1.00  20ms 1.00 ✓',
			' read-modify-write, READ COMMITTED   6,020 ±0%     1.00  20ms 1.00 ✗ wrong +$312',
		]);
	});

	test('has as many columns as there is room for, and the money always', (t: TestContext) => {
		const titles = (width: number) => table(width)[0]?.trim().replaceAll(/\s+/gv, ' ');
		t.assert.deepStrictEqual([40, 54, 60, 76, 80, 90, 100].map(width => titles(width)), [
			'cure /s money',
			'cure /s fair money',
			'cure transfers/s fair money',
			'cure transfers/s attempts p99 fair money',
			'cure transfers/s attempts p99 fair money',
			'cure transfers/s attempts p50 p99 fair money',
			'cure transfers/s attempts p50 p99 fair wasted money',
		]);
		for (let width = 40; width <= 200; width++) {
			const lines = tableLines(lab(results), results, {width, glyphs});
			t.assert.ok(lines.every(line => lineWidth(line) <= width), String(width));
			t.assert.match(textOf(lines).at(-1) ?? '', /✗ wrong/v, String(width));
		}
	});

	test('shows how far the rounds lie apart, in every column where there is room for that', (t: TestContext) => {
		t.assert.match(table(130)[4] ?? '', /^▸a queue per account +4,380 ±2% +1\.00 ±0% +2\.0ms ±0% +20ms ±0% +1\.00 ±0% +0% ✓$/v);
	});

	test('marks where somebody looks, and what is under way, by signs', (t: TestContext) => {
		const chosen = textOf(tableLines(lab(results), results, {width: 80, glyphs, marked: 'queue', chosen: {cell: 'one round trip', column: 'p99'}}));
		t.assert.match(chosen[0] ?? '', / attempts {2}▸p99 fair money$/v);
		t.assert.deepStrictEqual(chosen.filter(line => line.startsWith('▸')).map(line => line.slice(1, 15)), ['one round trip']);
		const running = textOf(tableLines(lab(results), results, {width: 80, glyphs, running: 'queue'}));
		t.assert.deepStrictEqual(running.filter(line => !line.startsWith(' ')).map(line => line.slice(0, 8)), ['◌a queue']);
	});

	test('has cells that have not run yet, and no spread of one round', (t: TestContext) => {
		const cells = [result('one', [10]), result('two', [])].map((each, index) => ({...each, rounds: index === 0 ? 1 : 0}));
		const [, first, second] = textOf(tableLines(lab(cells), cells, {width: 80, glyphs}));
		t.assert.match(first ?? '', /^ one, full jitter +10 +1\.00/v);
		t.assert.match(second ?? '', /^ two, full jitter +·$/v);
	});

	test('says in a sentence each what its columns are', (t: TestContext) => {
		const lines = textOf(explanationLines(78));
		t.assert.ok(lines.every(line => line.length <= 78));
		const text = lines.join(' ');
		for (const title of ['transfers/s', 'attempts', 'p50', 'p99', 'fair', 'wasted', 'money']) {
			t.assert.ok(text.includes(`  ${title} `), title);
		}
	});

	test('says what was measured, and where', (t: TestContext) => {
		t.assert.strictEqual(labWords(lab([]), glyphs), '100 accounts (1 hot) · 16 clients · 5 rounds of 700ms');
		t.assert.strictEqual(placeWords(lab([]), glyphs), 'seed 7 · PostgreSQL 18.4 embedded · 2 cores, a processor · linux x64 · Node 24.0.0');
	});
});

describe('The lab\'s verdict', () => {
	test('names the fastest fair cure, what backoff alone does, and what made money', (t: TestContext) => {
		t.assert.deepStrictEqual(verdict(results, {rounds: 2}), [
			'strong: A queue per account is the fastest that treats every client alike: 4,380 transfers/s.',
			'plain: Read-then-write, full jitter is faster still, and some clients pay for it: fairness 0.37.',
			'plain: Backoff alone (read-then-write, full jitter, against none) makes it 5.6 times as fast; its fairness falls from 0.77 to 0.37; 7 of 16 clients got nothing done in a round.'
			+ ' Who has just committed goes on, while those that were refused sleep.',
			'failed: Read-modify-write, READ COMMITTED made $312.00 out of nothing: the audit found it, and no error told.',
		]);
	});

	const sentences: ReadonlyArray<readonly [why: string, results: readonly CellResult[], says: RegExp]> = [
		[
			'differences are within the spread',
			[result('a', [10, 12]), result('b', [11, 14], {cure: 'b'})],
			/^strong: B is the fastest [^.]+: \d+ transfers\/s\. A may be as fast: the difference is within the spread\.$/mv,
		],
		[
			'the fastest combines',
			[result('a', [10], {isOneEach: false}), result('b', [5], {cure: 'b'})],
			/one transaction\.\nstrong: Of those that keep one transaction for each transfer it is b: 5 transfers\/s\.$/mv,
		],
		[
			'none is fair',
			[result('a', [10], {jain: [0.4]})],
			/^waiting: None of these treats every client alike\. A comes nearest: fairness 0\.40\.$/mv,
		],
		[
			'books don\'t balance',
			[result('a', [10], {money: {isRight: false, lost: 100n}})],
			/^failed: A lost \$1\.00, and must not: this is a bug/mv,
		],
		[
			'the wrong cure was lucky',
			[result('a', [10], {mayLose: true, cure: 'read-modify-write'})],
			/^waiting: A did no harm this time: that was luck/mv,
		],
		[
			'READ COMMITTED kept the books',
			[result('a', [10], {isolation: 'read committed', inForce: 'read committed'})],
			/^plain: A, READ COMMITTED kept every cent, .* its decision: the balance that it read may be out of date/mv,
		],
		[
			'a level is another in truth',
			[result('a', [10], {isolation: 'read committed'})],
			/^plain: READ COMMITTED is SERIALIZABLE on this server\.$/mv,
		],
		[
			'backoff changes nothing that can be told',
			[result('a', [10, 12], {policy: 'none'}), result('b', [9, 11])],
			/makes no difference to its speed that is beyond the spread; its fairness stays within the spread\.$/mv,
		],
		[
			'backoff slows it down',
			[result('a', [10], {policy: 'none', jain: [0.5]}), result('b', [5], {jain: [0.9]})],
			/makes it slower, by a factor of 2\.0; its fairness rises from 0\.50 to 0\.90\.$/mv,
		],
	];
	for (const [why, measured, says] of sentences) {
		test(`says so where ${why}`, (t: TestContext) => {
			t.assert.match(verdict(measured).join('\n'), says);
		});
	}

	test('says how much of it was measured where somebody ended it early', (t: TestContext) => {
		t.assert.strictEqual(verdict(results).at(-1), 'waiting: It was ended early: of 5 rounds, 2 to 3 were measured.');
		t.assert.strictEqual(verdict([result('a', [10])]).at(-1), 'waiting: It was ended early: of 5 rounds, 1 was measured.');
	});

	test('says what was left out, and that one round tells no spread', (t: TestContext) => {
		t.assert.deepStrictEqual(verdict([], {skipped: [{title: 'a queue', why: 'there is no line'}], rounds: 1}), [
			'plain: A queue is left out: there is no line.', 'plain: One round tells nothing of the spread: more of them do (--rounds 5).',
		]);
	});
});
