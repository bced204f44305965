import {describe, test, type TestContext} from 'node:test';
import {checkForm, completion} from '../../source/store/form.js';
import type {Message} from '../../source/store/message.js';
import type {Model} from '../../source/store/model.js';
import {fold, open} from './messages.js';

const typed = (...texts: readonly string[]): Message[] => texts.map(text => ({type: 'typed', text}));

const after = (...messages: readonly Message[]): Model => fold(messages, open()).model;

describe('the form', () => {
	test('goes round its fields in both directions', (t: TestContext) => {
		const focusAfter = (...messages: readonly Message[]) => after(...messages).form.focus;
		t.assert.strictEqual(focusAfter({type: 'next-field'}), 'from');
		t.assert.strictEqual(focusAfter({type: 'next-field'}, {type: 'next-field'}, {type: 'next-field'}), 'amount');
		t.assert.strictEqual(focusAfter({type: 'next-field'}, {type: 'next-field'}, {type: 'next-field'}, {type: 'next-field'}), 'from');
		t.assert.strictEqual(focusAfter({type: 'previous-field'}), 'amount');
		t.assert.strictEqual(focusAfter({type: 'next-field'}, {type: 'previous-field'}), 'amount');
	});

	test('replaces what was in a field with what is typed, and completes it when it is left', (t: TestContext) => {
		const {form} = after({type: 'next-field'}, ...typed('c'), {type: 'next-field'});
		t.assert.strictEqual(form.from, 'Cleo');
		t.assert.strictEqual(form.focus, 'to');
	});

	test('erases by characters as people see them', (t: TestContext) => {
		const {form} = after({type: 'next-field'}, ...typed('e', '👩‍🚀'), {type: 'erased'});
		t.assert.strictEqual(form.from, 'e');
	});

	const escape: Message = {type: 'left-field'};

	test('Esc takes back what was typed, then leaves the field', (t: TestContext) => {
		const undone = after({type: 'next-field'}, ...typed('x'), escape);
		t.assert.deepStrictEqual([undone.form.from, undone.form.focus], ['Ada', 'from']);
		const left = fold([escape], undone).model;
		t.assert.deepStrictEqual([left.form.from, left.form.focus], ['Ada', undefined]);
	});

	test('Esc keeps what was chosen, or left with Tab', (t: TestContext) => {
		const chosen = after({type: 'next-field'}, {type: 'step-down'}, escape);
		t.assert.deepStrictEqual([chosen.form.from, chosen.form.focus], ['Ben', undefined]);
		const kept = after({type: 'next-field'}, ...typed('cl'), {type: 'next-field'}, escape);
		t.assert.deepStrictEqual([kept.form.from, kept.form.focus], ['Cleo', undefined]);
	});

	test('Esc after a refusal brings back what can be sent, whichever field it is about', (t: TestContext) => {
		for (const [messages, form] of [
			[[{type: 'next-field'}, ...typed('zed'), {type: 'send-pressed'}, escape], {from: 'Ada', focus: 'from'}],
			[[{type: 'next-field'}, ...typed('zed'), {type: 'next-field'}, {type: 'send-pressed'}, escape, escape], {from: 'Ada', focus: undefined}],
			[[{type: 'previous-field'}, {type: 'erased'}, {type: 'send-pressed'}, escape, escape], {amount: '$100.00', focus: undefined}],
		] satisfies ReadonlyArray<readonly [readonly Message[], Partial<Model['form']>]>) {
			t.assert.partialDeepStrictEqual(after(...messages).form, form);
		}
	});

	test('says so when Esc brings back the form as it was at first, and only then', (t: TestContext) => {
		const changed = after({type: 'next-field'}, {type: 'step-down'}, escape, {type: 'form-cleared'});
		t.assert.deepStrictEqual([changed.form.from, changed.notice], ['Ada', 'The form is as it was at first']);
		t.assert.strictEqual(after({type: 'form-cleared'}).notice, undefined);
	});

	test('the arrows choose owners, and dollars', (t: TestContext) => {
		t.assert.strictEqual(after({type: 'next-field'}, {type: 'step-down'}).form.from, 'Ben');
		t.assert.strictEqual(after({type: 'next-field'}, {type: 'step-up'}).form.from, 'Cleo');
		t.assert.strictEqual(after({type: 'previous-field'}, {type: 'step-up'}).form.amount, '$101.00');
		t.assert.strictEqual(after({type: 'previous-field'}, ...typed('1'), {type: 'step-down'}).form.amount, '$0.01');
	});

	for (const [field, messages, problem] of [
		['from', [{type: 'next-field'}, ...typed('zed')], /no account "zed"/v],
		['from', [{type: 'next-field'}, {type: 'erased'}], /Whose account/v],
		['to', [{type: 'next-field'}, ...typed('Ben')], /Ben can't pay Ben/v],
		['amount', [{type: 'previous-field'}, ...typed('1.234')], /^Not an amount\. Try 100 or 12\.50$/v],
		['amount', [{type: 'previous-field'}, ...typed('0')], /moves nothing/v],
		['amount', [{type: 'previous-field'}, {type: 'erased'}], /How much/v],
	] satisfies ReadonlyArray<readonly [string, readonly Message[], RegExp]>) {
		test(`says what is wrong with ${field}: ${problem.source}`, (t: TestContext) => {
			const model = after(...messages);
			const checked = checkForm(model);
			t.assert.strictEqual(checked.type === 'wrong' && checked.field, field);
			t.assert.match(checked.type === 'wrong' ? checked.problem : '', problem);
			const sent = fold([{type: 'send-pressed'}], model);
			t.assert.deepStrictEqual(sent.effects, []);
			t.assert.strictEqual(sent.model.form.focus, field);
		});
	}

	test('minds an amount that is not there, and leaves the decision to the bank', (t: TestContext) => {
		const checked = checkForm(after({type: 'previous-field'}, ...typed('5000')));
		t.assert.strictEqual(checked.type === 'ready' && checked.warning, 'Ada has $1,000.00');
	});

	test('completes to the whole name before a longer one', (t: TestContext) => {
		const people = ['Ann', 'Anna'].map(owner => ({id: owner, owner, balance: 0n, change: 0n, changedAt: 0}));
		t.assert.strictEqual(completion('ann', people), 'Ann');
		t.assert.strictEqual(completion('ann', people.toReversed()), 'Ann');
		t.assert.strictEqual(completion('anna', people), 'Anna');
		t.assert.strictEqual(completion('', people), undefined);
	});

	test('a paste goes into the field that takes text, its first line only, and nowhere else', (t: TestContext) => {
		t.assert.strictEqual(after({type: 'next-field'}, {type: 'pasted', text: 'Ben\nq'}).form.from, 'Ben');
		const ignored = after({type: 'pasted', text: 'Ben'});
		t.assert.strictEqual(ignored.form.from, 'Ada');
		t.assert.match(ignored.notice ?? '', /ignored/v);
	});
});
