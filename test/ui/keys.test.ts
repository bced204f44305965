import {describe, test, type TestContext} from 'node:test';
import type {Key} from 'ink';
import {bindings, contextOf, footerBindings, intentOf, type Context} from '../../source/ui/keys.js';
import {readInput} from '../../source/ui/read-input.js';
import {fold, open, started} from '../store/messages.js';

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
		t.assert.strictEqual(intentOf('x', open()), undefined);
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
