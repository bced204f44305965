import {eventToJson} from '../../source/recording/event-json.js';

const origin = {transactionId: 't', session: 'you', attempt: 1};

/** A text in whatever of a recording is a text, as somebody could write it who wants to play tricks: nothing is escaped that JSON lets stand. */
export const hostileRecording = (text: string): string => {
	const failure = {phase: 'work', verdict: 'retry', code: text, message: text, detail: text, hint: text, reason: text, statement: {text, label: text}};
	const transfer = {id: 't', from: 'a', to: 'b', cents: '1'};
	const events = [
		{type: 'connecting', doing: 'opening'},
		{type: 'connected', server: {engine: text, version: text, embedded: false, address: text, isolation: text, refusedFaults: {[text]: text}}},
		{type: 'balances-read', elapsed: 1, accounts: [{id: 'a', owner: `Ada ${text}`, balance: '5', opening: '5'}, {id: 'b', owner: text, balance: '5', opening: '5'}]},
		{type: 'audited', elapsed: 1, audit: {conserved: false, total: '1', opening: '2', differences: [{account: text, owner: text, cents: '1'}], lost: 0, twice: 0, unknown: 0}},
		{type: 'journal-failed', message: text},
		{type: 'transfer-started', session: text, rivals: 1, transfer},
		{type: 'attempt-started', ...origin, isolation: 'serializable'},
		{type: 'statement-sent', ...origin, statement: {text, label: text}},
		{type: 'statement-finished', ...origin, statement: {text, label: text}, elapsed: 1, rowCount: 1, row: {balance: text, [text]: text}},
		{type: 'fault-injected', transactionId: 't', attempt: 1, fault: text, title: text},
		{type: 'statement-failed', ...origin, failure, elapsed: 1},
		{type: 'attempt-failed', ...origin, failure, elapsed: 1},
		{type: 'backoff-started', ...origin, delay: 1, ceiling: 2, policy: text},
		{type: 'gave-up', ...origin, reason: 'attempts', failure},
		{type: 'balances-lost', message: text, code: text, delay: 1},
		{type: text, [text]: [text]},
	];
	const head = {
		type: 'recording', program: text, command: text, server: {engine: text, version: text, embedded: false, address: text},
		settings: JSON.parse(eventToJson({
			type: '', policy: 'full', base: 1, cap: 2, maxAttempts: 3, timeout: 4, isolation: 'serializable', restart: 'begin', rivals: 1, faults: [text], pace: 1,
		})) as unknown,
	};
	return [head, ...events].map((event, index) => `${JSON.stringify({v: 1, at: 1_795_000_000_000 + index, ...event})}\n`).join('');
};
