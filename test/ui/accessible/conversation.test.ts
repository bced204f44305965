import {PassThrough} from 'node:stream';
import {describe, test, type TestContext} from 'node:test';
import {waitUntil} from '../../../source/database/embedded/wait-until.js';
import {converse, type Pressed} from '../../../source/ui/accessible/conversation.js';
import {payloads} from '../../safety/payloads.js';
import {controlsIn} from '../../support/command-line.js';

/** A conversation with somebody at a terminal, or with a pipe. */
const begin = (t: TestContext, {isTTY = true, environment = {}}: {isTTY?: boolean; environment?: Record<string, string>} = {}) => {
	const modes: boolean[] = [];
	const lines: string[] = [];
	const pressed: Pressed[] = [];
	const input = Object.assign(new PassThrough(), {
		isTTY,
		setRawMode(mode: boolean) {
			modes.push(mode);
			return input;
		},
	});
	const written: string[] = [];
	const output = Object.assign(new PassThrough(), {isTTY, columns: 60});
	output.on('data', data => {
		written.push(String(data));
	});
	const conversation = converse({
		input: input as unknown as NodeJS.ReadStream,
		output: output as unknown as NodeJS.WriteStream,
		onLine(line) {
			lines.push(line);
			conversation.say(`heard ${line}`);
		},
		onPressed(what) {
			pressed.push(what);
		},
	}, environment);
	t.after(() => {
		conversation.close();
	});
	return {
		...conversation, input, modes, lines, pressed,
		shown: () => written.join(''),
		async type(keys: string) {
			input.write(keys);
			// What was typed arrives in a turn of its own.
			await waitUntil(() => input.readableLength === 0, {limit: 5000});
		},
	};
};

describe('A conversation at a terminal', () => {
	test('holds what is to be said until the line that is being typed has ended', async (t: TestContext) => {
		const {say, type, shown, lines} = begin(t);
		await type('send A');
		say('Something happened.', 'And more.');
		t.assert.strictEqual(shown(), 'send A');
		await type('da\r');
		t.assert.strictEqual(shown(), 'send Ada\nSomething happened.\nAnd more.\nheard send Ada\n');
		t.assert.deepStrictEqual(lines, ['send Ada']);
	});

	test('erases with backspaces alone, as wide as what it erases; and says what was held', async (t: TestContext) => {
		const {say, type, shown, lines} = begin(t);
		await type('añ語');
		say('Held.');
		await type('\u{7F}');
		t.assert.strictEqual(shown(), 'añ語\b \b\b \b');
		await type('\u{15}');
		t.assert.strictEqual(shown(), 'añ語\b \b\b \b\b \b\b \bHeld.\n');
		await type('\u{7F}\r');
		t.assert.deepStrictEqual(lines, ['']);
	});

	test('loses no line of several that arrive at once', async (t: TestContext) => {
		const {type, lines} = begin(t);
		const many = Array.from({length: 200}, (_, index) => `line ${index}`);
		await type(`${many.slice(0, 100).join('\r')}\r${many.slice(100).join('\r\n')}\n`);
		t.assert.deepStrictEqual(lines, many);
	});

	test('tells keys from text, and types none of them', async (t: TestContext) => {
		const {type, shown, pressed, lines} = begin(t);
		await type('\u{1B}[A\u{1B}[15~\u{1A}\u{4}');
		await type('ab\u{4}\u{3}');
		t.assert.deepStrictEqual(pressed, ['suspend', 'end', 'interrupt']);
		t.assert.strictEqual(shown(), 'ab');
		await type('\r');
		t.assert.deepStrictEqual(lines, ['ab']);
	});

	test('breaks no word at the edge', (t: TestContext) => {
		const {say, shown} = begin(t);
		say('This sentence is a good deal longer than the sixty cells which that terminal has.');
		t.assert.strictEqual(shown(), 'This sentence is a good deal longer than the sixty cells\nwhich that terminal has.\n');
	});

	test('writes no control character of anybody else\'s, said or typed', async (t: TestContext) => {
		const {say, type, shown} = begin(t);
		for (const text of payloads) {
			say(text);
		}

		await type(`${payloads.join('').replaceAll(/\p{Control}/gv, '')}\u{9B}31m\u{202E}\r`);
		t.assert.deepStrictEqual(controlsIn(shown()), []);
	});

	test('gives the terminal back, at the beginning of a line, with all that was held', async (t: TestContext) => {
		const {say, type, shown, modes, close} = begin(t);
		await type('half');
		say('Held.');
		close();
		t.assert.strictEqual(shown(), 'half\nHeld.\n');
		t.assert.deepStrictEqual(modes.slice(0, 2), [true, false]);
	});
});

describe('A conversation with a pipe', () => {
	for (const [how, options] of [['a pipe', {isTTY: false}], ['an editor that has its own lines', {environment: {INSIDE_EMACS: '29.1,comint'}}]] as const) {
		test(`of ${how} takes lines as they are, and says at once`, async (t: TestContext) => {
			const {say, type, shown, lines, pressed, modes, input} = begin(t, options);
			await type('one\r\ntw');
			say('Said.');
			await type('o\nlast');
			input.end();
			t.assert.ok(await waitUntil(() => pressed.length > 0, {limit: 5000}));
			t.assert.deepStrictEqual([lines, pressed, modes], [['one', 'two', 'last'], ['end'], []]);
			t.assert.match(shown(), /Said\.\n/v);
		});
	}
});
