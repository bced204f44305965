import {describe, test, type TestContext} from 'node:test';
import {AmountError, formatCents, parseAmount} from '../../source/bank/money.js';

const good: ReadonlyArray<readonly [text: string, cents: bigint]> = [
	['100', 10_000n],
	['100.5', 10_050n],
	['100.50', 10_050n],
	['$1,000.00', 100_000n],
	['1,000', 100_000n],
	['$1', 100n],
	['0.01', 1n],
	['0.1', 10n],
	['007', 700n],
	['  12.34\t', 1234n],
	['999,999,999.99', 99_999_999_999n],
	// As floats, a hundred times these are 28.999999999999996 and 114.99999999999999.
	['0.29', 29n],
	['1.15', 115n],
	['90071992547409.93', 9_007_199_254_740_993n],
	['92,233,720,368,547,758.07', 9_223_372_036_854_775_807n],
	['92233720368547758.06', 9_223_372_036_854_775_806n],
];

const notNumbers = ['', ' ', 'abc', '$', '.', 'NaN', 'Infinity', '-1', '+1', '--1', '1e3', '0x10', '10n', '١٠٠', '１００', '1\n2', '1;2', '\u{1B}[31m5'];
const notMoney = ['.5', '5.', '1.234', '1.5.5', '1,00', '1,0000', '1000,000', ',100', '1,,000', '1 000', '1_000', '1.000,00', '$ 5', '5$', '$$1', '€5'];

describe('parseAmount', () => {
	for (const [text, cents] of good) {
		test(`reads ${JSON.stringify(text)} as ${cents} cents`, (t: TestContext) => {
			t.assert.strictEqual(parseAmount(text), cents);
		});
	}

	for (const text of [...notNumbers, ...notMoney, '9,223,372,036,854,775.807']) {
		test(`refuses ${JSON.stringify(text)}, names it and gives an example`, (t: TestContext) => {
			t.assert.throws(() => parseAmount(text), (error: unknown) => error instanceof AmountError
				&& error.message.startsWith(`"${text}" is not an amount. `) && error.message.endsWith('for example 100, 100.5 or $1,000.00'));
		});
	}

	for (const text of ['0', '0.00', '$0', '000.0']) {
		test(`refuses ${text}, which moves nothing`, (t: TestContext) => {
			t.assert.throws(() => parseAmount(text), (error: unknown) => error instanceof AmountError
				&& error.message === `${text} moves nothing. Send at least $0.01`);
		});
	}

	for (const text of ['92233720368547758.08', '92,233,720,368,547,758.08', '9'.repeat(400)]) {
		test(`refuses ${text.slice(0, 25)}, which is more than the bank can count`, (t: TestContext) => {
			t.assert.throws(() => parseAmount(text), (error: unknown) => error instanceof AmountError
				&& error.message === `${text} is more than the bank can count. The most is $92,233,720,368,547,758.07`);
		});
	}
});

const shown: ReadonlyArray<readonly [cents: bigint, text: string]> = [
	[0n, '$0.00'],
	[1n, '$0.01'],
	[99n, '$0.99'],
	[100n, '$1.00'],
	[100_000n, '$1,000.00'],
	[-1n, '-$0.01'],
	[-123_456n, '-$1,234.56'],
	[9_007_199_254_740_993n, '$90,071,992,547,409.93'],
	[9_223_372_036_854_775_807n, '$92,233,720,368,547,758.07'],
	[-9_223_372_036_854_775_808n, '-$92,233,720,368,547,758.08'],
];

describe('formatCents', () => {
	for (const [cents, text] of shown) {
		test(`shows ${cents} as ${text}`, (t: TestContext) => {
			t.assert.strictEqual(formatCents(cents), text);
		});
	}

	test('shows what parseAmount reads back, to the cent', (t: TestContext) => {
		const sizes = Array.from({length: 63}, (_, bit) => [2n ** BigInt(bit), (2n ** BigInt(bit + 1)) - 1n, (10n ** BigInt(bit % 19)) + 1n]);
		t.assert.deepStrictEqual(sizes.flat().map(cents => parseAmount(formatCents(cents))), sizes.flat());
	});
});
