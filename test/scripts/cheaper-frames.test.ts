import {describe, test, type TestContext} from 'node:test';
import InkOutput from '../../node_modules/ink/build/output.js';
import stringWidth from '../../node_modules/string-width/index.js';
import Output from '../../scripts/ink/output.js';
import {plainText} from '../../scripts/ink/plain-text.js';
import {remembering} from '../../scripts/ink/remembering.js';
import quickStringWidth from '../../scripts/ink/string-width.js';
import {seededRandom} from '../../source/transactions/seeded-random.js';
import {glyphsFor} from '../../source/ui/theme.js';

type Call = (output: InkOutput) => void;

const dim = (text: string): string => `\u{1B}[2m${text}\u{1B}[22m`;
const red = (text: string): string => `\u{1B}[31m${text}\u{1B}[39m`;

const size = {width: 24, height: 6};

const write = (x: number, y: number, text: string, ...transformers: Array<(line: string, index: number) => string>): Call =>
	output => {
		output.write(x, y, text, {transformers});
	};

/** The frame that the calls make, and whether Ink had to draw it. */
const drawWith = (t: TestContext, output: InkOutput, calls: readonly Call[]) => {
	for (const call of calls) {
		call(output);
	}

	const get = t.mock.method(InkOutput.prototype, 'get');
	const frame = output.get();
	const isInks = get.mock.calls.some(({this: drawn}) => drawn === output);
	get.mock.restore();
	return {frame, isInks};
};

/** The same cells, in the fewest escape sequences. */
const normalise = (frame: string): string => {
	const output = new InkOutput(size);
	output.write(0, 0, frame, {transformers: []});
	return output.get().output;
};

/** Draws with both, compares, and says which way was taken. */
const compare = (t: TestContext, calls: readonly Call[]): boolean => {
	const expected = drawWith(t, new InkOutput(size), calls).frame;
	const {frame, isInks} = drawWith(t, new Output(size), calls);
	t.assert.strictEqual(normalise(frame.output), normalise(expected.output));
	t.assert.strictEqual(frame.height, expected.height);
	return isInks;
};

describe('a frame drawn the short way', () => {
	const cases: ReadonlyArray<readonly [what: string, calls: readonly Call[]]> = [
		['nothing', []],
		['texts side by side, in any order', [write(8, 1, 'right'), write(0, 1, 'left'), write(3, 3, red('below'))]],
		['styles beside each other', [write(0, 0, dim('a') + red('b')), write(2, 0, red('c')), write(5, 0, `${dim('d')} ${dim('e')}`)]],
		['blank ends', [write(0, 0, 'a   '), write(6, 0, dim('b  ')), write(12, 0, ' '.repeat(3))]],
		['a border', [write(0, 1, `${dim('│')}\n`.repeat(4)), write(23, 1, `${dim('│')}\n`.repeat(4)), write(0, 5, dim(`╰${'─'.repeat(22)}╯`)), write(2, 2, 'in')]],
		['wide signs', [write(0, 0, '銀行'), write(4, 0, dim('👍🏽')), write(8, 0, 'x')]],
		['rows below the screen', [write(0, 5, 'a\na\na'), write(0, 9, 'b')]],
		['a text that transforms its line', [write(2, 2, 'abc', line => red(line))]],
		['different lines', [write(3, 1, `one\n\n${red('two')} \n銀行 ${dim('four')}`), write(0, 2, 'x')]],
		['lines that are transformed', [write(0, 0, 'a\na', (line, index) => line + String(index))]],
		['a style that is left open', [write(0, 0, '\u{1B}[31mred'), write(10, 0, 'not')]],
	];
	for (const [what, calls] of cases) {
		test(`is Ink's: ${what}`, (t: TestContext) => {
			t.assert.strictEqual(compare(t, calls), false, 'Ink had to draw it');
		});
	}

	const others: ReadonlyArray<readonly [what: string, calls: readonly Call[]]> = [
		['one text over another', [write(0, 0, 'abcdef'), write(2, 0, 'X')]],
		['a text left of the screen', [write(-2, 0, 'abcdef')]],
		['lines that end in another style', [write(0, 0, 'a\u{1B}[31mb\na\u{1B}[31mb')]],
		['a mark with nothing to stand on', [write(0, 0, '\u{301}a'), write(4, 0, 'b')]],
		['a clipped text', [output => {
			output.clip({x1: 0, x2: 3, y1: undefined, y2: undefined});
		}, write(0, 0, 'abcdef'), output => {
			output.unclip();
		}]],
	];
	for (const [what, calls] of others) {
		test(`is left to Ink: ${what}`, (t: TestContext) => {
			t.assert.strictEqual(compare(t, calls), true, 'it was drawn the short way');
		});
	}

	test('is Ink\'s, whatever stands wherever', (t: TestContext) => {
		const random = seededRandom(2026);
		const below = (limit: number): number => Math.floor(random() * limit);
		const pieces = ['a', 'Bc', ' ', '  ', '─', '銀', '👍🏽', 'e\u{301}', '\u{301}', '\u{200B}', '⏎', '\u{1B}[31m', '\u{1B}[39m', '\u{1B}[2m', '\u{1B}[1m', '\u{1B}[22m', '\u{1B}[0m', '\n'];
		const taken = {short: 0, inks: 0};
		for (let frame = 0; frame < 400; frame++) {
			const calls = Array.from({length: 1 + below(6)}, () =>
				write(below(26) - 1, below(7) - 1, Array.from({length: 1 + below(5)}, () => pieces[below(pieces.length)]).join('')));
			taken[compare(t, calls) ? 'inks' : 'short']++;
		}

		t.assert.ok(taken.short > 50, JSON.stringify(taken));
		t.assert.ok(taken.inks > 50, JSON.stringify(taken));
	});

	test('is Ink\'s to the last byte, of texts in one style each', (t: TestContext) => {
		const random = seededRandom(22);
		const pick = <Value>(values: readonly [Value, ...Value[]]): Value => values[Math.floor(random() * values.length)] ?? values[0];
		for (let line = 0; line < 2000; line++) {
			const text = Array.from({length: 1 + Math.floor(random() * 5)}, () => {
				const [style, end] = pick<readonly [style: number, end: number]>([[31, 39], [33, 39], [90, 39], [2, 22], [1, 22], [7, 27], [31, 22]]);
				const words = pick(['', ' ', 'debit ✗', '▓▓░', ' 0.4ms ']);
				return random() < 0.4 ? words : `\u{1B}[${style}m${words}\u{1B}[${end}m`;
			}).join('');
			const calls = [write(1, 2, text)];
			t.assert.strictEqual(drawWith(t, new Output(size), calls).frame.output, drawWith(t, new InkOutput(size), calls).frame.output, JSON.stringify(text));
		}
	});
});

