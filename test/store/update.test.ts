import {describe, test, type TestContext} from 'node:test';
import {currentWait, isRunning} from '../../source/store/model.js';
import {waitLeft} from '../../source/store/update-run.js';
import type {Message} from '../../source/store/message.js';
import {accounts, conflict, connected, fold, open, origin, read, started} from './messages.js';

const begin = {text: 'BEGIN', label: 'begin'};

const failedAttempt = (attempt: number, at: number): Message[] => [
	{...origin(attempt, at), type: 'attempt-started', isolation: 'serializable'},
	{...origin(attempt, at + 1), type: 'statement-sent', statement: begin},
	{...origin(attempt, at + 2), type: 'statement-finished', statement: begin, elapsed: 1, rowCount: 0},
	{...origin(attempt, at + 3), type: 'attempt-failed', failure: conflict, elapsed: 3},
	{...origin(attempt, at + 4), type: 'backoff-started', delay: 40, ceiling: 100, policy: 'full'},
];

describe('the update', () => {
	test('fills the form with the first two accounts once they are known', (t: TestContext) => {
		const {form} = open();
		t.assert.deepStrictEqual([form.from, form.to, form.amount], ['Ada', 'Ben', '$100.00']);
	});

	test('keeps the very same model when balances that were read are the ones it has', (t: TestContext) => {
		const model = open();
		t.assert.strictEqual(fold([read(150)], model).model, model);
	});

	test('shows by how much an account moved, sums up a burst, and starts anew after it', (t: TestContext) => {
		const changeOf = (model: ReturnType<typeof open>) => model.accounts[0]?.change;
		const moved = fold([read(5000, {a: 99_999n})], open()).model;
		t.assert.strictEqual(changeOf(moved), -1n);
		const again = fold([read(5100, {a: 99_998n})], moved).model;
		t.assert.strictEqual(changeOf(again), -2n);
		const later = fold([read(15_000, {a: 100_000n})], again).model;
		t.assert.strictEqual(changeOf(later), 2n);
	});

	test('forgets the last changes when a transfer starts, and sums up all of its own', (t: TestContext) => {
		const moved = fold([read(50, {a: 99_000n})], open()).model;
		const running = fold([started], moved).model;
		t.assert.strictEqual(running.accounts.every(({change}) => change === 0n), true);
		const {model} = fold([read(200, {a: 98_999n}), read(60_000, {a: 98_998n})], running);
		t.assert.strictEqual(model.accounts[0]?.change, -2n);
	});

	test('folds an attempt that fails, its wait and the next attempt', (t: TestContext) => {
		const waiting = fold([started, ...failedAttempt(1, 100)], open()).model;
		t.assert.strictEqual(isRunning(waiting), true);
		t.assert.deepStrictEqual(currentWait(waiting), {delay: 40, ceiling: 100, policy: 'full', left: 40, since: 104, over: false});
		t.assert.strictEqual(waiting.run?.attempts[0]?.failure?.code, '40001');
		const next = fold([{...origin(2, 150), type: 'attempt-started', isolation: 'serializable'}], waiting).model;
		t.assert.strictEqual(currentWait(next), undefined);
		t.assert.strictEqual(next.run?.attempts[0]?.wait?.over, true);
		t.assert.strictEqual(next.retries, 1);
	});

	test('counts a commit, ends the run and looks at the balances', (t: TestContext) => {
		const {model, effects} = fold([
			started,
			...failedAttempt(1, 100),
			{...origin(2, 150), type: 'attempt-started', isolation: 'serializable'},
			{...origin(2, 160), type: 'committed', elapsed: 60},
		], open());
		t.assert.strictEqual(isRunning(model), false);
		t.assert.deepStrictEqual(model.run?.ending, {type: 'committed', elapsed: 60});
		t.assert.deepStrictEqual([model.commits, model.rivalCommits], [1, 0]);
		t.assert.deepStrictEqual(effects, [{type: 'look'}]);
	});

	test('puts a rival into the attempt that it competes with, and tells what became of it', (t: TestContext) => {
		const rival = {id: 'r', from: 'a', to: 'c', cents: 1n};
		const {model} = fold([
			started,
			{...origin(1, 100), type: 'attempt-started', isolation: 'serializable'},
			{type: 'rival-sent', at: 101, transactionId: 't', attempt: 1, transfer: rival},
			{type: 'committed', transactionId: 'r', session: 'rival 1', attempt: 1, at: 102, elapsed: 1},
		], open());
		t.assert.deepStrictEqual(model.run?.attempts[0]?.steps, [{type: 'rival', transfer: rival, state: 'committed', elapsed: 1}]);
		t.assert.strictEqual(isRunning(model), true);
		t.assert.deepStrictEqual([model.commits, model.rivalCommits], [1, 1]);
	});

	test('a wait stands still while paused and goes on at another pace, from where it was', (t: TestContext) => {
		const waiting = fold([started, ...failedAttempt(1, 100)], open()).model;
		const paused = fold([{type: 'pacing-set', at: 114, pacing: {pace: 1, paused: true}}], waiting).model;
		const wait = currentWait(paused);
		t.assert.strictEqual(wait && waitLeft(wait, paused.pacing, 9999), 30);
		const slow = fold([{type: 'pacing-set', at: 200, pacing: {pace: 0.1, paused: false}}], paused).model;
		const going = currentWait(slow);
		t.assert.strictEqual(going && waitLeft(going, slow.pacing, 300), 20);
	});

	test('a transfer that ends while paused lets the pace go on', (t: TestContext) => {
		const {effects} = fold([
			started,
			...failedAttempt(1, 100),
			{type: 'pacing-set', at: 114, pacing: {pace: 1, paused: true}},
			{...origin(1, 120), type: 'gave-up', reason: 'aborted'},
		], open());
		t.assert.deepStrictEqual(effects, [{type: 'set-pacing', pacing: {pace: 1, paused: false}}]);
	});

	test('a step begins a transfer paused, pauses one that runs, and lets one statement of a paused one go', (t: TestContext) => {
		t.assert.deepStrictEqual(fold([{type: 'step-pressed'}], open()).effects.map(({type}) => type), ['set-pacing', 'send-transfer']);
		t.assert.deepStrictEqual(fold([{type: 'step-pressed'}]).effects, []);
		t.assert.deepStrictEqual(fold([started, {type: 'step-pressed'}], open()).effects, [{type: 'set-pacing', pacing: {pace: 1, paused: true}}]);
		const paused: readonly Message[] = [started, {type: 'pacing-set', at: 101, pacing: {pace: 1, paused: true}}];
		t.assert.deepStrictEqual(fold([...paused, {type: 'step-pressed'}], open()).effects, [{type: 'step'}]);
		const held: Message = {...origin(1, 102), type: 'statement-held', statement: {text: 'BEGIN', label: 'begin'}};
		const {model} = fold([...paused, held], open());
		t.assert.strictEqual(model.run?.held?.statement.label, 'begin');
		t.assert.strictEqual(fold([{...origin(1, 103), type: 'statement-sent', statement: {text: 'BEGIN', label: 'begin'}}], model).model.run?.held, undefined);
	});

	test('the pace goes from a tenth to ten times, and no further', (t: TestContext) => {
		let model = open();
		const paces: number[] = [];
		for (const by of [1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1] as const) {
			const [effect] = fold([{type: 'pace-pressed', by}], model).effects;
			const pacing = effect?.type === 'set-pacing' ? effect.pacing : model.pacing;
			t.assert.strictEqual(effect?.type, 'set-pacing');
			paces.push(pacing.pace);
			({model} = fold([{type: 'pacing-set', at: 1, pacing}], model));
		}

		t.assert.deepStrictEqual(paces, [2, 5, 10, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.1]);
	});

	test('a refusal by the bank is the ending that is shown', (t: TestContext) => {
		const refusal = {type: 'insufficient-funds', account: 'a', balance: 1n, cents: 2n} as const;
		const {model} = fold([
			started,
			{...origin(1, 101), type: 'gave-up', reason: 'refused'},
			{type: 'transfer-refused', at: 102, transactionId: 't', refusal},
		], open());
		t.assert.deepStrictEqual(model.run?.ending, {type: 'refused', refusal});
	});

	test('Enter sends what the form says, and only when it can', (t: TestContext) => {
		t.assert.deepStrictEqual(fold([{type: 'send-pressed'}]).effects, []);
		t.assert.strictEqual(fold([{type: 'send-pressed'}]).model.notice, 'The bank is not open yet');
		const {effects} = fold([{type: 'send-pressed'}], open());
		t.assert.deepStrictEqual(effects.map(effect => effect.type === 'send-transfer' && [effect.from, effect.to, effect.cents]), [['a', 'b', 10_000n]]);
		const running = fold([started], open()).model;
		t.assert.deepStrictEqual(fold([{type: 'send-pressed'}], running).effects, []);
	});

	test('balances that can\'t be read are told, until they can', (t: TestContext) => {
		const lost = fold([{type: 'balances-lost', at: 3, message: 'gone', delay: 40}], open()).model;
		t.assert.deepStrictEqual(lost.unreadable, {message: 'gone', code: undefined, until: 43});
		t.assert.strictEqual(fold([read(4)], lost).model.unreadable, undefined);
	});

	test('never changes the model it was given', (t: TestContext) => {
		const model = open();
		const copy = structuredClone({...model, making: undefined});
		fold([started, ...failedAttempt(1, 100), {type: 'next-field'}, {type: 'typed', text: 'x'}], model);
		t.assert.deepStrictEqual({...model, making: undefined}, copy);
		t.assert.strictEqual(accounts.length, 3);
		t.assert.strictEqual(connected.type, 'connected');
	});
});
