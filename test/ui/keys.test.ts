import {describe, test, type TestContext} from 'node:test';
import {renderToString, type Key} from 'ink';
import {createElement} from 'react';
import type {Model} from '../../source/store/model.js';
import {Footer} from '../../source/ui/components/footer.js';
import {Help} from '../../source/ui/components/help.js';
import {bindings, contextOf, footerBindings, intentOf, type Context} from '../../source/ui/keys.js';
import {readInput} from '../../source/ui/read-input.js';
import {glyphsFor} from '../../source/ui/theme.js';
import {fold, open, origin, started} from '../store/messages.js';

const contexts: readonly Context[] = ['browse', 'transfer', 'edit', 'help', 'faults', 'explain', 'storm', 'figures', 'lab', 'field'];

const key = (pressed: Partial<Key> = {}): Key => ({
	upArrow: false, downArrow: false, leftArrow: false, rightArrow: false, pageDown: false, pageUp: false, home: false, end: false,
	return: false, escape: false, ctrl: false, shift: false, tab: false, backspace: false, delete: false, meta: false,
	super: false, hyper: false, capsLock: false, numLock: false, ...pressed,
});

describe('the key table', () => {
	test('gives each key one meaning in each context', (t: TestContext) => {
		for (const context of contexts) {
			const names = bindings.filter(binding => binding.contexts.includes(context)).flatMap(binding => binding.keys);
			t.assert.strictEqual(new Set(names).size, names.length, `${context}: ${names.join(' ')}`);
		}
	});

	test('quits with Ctrl-C from anywhere, and keeps letters out of the way of text', (t: TestContext) => {
		for (const context of contexts) {
			t.assert.strictEqual(bindings.some(({keys, intent, contexts: where}) => keys.includes('ctrl+c') && intent.type === 'quit-pressed' && where.includes(context)), true);
		}

		t.assert.strictEqual(bindings.some(({keys, contexts: where}) => where.includes('edit') && keys.some(name => name.length === 1)), false);
	});

	test('names nothing in a footer that does not work there', (t: TestContext) => {
		for (const context of contexts) {
			t.assert.strictEqual(footerBindings(context).every(binding => binding.contexts.includes(context) && binding.hint !== ''), true);
		}
	});

	test('names lanes in the footer once there is something to show, and lets faults and slow motion leave before that', (t: TestContext) => {
		const over = fold([started, {...origin(1, 101), type: 'attempt-started', isolation: 'serializable'}, {...origin(1, 110), type: 'committed', elapsed: 3}], open()).model;
		const footer = (model: Model, width: number) => renderToString(createElement(Footer, {model, width, glyphs: glyphsFor({}, 'linux')}), {columns: width}).trim();
		t.assert.strictEqual(footer(open(), 80), '⏎ send  ⇥ edit  r rivals  p policy  s slow  f faults  e why  ? help  q quit');
		t.assert.strictEqual(footer(over, 80), '⏎ send  ⇥ edit  r rivals  p policy  s slow  l lanes  e why  ? help  q quit');
		t.assert.strictEqual(footer({...over, isInLanes: true}, 80), '⏎ send  , back  ⇥ edit  r rivals  p policy  l lanes  e why  ? help  q quit');
		t.assert.strictEqual(footer(over, 90), '⏎ send  ⇥ edit  r rivals  p policy  s slow  f faults  l lanes  e why  ? help  q quit');
	});

	test('keeps what is of one kind together in the help, also where a column goes on in the other', (t: TestContext) => {
		const help = renderToString(createElement(Help, {width: 80, height: 18, glyphs: glyphsFor({}, 'linux')}), {columns: 80}).split('\n');
		const right = help.slice(6, -1).map(line => line.slice(41, -2).trim());
		const title = right.indexOf('In the form letters are text');
		t.assert.deepStrictEqual(right.slice(0, title).map(line => line[0]), ['l', 'e', 'c', '?', 'q']);
		t.assert.deepStrictEqual(right.slice(title + 1).map(line => line.split(' ', 1)[0]), ['⏎', '⇥', '⇧⇥', '↑↓', 'esc']);
	});

	test('follows the model from context to context', (t: TestContext) => {
		t.assert.strictEqual(contextOf(open()), 'browse');
		t.assert.strictEqual(contextOf(fold([{type: 'next-field'}], open()).model), 'edit');
		t.assert.strictEqual(contextOf(fold([started], open()).model), 'transfer');
		t.assert.strictEqual(contextOf(fold([{type: 'help-pressed'}], open()).model), 'help');
		t.assert.strictEqual(contextOf(fold([{type: 'faults-pressed'}], open()).model), 'faults');
	});

	test('says why a key does nothing', (t: TestContext) => {
		t.assert.deepStrictEqual(intentOf('space', open()), {type: 'key-off', why: 'Nothing is waiting'});
		t.assert.deepStrictEqual(intentOf('space', fold([started], open()).model), {type: 'pause-pressed'});
	});

	test('says what letters are where one means nothing, and somebody may want to fill in the form', (t: TestContext) => {
		const why = 'Letters are keys here: Tab edits the form, ? lists the keys';
		t.assert.deepStrictEqual(['x', '7', 'ß'].map(name => intentOf(name, open())), [{type: 'key-off', why}, {type: 'key-off', why}, {type: 'key-off', why}]);
		t.assert.deepStrictEqual(['home', '/'].map(name => intentOf(name, open())), [undefined, undefined]);
		t.assert.strictEqual(intentOf('x', fold([started], open()).model), undefined);
	});
});

describe('what comes from the keyboard', () => {
	for (const [name, input, pressed, tokens] of [
		['a letter', 'q', {}, ['q']],
		['a space', ' ', {}, ['space']],
		['Enter', '\r', {return: true}, ['enter']],
		['Shift-Tab', '', {tab: true, shift: true}, ['shift+tab']],
		['Ctrl-C', 'c', {ctrl: true}, ['ctrl+c']],
		['an arrow', '', {upArrow: true}, ['up']],
		['Alt and a letter', 'q', {meta: true}, []],
		['keys that arrived together', 'alice\tbob 2\r', {}, ['"alice"', 'tab', '"bob 2"', 'enter']],
		['a letter of several code units', '👍', {}, ['👍']],
	] as const) {
		test(`is taken apart: ${name}`, (t: TestContext) => {
			const read = readInput(input, key(pressed)).map(token => token.type === 'key' ? token.name : `"${token.text}"`);
			t.assert.deepStrictEqual(read, [...tokens]);
		});
	}
});
