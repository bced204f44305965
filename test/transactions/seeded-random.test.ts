import {test, type TestContext} from 'node:test';
import {seededRandom} from '../../source/transactions/seeded-random.js';

const draws = (seed: number, count = 1000): number[] => {
	const random = seededRandom(seed);
	return Array.from({length: count}, () => random());
};

test('The same seed gives the same numbers, on every machine and for ever', (t: TestContext) => {
	t.assert.deepStrictEqual(draws(42), draws(42));
	t.assert.deepStrictEqual(draws(42, 3).map(draw => draw.toFixed(6)), ['0.015106', '0.804526', '0.598689']);
});

test('Another seed gives other numbers', (t: TestContext) => {
	t.assert.strictEqual(new Set([1, 2, 3, -1, 0.5].flatMap(seed => draws(seed, 100))).size, 500);
});

test('They lie in [0, 1), are spread evenly, and two streams do not disturb each other', (t: TestContext) => {
	const many = draws(7, 10_000);
	t.assert.ok(many.every(draw => draw >= 0 && draw < 1));
	const tenths = Array.from({length: 10}, (_, tenth) => many.filter(draw => Math.floor(draw * 10) === tenth).length);
	t.assert.ok(tenths.every(count => count > 900 && count < 1100), tenths.join(' '));
	const [one, other] = [seededRandom(7), seededRandom(7)];
	one();
	t.assert.strictEqual(other(), many[0]);
});
