import {describe, test, type TestContext} from 'node:test';
import {
	constant, decorrelatedJitter, equalJitter, exponential, fullJitter, none, policies, type BackoffInput, type BackoffPolicy,
} from '../../../source/index.js';
import {seededRandom} from '../../../source/transactions/seeded-random.js';

const always = (value: number) => () => value;
/** The wait at the chances 0, 0.5 and 1; the last is the ceiling. */
const waits = (policy: BackoffPolicy, input: BackoffInput): number[] =>
	[0, 0.5, 1].map(chance => policy.delay(input, always(chance)));

type Row = readonly [input: Partial<BackoffInput>, atNone: number, atHalf: number, atOne: number];
const usual: BackoffInput = {failures: 1, previous: 50, base: 50, cap: 5000};

const tables: ReadonlyArray<readonly [BackoffPolicy, readonly Row[]]> = [
	[none, [
		[{}, 0, 0, 0],
		[{failures: 9}, 0, 0, 0],
	]],
	[constant, [
		[{}, 50, 50, 50],
		[{failures: 9, previous: 4000}, 50, 50, 50],
		[{cap: 20}, 20, 20, 20],
	]],
	[exponential, [
		[{}, 100, 100, 100],
		[{failures: 2}, 200, 200, 200],
		[{failures: 6}, 3200, 3200, 3200],
		[{failures: 7}, 5000, 5000, 5000],
		[{failures: 2000}, 5000, 5000, 5000],
		[{base: 0, failures: 20}, 0, 0, 0],
	]],
	[equalJitter, [
		[{}, 50, 75, 100],
		[{failures: 3}, 200, 300, 400],
		[{failures: 7}, 2500, 3750, 5000],
	]],
	[fullJitter, [
		[{}, 0, 50, 100],
		[{failures: 3}, 0, 200, 400],
		[{failures: 7}, 0, 2500, 5000],
	]],
	[decorrelatedJitter, [
		[{}, 50, 100, 150],
		[{failures: 9}, 50, 100, 150],
		[{previous: 150}, 50, 250, 450],
		[{previous: 4000}, 50, 5000, 5000],
		[{cap: 20}, 20, 20, 20],
		[{previous: 0}, 50, 50, 50],
	]],
];

for (const [policy, rows] of tables) {
	describe(`The policy ${policy.name}`, () => {
		for (const [input, ...expected] of rows) {
			test(`waits ${expected.join(' / ')} ms, the last being the ceiling, with ${JSON.stringify(input)}`, (t: TestContext) => {
				t.assert.deepStrictEqual(waits(policy, {...usual, ...input}), expected);
			});
		}
	});
}

test('The policies are all there, each with a name of its own, full jitter first', (t: TestContext) => {
	t.assert.deepStrictEqual(policies.map(({name}) => name), ['full', 'equal', 'decorrelated', 'exponential', 'constant', 'none']);
	t.assert.strictEqual(new Set(policies.map(({title}) => title)).size, policies.length);
	t.assert.deepStrictEqual(new Set(policies), new Set(tables.map(([policy]) => policy)));
});

test('Decorrelated jitter grows from the wait before, three times at most', (t: TestContext) => {
	let previous = 50;
	const ceilings = Array.from({length: 6}, (_, index) => {
		previous = decorrelatedJitter.delay({...usual, failures: index + 1, previous}, always(1));
		return previous;
	});
	t.assert.deepStrictEqual(ceilings, [150, 450, 1350, 4050, 5000, 5000]);
});

/** Inputs of every size, from a seed. */
const manyInputs = (count: number): Array<{readonly input: BackoffInput; readonly chance: number}> => {
	const random = seededRandom(7);
	return Array.from({length: count}, () => ({
		input: {
			failures: 1 + Math.floor(random() * 1000),
			previous: random() * (10 ** Math.floor(random() * 6)),
			base: random() * (10 ** Math.floor(random() * 5)),
			cap: random() * (10 ** Math.floor(random() * 6)),
		},
		chance: random(),
	}));
};

for (const policy of policies) {
	test(`The policy ${policy.name} never waits longer than its ceiling or the cap, nor less than nothing, and depends on nothing else`, (t: TestContext) => {
		const wrong = manyInputs(2000).filter(({input, chance}) => {
			const frozen = Object.freeze(input);
			const delay = policy.delay(frozen, always(chance));
			const ceiling = policy.delay(frozen, always(1));
			return !(delay >= 0 && delay <= ceiling && ceiling <= input.cap && delay === policy.delay(frozen, always(chance)));
		});
		t.assert.deepStrictEqual(wrong, []);
	});
}
