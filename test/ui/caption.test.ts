import {describe, test, type TestContext} from 'node:test';
import type {Message} from '../../source/store/message.js';
import {initialModel, type Model} from '../../source/store/model.js';
import {captionOf} from '../../source/ui/caption.js';
import {glyphsFor} from '../../source/ui/theme.js';
import {conflict, fold, making, open, origin, started} from '../store/messages.js';

const glyphs = glyphsFor({LANG: 'C.UTF-8'}, 'linux');
const after = (...messages: readonly Message[]): string => captionOf(fold(messages, open()).model, glyphs);

const begin: readonly Message[] = [started, {...origin(1, 101), type: 'attempt-started', isolation: 'serializable'}];
const sent = (label: string): Message => ({...origin(1, 102), type: 'statement-sent', statement: {text: '…', label}});
const rival: Message = {type: 'rival-sent', at: 104, transactionId: 't', attempt: 1, transfer: {id: 'r', from: 'a', to: 'c', cents: 2n}};
const won: Message = {...origin(1, 105), transactionId: 'r', session: 'rival 1', type: 'committed', elapsed: 2};
const isRefused: Message = {...origin(1, 106), type: 'attempt-failed', failure: conflict, elapsed: 4};
const waits: Message = {...origin(1, 107), type: 'backoff-started', delay: 3000, ceiling: 4000, policy: 'full'};

const captions: ReadonlyArray<readonly [caption: string, messages: readonly Message[]]> = [
	['⏎ will send $100.00 from Ada to Ben while a rival wants the same row.', []],
	['The transfer begins.', [started]],
	['Attempt 1 begins.', begin],
	['It reads Ada\'s balance, and decides by it.', [...begin, sent('read-balance')]],
	['A rival, on a connection of its own, wants Ada\'s row too.', [...begin, sent('read-balance'), rival]],
	['A rival changed Ada\'s balance and committed first.', [...begin, sent('read-balance'), rival, won]],
	['It takes $100.00 from Ada.', [...begin, rival, won, sent('debit')]],
	['It gives $100.00 to Ben.', [...begin, sent('credit')]],
	['Refused with 40001: all of the attempt is rolled back.', [...begin, isRefused]],
	['Refused with 40001, since a rival changed the row first: it waits 3 seconds, and then runs all of it again.', [...begin, rival, won, isRefused, waits]],
	['Paused before debit: . sends, space goes on.', [
		...begin,
		{type: 'pacing-set', at: 103, pacing: {pace: 1, paused: true}},
		{...origin(1, 103), type: 'statement-held', statement: {text: 'UPDATE', label: 'debit'}},
	]],
	['Refused with 40001: it is paused in a wait of 3 seconds, and then runs all of it again.', [...begin, isRefused, waits, {type: 'pacing-set', at: 108, pacing: {pace: 1, paused: true}}]],
	[
		'The connection was lost: it waits 3 seconds, and then finds out what became of it.',
		[
			...begin,
			{...origin(1, 106), type: 'attempt-failed', failure: {phase: 'commit', verdict: 'ambiguous', message: 'gone'}, elapsed: 4},
			{...origin(1, 106), type: 'outcome-unknown', failure: {phase: 'commit', verdict: 'ambiguous', message: 'gone'}},
			waits,
		],
	],
	['Made to go wrong: freeze the line.', [...begin, {type: 'fault-injected', at: 103, transactionId: 't', attempt: 1, fault: 'freeze', title: 'freeze the line'}]],
	['Committed at the first attempt, 60 milliseconds in all.', [...begin, {...origin(1, 160), type: 'committed', elapsed: 60}]],
	['The server is down: nobody listens there.', [{type: 'balances-lost', at: 10, message: 'no', code: 'ECONNREFUSED', delay: 1200}]],
	['Nothing is waiting.', [{type: 'key-off', why: 'Nothing is waiting'}]],
];

describe('The caption', () => {
	for (const [caption, messages] of captions) {
		test(`says: ${caption}`, (t: TestContext) => {
			t.assert.strictEqual(after(...messages), caption);
		});
	}

	test('says what is waited for before the bank is open', (t: TestContext) => {
		const model: Model = initialModel(making);
		t.assert.strictEqual(captionOf(model, glyphs), 'Connecting to the database.');
	});
});
