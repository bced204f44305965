import process from 'node:process';
import {describe, test, type TestContext} from 'node:test';
import chalk from 'chalk';
import {renderToString} from 'ink';
import {createPrinter} from '../../source/commands/print.js';
import {eventToJson} from '../../source/recording/event-json.js';
import {TextLine} from '../../source/ui/components/text-line.js';
import {plain, toned} from '../../source/ui/line.js';
import {printable} from '../../source/ui/printable.js';
import {foreignIn, fuzzed, payloads, withoutOurs} from './payloads.js';

const seed = 20_261_122;
const texts = [...payloads, ...fuzzed(10_000, seed)];
chalk.level = 3;

/** What a printer writes to a terminal with colours, line by line. */
const printed = (t: TestContext, json: boolean, print: (text: string, printer: ReturnType<typeof createPrinter>) => void): readonly string[] => {
	const written: string[] = [];
	const stream = json ? process.stderr : process.stdout;
	const hadTty = stream.isTTY;
	const write = (chunk: string | Uint8Array) => {
		written.push(String(chunk));
		return true;
	};

	const mocks = [t.mock.method(process.stdout, 'write', write), t.mock.method(process.stderr, 'write', write)];
	stream.isTTY = true;
	try {
		const printer = createPrinter(json);
		for (const text of texts) {
			print(text, printer);
		}
	} finally {
		stream.isTTY = hadTty;
		for (const mock of mocks) {
			mock.mock.restore();
		}
	}

	return written;
};

/** The texts of which something foreign came out, and what. */
const escaped = (shown: readonly string[]): unknown[] =>
	shown.flatMap((text, index) => foreignIn(text).length > 0 ? [[JSON.stringify(texts[index]), foreignIn(text)]] : []);

describe('Hostile text', () => {
	test('is plenty, and would be noticed', (t: TestContext) => {
		t.assert.ok(payloads.length >= 300, String(payloads.length));
		t.assert.strictEqual(new Set(payloads).size, payloads.length);
		t.assert.ok(texts.length >= 10_300);
		t.assert.ok(texts.filter(text => foreignIn(text).length > 0).length > 7000);
	});

	test('comes out of printable as one line without controls', (t: TestContext) => {
		const shown = texts.map(text => printable(text));
		t.assert.deepStrictEqual(escaped(shown), []);
		t.assert.ok(shown.every(text => text.isWellFormed() && !/\p{Control}/v.test(text)), 'not even our own');
		t.assert.ok(shown.every(text => printable(text) === text), 'and again');
	});

	for (const json of [false, true]) {
		test(`comes out of the printer's say${json ? ', beside JSON,' : ''} as one line with our colours and nothing else`, (t: TestContext) => {
			const shown = printed(t, json, (text, {say}) => {
				say([toned('failed', text), toned('plain', text), toned('dim', 'end')]);
			});
			t.assert.deepStrictEqual([shown.length, escaped(shown)], [texts.length, []]);
			t.assert.ok(shown.every((line, index) => withoutOurs(line) === `${printable(texts[index] ?? '').repeat(2)}end`));
			t.assert.ok(shown.every(line => line.indexOf('\n') === line.length - 1));
			t.assert.ok(shown.filter(line => line.startsWith('\u{1B}[31m')).length > 9000);
		});
	}

	test('comes out of the printer\'s tell, and of eventToJson, escaped and whole', (t: TestContext) => {
		const event = (text: string) => ({type: 'balances-lost', at: 1, message: text, [text]: [text, {deep: text}]});
		const told = printed(t, true, (text, {tell}) => {
			tell(event(text));
		});
		t.assert.deepStrictEqual(told, texts.map(text => `${eventToJson(event(text))}\n`));
		t.assert.deepStrictEqual(escaped(told), []);
		t.assert.ok(told.every(line => line.split('\n').length === 2));
		const changed = texts.filter((text, index) => JSON.stringify(JSON.parse(told[index] ?? '')) !== JSON.stringify({v: 1, ...event(text)}));
		// Only what looks like a password, by chance, is taken out.
		t.assert.deepStrictEqual(changed.filter(text => printable(text) === printable(text.replaceAll(/[:=@]/gv, ''))), []);
		t.assert.ok(changed.length < 100, String(changed.length));
	});

	test('comes out of the screen\'s only component with our colours and nothing else', (t: TestContext) => {
		// Several texts in a row, which is wide enough for all of them.
		const columns = 1000;
		const short = texts.filter(text => text.length < 100);
		t.assert.ok(short.length >= 10_300);
		for (let at = 0; at < short.length; at += 10) {
			const line = short.slice(at, at + 10).flatMap((text, index) => [toned(index % 2 === 0 ? 'accent' : 'marked', text), plain('|')]);
			const drawn = renderToString(<TextLine line={line}/>, {columns});
			t.assert.deepStrictEqual(foreignIn(drawn), [], JSON.stringify(line));
			t.assert.doesNotMatch(drawn, /\n/v, 'one row');
			t.assert.ok(withoutOurs(drawn).split('|').length > line.length / 2, 'all of them');
		}

		const long = texts.filter(text => text.length >= 100);
		for (const text of long) {
			const drawn = renderToString(<TextLine line={[toned('accent', text)]}/>, {columns: 80});
			t.assert.deepStrictEqual([foreignIn(drawn), drawn.includes('\n')], [[], false], JSON.stringify(text));
		}
	});
});
