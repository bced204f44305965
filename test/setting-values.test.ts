import {describe, test, type TestContext} from 'node:test';
import * as values from '../source/setting-values.js';
import {equalJitter} from '../source/transactions/policies/equal-jitter.js';
import {none} from '../source/transactions/policies/none.js';

type Case = {
	readonly read: values.Reader<unknown>;
	readonly good: ReadonlyArray<readonly [text: string, value: unknown]>;
	readonly bad: readonly string[];
	/** What is allowed, and an example. */
	readonly says: RegExp;
};

const cases: Readonly<Record<string, Case>> = {
	time: {
		read: values.time,
		good: [['0', 0], ['50', 50], ['50ms', 50], ['2s', 2000], ['1.5s', 1500], ['0.5ms', 0.5], ['1m', 60_000], [' 20s ', 20_000]],
		bad: ['', ' ', 's', 'ms', '-1', '-1s', '+1', '1h', '1 s', '1e3', '0x10', '.5s', '5.', 'NaN', 'Infinity', '1,5s', '1s2', '2S', '١s'],
		says: /milliseconds, or a number with the unit ms, s or m, for example 50, 50ms or 2s/v,
	},
	'whole number': {
		read: values.whole(2, 10_000),
		good: [['2', 2], ['10000', 10_000], ['007', 7], [' 3 ', 3]],
		bad: ['', ' ', '1', '0', '-3', '10001', '2.5', '3.0', '1e2', '0x10', 'three', '3n', '1,000', '9'.repeat(400), 'NaN', '٣'],
		says: /a whole number from 2 to 10,000, for example 3/v,
	},
	pace: {
		read: values.pace,
		good: [['0.1', 0.1], ['1', 1], ['10', 10], ['.5', 0.5], [' 2 ', 2]],
		bad: ['', ' ', '0', '0.09', '10.1', '-1', 'fast', 'NaN', 'Infinity', '1,5'],
		says: /a number from 0\.1 \(ten times slower\) to 10, for example 0\.5/v,
	},
	switch: {
		read: values.yesOrNo,
		good: [['1', true], ['true', true], ['yes', true], ['0', false], ['false', false], ['no', false]],
		bad: ['', '2', 'on', 'off', 'TRUE ', 'y', '-1'],
		says: /1 or 0/v,
	},
	'schema name': {
		read: values.schemaName,
		good: [['backoff_bank', 'backoff_bank'], ['public', 'public'], ['_x', '_x'], ['a1', 'a1'], ['a'.repeat(63), 'a'.repeat(63)], ['pgbank', 'pgbank']],
		bad: ['', ' ', 'Bank', 'my bank', '1a', 'a-b', 'a.b', 'a"b', 'a\'b', 'a;drop', 'a'.repeat(64), 'bänk', 'a\n', 'pg_bank', 'pg_catalog', 'information_schema', 'crdb_internal'],
		says: /lower-case letters, digits and _, at most 63.*for example backoff_bank/v,
	},
	policy: {
		read: values.policy,
		good: [['none', none], ['equal', equalJitter], [' none ', none]],
		bad: ['', 'None', 'jitter', 'full-jitter', 'toString'],
		says: /one of full, equal, decorrelated, exponential, constant, none/v,
	},
	isolation: {
		read: values.isolation,
		good: [
			['serializable', 'serializable'],
			['SERIALIZABLE', 'serializable'],
			['read-committed', 'read committed'],
			['repeatable_read', 'repeatable read'],
			['read committed', 'read committed'],
		],
		bad: ['', 'snapshot', 'read--committed', 'read uncommitted', 'serializable; DROP TABLE accounts'],
		says: /one of .*serializable/v,
	},
};

for (const [name, {read, good, bad, says}] of Object.entries(cases)) {
	describe(`A ${name}`, () => {
		for (const [text, value] of good) {
			test(`may be ${JSON.stringify(text.slice(0, 30))}`, (t: TestContext) => {
				t.assert.deepStrictEqual(read(text), value);
			});
		}

		for (const text of bad) {
			test(`can't be ${JSON.stringify(text.slice(0, 30))}, and it says what it can be`, (t: TestContext) => {
				t.assert.throws(() => read(text), says);
			});
		}
	});
}
