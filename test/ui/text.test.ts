import {describe, test, type TestContext} from 'node:test';
import stringWidth from 'string-width';
import {cut, formatMs, formatTime, pad, wrap} from '../../source/ui/format.js';
import {printable} from '../../source/ui/printable.js';
import {glyphsFor} from '../../source/ui/theme.js';

describe('text for the terminal', () => {
	test('is one line without control characters, whatever comes from outside', (t: TestContext) => {
		t.assert.strictEqual(printable('a\u{1B}[2Jb\u{7}c\u{9B}31md\u{7F}e\r\nf\u{2028}g'), 'a[2Jbc31mde f g');
		t.assert.strictEqual(printable('\u{202E}abc\u{2066}\u{200F}\u{FEFF}'), 'abc');
		t.assert.strictEqual(printable('\u{D800}x'), '\u{FFFD}x');
		t.assert.strictEqual(printable('Zoë 銀行 👩‍🚀 ✓'), 'Zoë 銀行 👩‍🚀 ✓');
		t.assert.strictEqual(printable('\u{206A}a\u{FFF9}b\u{E0041}c'), 'abc');
		t.assert.strictEqual(printable(`a${'\u{301}'.repeat(300)}b`), `a${'\u{301}'.repeat(8)}b`);
		t.assert.strictEqual(printable('👩\u{200D}'.repeat(20)), '👩'.repeat(20));
		t.assert.strictEqual(printable('👩‍👩‍👧‍👦 👩🏽‍🚀 हिन्दी'), '👩‍👩‍👧‍👦 👩🏽‍🚀 हिन्दी');
		for (let code = 0; code < 0x3_00_00; code++) {
			t.assert.doesNotMatch(printable(String.fromCodePoint(code)), /[\u{0}-\u{1F}\u{7F}-\u{9F}\u{202A}-\u{202E}\u{2066}-\u{2069}]/v);
		}
	});

	test('has no heap of marks, whatever they are', (t: TestContext) => {
		const marks = Array.from({length: 0x1_00_00}, (_, code) => String.fromCodePoint(code)).filter(sign => /\p{Mark}/v.test(sign));
		t.assert.ok(marks.length > 1000);
		for (const mark of marks) {
			t.assert.strictEqual(printable(`a${mark.repeat(12)}`), `a${mark.repeat(8)}`);
		}
	});

	for (const [ms, text] of [[0, '0.0ms'], [0.44, '0.4ms'], [9.94, '9.9ms'], [9.96, '10ms'], [38.4, '38ms'], [999.4, '999ms'], [999.6, '1.0s'], [12_340, '12.3s']] as const) {
		test(`${ms} ms is ${text}`, (t: TestContext) => {
			t.assert.strictEqual(formatMs(ms), text);
		});
	}

	test('a time that was set is written as people set it', (t: TestContext) => {
		t.assert.deepStrictEqual([50, 999, 1000, 2500].map(ms => formatTime(ms)), ['50ms', '999ms', '1s', '2.5s']);
	});

	test('is cut and padded by cells, not by characters', (t: TestContext) => {
		t.assert.strictEqual(cut('Cleopatra', 5), 'Cleo…');
		t.assert.strictEqual(cut('銀行口座', 5), '銀行…');
		t.assert.strictEqual(cut('👩‍🚀👩‍🚀👩‍🚀', 4), '👩‍🚀…');
		t.assert.strictEqual(pad('銀行', 6), '銀行  ');
		t.assert.strictEqual(pad('ab', 4, 'right'), '  ab');
		t.assert.strictEqual(cut('abc', 0), '');
	});

	test('wraps at spaces, breaks what has none, and loses nothing', (t: TestContext) => {
		t.assert.deepStrictEqual(wrap('could not serialize access', 12), ['could not', 'serialize', 'access']);
		t.assert.deepStrictEqual(wrap('abcdefghij', 4), ['abcd', 'efgh', 'ij']);
		for (let width = 2; width < 40; width++) {
			const text = 'ab 銀行の口座 longerthanthewidth c  d';
			const lines = wrap(text, width);
			t.assert.strictEqual(lines.every(line => stringWidth(line) <= width), true);
			t.assert.strictEqual(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
		}
	});

	test('has signs of one cell, and plain ones where the terminal has no others', (t: TestContext) => {
		const signs = glyphsFor({LANG: 'en_US.UTF-8'}, 'linux');
		for (const sign of [signs.committed, signs.failed, signs.waiting, signs.conflict, signs.up, signs.down, signs.focus, signs.sum, signs.elapsed, signs.left]) {
			t.assert.strictEqual(stringWidth(sign), 1, sign);
		}

		for (const [environment, platform] of [[{LC_ALL: 'de_DE.ISO-8859-1', LANG: 'en_US.UTF-8'}, 'linux'], [{TERM: 'linux', LANG: 'en_US.UTF-8'}, 'linux'], [{}, 'win32']] as const) {
			t.assert.strictEqual(Object.values(glyphsFor(environment, platform)).every(sign => typeof sign !== 'string' || /^[\u{20}-\u{7E}]+$/v.test(sign)), true);
		}
	});
});
