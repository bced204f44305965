import {describe, test, type TestContext} from 'node:test';
import {findingsOf, type Finding} from '../../../source/load/lab/findings.js';
import type {CellResult} from '../../../source/load/lab/results.js';
import {result} from './results.js';

const wrongMoney = {isRight: false, made: 100n, astray: 300n};

/** Which findings come of which figures: only what is named is looked at. */
const table: ReadonlyArray<readonly [why: string, results: readonly CellResult[], expected: ReadonlyArray<Partial<Finding>>]> = [
	['nothing was measured', [], []],
	['one cell is fast, fair and right', [result('a', [10, 11, 12]), result('b', [5, 6, 7])], [{type: 'fastest-fair', cell: 'a', asFast: [], isOneEach: true}]],
	['another may be as fast', [result('a', [10, 11, 20]), result('b', [5, 6, 10])], [{type: 'fastest-fair', cell: 'a', asFast: ['b']}]],
	[
		'the fastest has many transfers in a transaction',
		[result('a', [100], {isOneEach: false}), result('b', [9, 10, 11]), result('c', [8, 9])],
		[{type: 'fastest-fair', cell: 'a', asFast: [], isOneEach: false}, {type: 'fastest-one-each', cell: 'b', asFast: ['c']}],
	],
	[
		'an unfair one is faster',
		[result('a', [10]), result('b', [20], {jain: [0.3]}), result('c', [30], {jain: [0.5]}), result('d', [9], {jain: [0.1]})],
		[{type: 'fastest-fair', cell: 'a'}, {type: 'fast-but-unfair', cells: ['c', 'b'], least: 0.3, most: 0.5}],
	],
	['an unfair one may be faster', [result('a', [10, 12]), result('b', [11, 20], {jain: [0.3]})], [{type: 'fastest-fair', cell: 'a'}]],
	['none is fair', [result('a', [10], {jain: [0.2]}), result('b', [5], {jain: [0.9]})], [{type: 'none-fair', cell: 'b', jain: 0.9}]],
	[
		'a cell that should be right is wrong',
		[result('a', [10], {money: wrongMoney}), result('b', [5])],
		[{type: 'broken', cell: 'a'}, {type: 'fastest-fair', cell: 'b'}],
	],
	[
		'the wrong one is wrong',
		[result('a', [5]), result('w', [10], {cure: 'read-modify-write', isolation: 'read committed', inForce: 'read committed', mayLose: true, money: wrongMoney})],
		[{type: 'fastest-fair', cell: 'a'}, {type: 'wrong', cell: 'w'}],
	],
	[
		'the wrong one was lucky, and is no answer all the same',
		[result('a', [5]), result('w', [10], {cure: 'read-modify-write', isolation: 'read committed', inForce: 'read committed', mayLose: true})],
		[{type: 'fastest-fair', cell: 'a'}, {type: 'wrong', cell: 'w'}],
	],
	[
		'the wrong one is kept from harm by the level, where it must not break anything',
		[result('a', [5]), result('w', [10], {cure: 'read-modify-write', money: wrongMoney})],
		[{type: 'broken', cell: 'w'}, {type: 'fastest-fair', cell: 'a'}],
	],
	[
		'the plain one is fastest under READ COMMITTED, where it decides by what may be out of date',
		[result('a', [5], {cure: 'queue'}), result('l', [10], {isolation: 'read committed', inForce: 'read committed'})],
		[{type: 'fastest-fair', cell: 'a'}, {type: 'kept-books', cell: 'l'}],
	],
	[
		'READ COMMITTED is SERIALIZABLE in truth',
		[result('a', [5], {cure: 'queue'}), result('l', [10], {isolation: 'read committed'})],
		[{type: 'fastest-fair', cell: 'l'}],
	],
	[
		'backoff makes it faster and less fair',
		[result('none', [2], {policy: 'none', jain: [0.97]}), result('full', [6, 7, 8], {jain: [0.2, 0.3], starved: [4, 5, 6]})],
		[{type: 'fastest-fair', cell: 'none'}, {type: 'fast-but-unfair', cells: ['full']}, {
			type: 'backoff', without: 'none', with: 'full', factor: 3.5, isWithinSpread: false, jainWithout: 0.97, jainWith: 0.25, isFairnessWithinSpread: false, starved: 5,
		}],
	],
	[
		'backoff makes no difference that can be told',
		[result('none', [4, 6], {policy: 'none'}), result('full', [5, 7])],
		[{type: 'fastest-fair', cell: 'full', asFast: ['none']}, {type: 'backoff', isWithinSpread: true, isFairnessWithinSpread: true}],
	],
	[
		'backoff was measured under another level only',
		[result('none', [4], {policy: 'none'}), result('full', [5], {isolation: 'repeatable read'})],
		[{type: 'fastest-fair', cell: 'full'}],
	],
	['a cell has not run yet', [result('a', [5]), result('b', [])], [{type: 'fastest-fair', cell: 'a', asFast: []}]],
];

describe('What a lab finds', () => {
	for (const [why, results, expected] of table) {
		test(`where ${why}`, (t: TestContext) => {
			const found = findingsOf(results);
			t.assert.deepStrictEqual(found.map(({type}) => type), expected.map(({type}) => type));
			t.assert.partialDeepStrictEqual(found, expected);
		});
	}

	test('tells the money of the wrong one', (t: TestContext) => {
		const [, found] = findingsOf([result('a', [5]), result('w', [10], {mayLose: true, cure: 'read-modify-write', money: wrongMoney})]);
		t.assert.deepStrictEqual(found?.type === 'wrong' && found.money, {isRight: false, made: 100n, lost: 0n, astray: 300n, missing: 0, denied: 0, unknown: 0});
	});
});
