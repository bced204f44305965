import {describe, test, type TestContext} from 'node:test';
import {Arrivals} from '../../source/load/arrivals.js';
import {choosePair, evenly, hotSpotText, readHotSpot, type HotSpot} from '../../source/load/hot-spot.js';
import {seededRandom} from '../../source/transactions/seeded-random.js';

describe('A hot spot', () => {
	for (const [text, spot] of [
		['all', evenly],
		['2', {share: 1, accounts: 2}],
		['90%:2', {share: 0.9, accounts: 2}],
		['12.5%:10', {share: 0.125, accounts: 10}],
	] as const) {
		test(`is read and written: ${text}`, (t: TestContext) => {
			t.assert.deepStrictEqual(readHotSpot(text), spot);
			t.assert.strictEqual(hotSpotText(spot), text);
		});
	}

	for (const text of ['', '0', '-1', '101%:2', '90%', '90:2', 'two', '1.5', '90%:0']) {
		test(`can't be ${JSON.stringify(text)}`, (t: TestContext) => {
			t.assert.throws(() => readHotSpot(text), /for example all, 2 or 90%:2/v);
		});
	}

	/** How many of 2,000 transfers go to two hot accounts, to one, to none; and every account that pays or receives. */
	const chosen = (hot: HotSpot, accounts: number) => {
		const random = seededRandom(7);
		const touched: [number, number, number] = [0, 0, 0];
		const seen = new Set<number>();
		let paid = 0;
		for (let count = 0; count < 2000; count++) {
			const pair = choosePair(hot, accounts, random);
			touched[pair.filter(index => index < hot.accounts).length as 0 | 1 | 2]++;
			paid += pair[0] < pair[1] ? 1 : 0;
			for (const index of pair) {
				seen.add(index);
			}

			if (pair[0] === pair[1]) {
				throw new Error('The same account twice');
			}
		}

		return {touched, seen: seen.size, paid};
	};

	const cases: ReadonlyArray<readonly [text: string, accounts: number, hotHot: readonly [number, number], oneHot: readonly [number, number], seen: number]> = [
		['all', 10, [0, 0], [0, 0], 10],
		['2', 10, [2000, 2000], [0, 0], 2],
		['90%:2', 10, [1750, 1850], [0, 0], 10],
		['1', 10, [0, 0], [2000, 2000], 10],
		['50%:1', 10, [0, 0], [900, 1100], 10],
		['90%:2', 2, [2000, 2000], [0, 0], 2],
		['90%:2', 3, [1750, 2000], [0, 250], 3],
		['5', 3, [2000, 2000], [0, 0], 3],
	];
	for (const [text, accounts, hotHot, oneHot, seen] of cases) {
		test(`of ${text} chooses among ${accounts} accounts as it says, both ways alike`, (t: TestContext) => {
			const found = chosen(readHotSpot(text), accounts);
			const [, one, both] = found.touched;
			const within = (count: number, [least, most]: readonly [number, number], what: string) => {
				t.assert.deepStrictEqual([least, count, most], [least, count, most].toSorted((a, b) => a - b), what);
			};

			within(both, hotHot, 'between two hot ones');
			within(one, oneHot, 'with one hot one');
			within(found.paid, [850, 1150], 'upwards');
			t.assert.strictEqual(found.seen, seen);
		});
	}
});

describe('Arrivals', () => {
	test('come at their rate, at times of their own', (t: TestContext) => {
		const arrivals = new Arrivals(200, 1000, seededRandom(3));
		const times = Array.from({length: 2000}, () => arrivals.take());
		t.assert.deepStrictEqual(times, times.toSorted((a, b) => a - b));
		t.assert.ok((times[0] ?? 0) >= 1000);
		const seconds = ((times.at(-1) ?? 0) - 1000) / 1000;
		t.assert.strictEqual(Math.round(seconds / 2), 5, `${seconds} s instead of 10`);
		const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
		const short = gaps.filter(gap => gap < 5 * Math.LN2).length;
		t.assert.strictEqual(Math.round(short / 200), 5, `half the gaps are shorter than the median of an exponential distribution, ${short} here`);
	});

	test('that were not served come first, the earliest of them before the others', (t: TestContext) => {
		const arrivals = new Arrivals(1, 0, () => 0.5);
		const first = arrivals.take();
		const second = arrivals.take();
		arrivals.giveBack(second);
		arrivals.giveBack(first);
		t.assert.deepStrictEqual([arrivals.take(), arrivals.take()], [first, second]);
		t.assert.ok(arrivals.take() > second);
	});
});
