import {describe, test, type TestContext} from 'node:test';
import type {Failure} from '../../source/transactions/failure.js';
import type {Message} from '../../source/store/message.js';
import {fold, open, started} from './messages.js';

const failed = (failure: Partial<Failure>, transactionId = 't'): Message => ({
	type: 'attempt-failed', transactionId, session: 'you', attempt: 1, at: 110, elapsed: 4,
	failure: {phase: 'work', verdict: 'retry', code: '40001', message: 'could not serialize access due to concurrent update', ...failure},
});

const attempt: Message = {type: 'attempt-started', transactionId: 't', session: 'you', attempt: 1, at: 101, isolation: 'serializable'};
const rival: Message = {type: 'rival-sent', at: 105, transactionId: 't', attempt: 1, transfer: {id: 'r', from: 'b', to: 'a', cents: 1n}};

describe('What accounts cost in retries', () => {
	test('is counted by the account whose row it was about, and by the server\'s reason', (t: TestContext) => {
		const {model} = fold([
			started,
			attempt,
			rival,
			failed({}),
			failed({}),
			failed({statement: {label: 'credit', text: ''}, code: '40P01', message: 'deadlock detected'}),
			failed({phase: 'commit', message: 'restart transaction', reason: 'RETRY_SERIALIZABLE'}),
			failed({}, 'r'),
		], open());
		t.assert.deepStrictEqual(model.contended, [
			{account: 'a', reason: '40001 concurrent update', count: 2},
			{account: 'b', reason: '40P01 deadlock', count: 1},
			{account: 'a', reason: '40001 RETRY_SERIALIZABLE at COMMIT', count: 1},
			{account: 'b', reason: '40001 concurrent update', count: 1},
		]);
	});

	test('leaves out what was no conflict, and what nobody knows the transfer of', (t: TestContext) => {
		const {model} = fold([
			started,
			attempt,
			failed({code: '57P01', message: 'terminating connection'}),
			failed({verdict: 'final', code: '23514'}),
			failed({}, 'elsewhere'),
		], open());
		t.assert.deepStrictEqual(model.contended, []);
	});
});

describe('Who waits for whom', () => {
	const told: Message = {type: 'sessions-read', at: 200, sessions: [], notes: ['hidden']};

	test('is asked for only while somebody looks', (t: TestContext) => {
		t.assert.strictEqual(fold([told], open()).model.sessions, undefined);
		const looking = fold([{type: 'contention-pressed'}, told], open());
		t.assert.deepStrictEqual([looking.model.overlay, looking.model.sessions, looking.effects], ['contention', {sessions: [], notes: ['hidden']}, [{type: 'watch-sessions'}]]);
		const away = fold([{type: 'contention-pressed'}, told], looking.model);
		t.assert.deepStrictEqual([away.model.overlay, away.model.sessions, away.effects], ['none', undefined, [{type: 'leave-sessions'}]]);
	});
});
