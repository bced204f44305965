import {describe, test, type TestContext} from 'node:test';
import {resultOf} from '../../../source/load/lab/results.js';
import {shuffled} from '../../../source/load/lab/shuffled.js';
import {overlaps, relativeSpread, spreadOf, type Spread} from '../../../source/load/lab/spread.js';
import {seededRandom} from '../../../source/transactions/seeded-random.js';
import {run, shape} from './results.js';

const spreads: ReadonlyArray<readonly [values: readonly number[], expected: Spread, relative: number]> = [
	[[], {median: 0, least: 0, most: 0}, 0],
	[[7], {median: 7, least: 7, most: 7}, 0],
	[[3, 1], {median: 2, least: 1, most: 3}, 0.5],
	[[100, 10, 90], {median: 90, least: 10, most: 100}, 0.5],
	[[10, 9, 2, 100], {median: 9.5, least: 2, most: 100}, 98 / 2 / 9.5],
	[[0, 0, 4], {median: 0, least: 0, most: 4}, 0],
];

describe('A spread', () => {
	for (const [values, expected, relative] of spreads) {
		test(`of ${values.join(', ')} has the median ${expected.median}`, (t: TestContext) => {
			t.assert.deepStrictEqual(spreadOf(values), expected);
			t.assert.strictEqual(relativeSpread(expected), relative);
		});
	}

	const pairs: ReadonlyArray<readonly [one: readonly number[], other: readonly number[], expected: boolean]> = [
		[[1, 2], [3, 4], false],
		[[1, 3], [3, 4], true],
		[[1, 9], [3, 4], true],
		[[5], [5], true],
		[[5], [5.1], false],
	];
	for (const [one, other, expected] of pairs) {
		test(`of ${one.join('–')} and one of ${other.join('–')} ${expected ? 'may be the same' : 'differ'}`, (t: TestContext) => {
			t.assert.strictEqual(overlaps(spreadOf(one), spreadOf(other)), expected);
			t.assert.strictEqual(overlaps(spreadOf(other), spreadOf(one)), expected);
		});
	}
});

describe('A cell\'s result', () => {
	test('is the median over the rounds, and the sum of the money', (t: TestContext) => {
		const failures = [{code: '40001', reason: 'x', count: 2}, {reason: 'y', count: 1}];
		const {attempts, wasted, perSecond, money, rounds} = resultOf(shape('a'), [
			run({committed: 10, attempts: 12, perSecond: 10, failures}),
			run({committed: 0, attempts: 5, perSecond: 0, money: {conserved: false, net: -300n, astray: 500n, lost: 1, denied: 2, unknown: 0}}),
			run({committed: 4, attempts: 12, perSecond: 4, money: {conserved: false, net: 100n, astray: 100n, lost: 0, denied: 0, unknown: 2}}),
		]);
		t.assert.strictEqual(rounds, 3);
		t.assert.deepStrictEqual(attempts, {median: 3, least: 1.2, most: 5});
		t.assert.deepStrictEqual(wasted, {median: 0, least: 0, most: 0.25});
		t.assert.deepStrictEqual(perSecond, {median: 4, least: 0, most: 10});
		t.assert.deepStrictEqual(money, {isRight: false, made: 100n, lost: 300n, astray: 600n, missing: 1, denied: 2, unknown: 2});
	});

	test('of no rounds is nothing, and nothing wrong', (t: TestContext) => {
		const {rounds, attempts, money} = resultOf(shape('a'), []);
		t.assert.deepStrictEqual([rounds, attempts.median, money.isRight], [0, 0, true]);
	});
});

describe('A round\'s order', () => {
	test('has every cell once, is the same for the same seed, and another for the next round', (t: TestContext) => {
		const cells = Array.from({length: 20}, (_, index) => index);
		const random = seededRandom(5);
		const [first, second] = [shuffled(cells, random), shuffled(cells, random)];
		t.assert.deepStrictEqual(first.toSorted((a, b) => a - b), cells);
		t.assert.deepStrictEqual(first, shuffled(cells, seededRandom(5)));
		t.assert.notDeepStrictEqual(first, second);
		t.assert.notDeepStrictEqual(first, cells);
	});

	test('may be any', (t: TestContext) => {
		const random = seededRandom(1);
		const orders = new Set(Array.from({length: 200}, () => shuffled(['a', 'b', 'c'], random).join('')));
		t.assert.strictEqual(orders.size, 6);
	});
});