describe('plain text', () => {
	const signs = Array.from({length: 0xFF_FF}, (_, code) => String.fromCodePoint(code)).filter(sign => plainText.test(sign));

	test('takes a cell a sign, and no two signs make one', (t: TestContext) => {
		t.assert.ok(signs.length > 200);
		t.assert.deepStrictEqual(signs.filter(sign => stringWidth(sign) !== 1), []);
		const segmenter = new Intl.Segmenter();
		for (const sign of signs) {
			const pairs = signs.map(other => sign + other).join('');
			t.assert.strictEqual([...segmenter.segment(pairs)].length, pairs.length, `something beside ${sign}`);
		}
	});

	test('has all the signs of the screen', (t: TestContext) => {
		const {corner, ...glyphs} = glyphsFor({LANG: 'C.UTF-8'}, 'linux');
		t.assert.deepStrictEqual([...Object.values(glyphs), ...Object.values(corner)].filter(glyph => !plainText.test(glyph)), []);
	});
});

describe('the remembered', () => {
	test('widths are those of string-width', (t: TestContext) => {
		for (const text of ['', 'plain', '─ ✓ ╮', '銀行', red('styled'), '\u{1B}]8;;https://example.org\u{7}link\u{1B}]8;;\u{7}', '👍🏽', 'e\u{301}', '\t', 'a\nb', '\u{AD}']) {
			for (const again of [1, 2]) {
				t.assert.strictEqual(quickStringWidth(text), stringWidth(text), `${JSON.stringify(text)}, ${again}`);
			}

			t.assert.strictEqual(quickStringWidth(text, {countAnsiEscapeCodes: true}), stringWidth(text, {countAnsiEscapeCodes: true}));
		}
	});

	test('is computed once while it is used, and forgotten when it is not', (t: TestContext) => {
		const compute = t.mock.fn((text: string) => text.length);
		const remembered = remembering(compute);
		t.assert.strictEqual(remembered('first'), 5);
		for (let index = 0; index < 20_000; index++) {
			remembered(String(index));
			remembered('first');
		}

		t.assert.strictEqual(compute.mock.callCount(), 20_001);
		remembered('0');
		t.assert.strictEqual(compute.mock.callCount(), 20_002);
	});
});
