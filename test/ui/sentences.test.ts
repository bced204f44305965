import {describe, test, type TestContext} from 'node:test';
import {faults} from '../../source/bank/faults.js';
import type {Message} from '../../source/store/message.js';
import {initialModel, type Model} from '../../source/store/model.js';
import {update} from '../../source/store/update.js';
import {tellBalances} from '../../source/ui/sentences/balances.js';
import {sentencesOf} from '../../source/ui/sentences/sentences.js';
import {spokenList, spokenTime} from '../../source/ui/sentences/spoken.js';
import {connected, conflict, making, open, origin, read, shownServer, started} from '../store/messages.js';

/** Everything that is said of messages, one after the other, and the model they come to. */
const said = (messages: readonly Message[], from: Model, isVerbose = false): string[] => {
	let model = from;
	return messages.flatMap(message => {
		const before = model;
		[model] = update(before, message);
		return sentencesOf(message, before, model, isVerbose);
	});
};

const rival = {id: 'r', from: 'a', to: 'c', cents: 2n};
const begin: readonly Message[] = [started, {...origin(1, 101), type: 'attempt-started', isolation: 'serializable'}];
const debit = {text: 'UPDATE …', label: 'debit'};
const isRefused: readonly Message[] = [
	{...origin(1, 102), type: 'statement-sent', statement: {text: 'SELECT …', label: 'read-balance'}},
	{...origin(1, 103), type: 'statement-finished', statement: {text: 'SELECT …', label: 'read-balance'}, elapsed: 1, rowCount: 1, row: {balance: '100000'}},
	{type: 'rival-sent', at: 104, transactionId: 't', attempt: 1, transfer: rival},
	{...origin(1, 105), transactionId: 'r', session: 'rival 1', type: 'attempt-started', isolation: 'serializable'},
	{...origin(1, 106), transactionId: 'r', session: 'rival 1', type: 'committed', elapsed: 2},
	{...origin(1, 107), type: 'attempt-failed', failure: {...conflict, statement: debit}, elapsed: 4.1},
	{...origin(1, 108), type: 'backoff-started', delay: 38, ceiling: 100, policy: 'full'},
];

describe('Sentences', () => {
	test('tell of a transfer that meets a rival, with nothing said twice and no sign in place of a word', (t: TestContext) => {
		const all = said([...begin, ...isRefused, {...origin(2, 150), type: 'attempt-started', isolation: 'serializable'}, {...origin(2, 160), type: 'committed', elapsed: 60}], open());
		t.assert.deepStrictEqual(all, [
			'Sending $100.00 from Ada to Ben, while a rival wants the same row.',
			'Attempt 1 of 10.',
			'It reads $1,000.00.',
			'A rival on a session of its own sent $0.02 from Ada to Cleo and committed first.',
			'It failed at debit, after 4.1 milliseconds: 40001, could not serialize access due to concurrent update.',
			'It waits 38 milliseconds, of at most 100 milliseconds.',
			'Attempt 2 of 10.',
			'Committed at attempt 2, 60 milliseconds in all.',
		]);
		t.assert.ok(all.every(text => /^[\u{20}-\u{7E}]+$/v.test(text)), 'plain characters');
	});

	test('tell each statement where that is asked for', (t: TestContext) => {
		t.assert.ok(said([...begin, ...isRefused], open(), true).includes('SELECT …: done in 1 millisecond.'));
	});

	test('name who serves where several do', (t: TestContext) => {
		const [first, second] = [{host: 'one', port: 5432, node: '1'}, {host: 'two', port: 5432, node: '2'}];
		const cluster: Message = {type: 'connected', at: 1, server: {...shownServer, hosts: 2}};
		const served: readonly Message[] = [
			cluster,
			...begin,
			{...origin(1, 102), type: 'connection-acquired', server: first},
			{type: 'rival-sent', at: 104, transactionId: 't', attempt: 1, transfer: rival},
			{...origin(1, 105), transactionId: 'r', session: 'rival 1', type: 'connection-acquired', server: second},
			{...origin(1, 106), transactionId: 'r', session: 'rival 1', type: 'committed', elapsed: 2},
		];
		t.assert.deepStrictEqual(said(served, open()).slice(3), [
			'Node 1 (one:5432) serves it.',
			'A rival on a session of its own, on node 2, sent $0.02 from Ada to Cleo and committed first.',
		]);
	});

	test('tell of a lost COMMIT, of what was found out, and of no wait in a savepoint', (t: TestContext) => {
		t.assert.deepStrictEqual(said([
			...begin,
			{...origin(1, 102), type: 'outcome-unknown', failure: {phase: 'commit', verdict: 'ambiguous', message: 'gone'}},
			{...origin(1, 102), type: 'backoff-started', delay: 0, ceiling: 0, policy: 'full', locksHeld: true},
			{...origin(2, 103), type: 'attempt-started', isolation: 'serializable', fromSavepoint: true},
			{...origin(2, 104), type: 'outcome-resolved', committed: true},
		], open()).slice(2), [
			'COMMIT was sent and not answered: it may have been done.',
			'No wait: the savepoint keeps its locks, and others would wait along.',
			'Attempt 2 of 10, from the savepoint.',
			'The ledger has it: that COMMIT was done.',
		]);
	});

	for (const [how, messages, words] of [
		['cancelled', [{...origin(1, 102), type: 'gave-up', reason: 'aborted'}], ['Cancelled. It was rolled back, and nothing moved.']],
		[
			'refused',
			[
				{...origin(1, 102), type: 'gave-up', reason: 'refused'},
				{type: 'transfer-refused', at: 103, transactionId: 't', refusal: {type: 'insufficient-funds', account: 'a', balance: 1n, cents: 2n}},
			],
			['Refused by the bank: Ada has $0.01, which does not cover $0.02. Rolled back; nothing moved.'],
		],
		['already made', [{type: 'transfer-repeated', at: 102, transactionId: 't', madeAt: new Date(0)}], ['Already done, on 1970-01-01T00:00:00.000Z. Nothing moved now.']],
	] as ReadonlyArray<readonly [string, readonly Message[], readonly string[]]>) {
		test(`tell once that it was ${how}`, (t: TestContext) => {
			t.assert.deepStrictEqual(said([...begin, ...messages], open()).slice(2), words);
		});
	}

	test('tell of the server when something of it changes, and not over and over', (t: TestContext) => {
		const lost: Message = {type: 'balances-lost', at: 10, message: 'no', code: 'ECONNREFUSED', delay: 1200};
		const audit = {conserved: true, total: 175_000n, opening: 175_000n, differences: [], lost: 0, twice: 0, unknown: 0};
		t.assert.deepStrictEqual(said([
			{type: 'connecting', at: 0, doing: 'starting'},
			connected,
			read(2),
			{type: 'audited', at: 3, audit, elapsed: 1},
			{type: 'audited', at: 4, audit, elapsed: 1},
			lost,
			{...lost, delay: 2400},
			read(3),
			{type: 'audited', at: 5, audit: {...audit, lost: 1}, elapsed: 1},
		], initialModel(making)), [
			'Starting a PostgreSQL of your own.',
			'The bank is open. PostgreSQL 18.4 of its own; serializable; full jitter, from 50 milliseconds to 5 seconds.',
			'$1,750.00 in all: nothing lost, nothing twice.',
			'The server is down: nobody listens there.',
			'The balances are asked for again in 1.2 seconds, and then over and over.',
			'The server answers again.',
			'$1,750.00 in all: 1 transfer lost: reported done, not in the ledger.',
		]);
		t.assert.deepStrictEqual(said([connected], initialModel({...making, restart: 'savepoint'})), [
			'The bank is open. PostgreSQL 18.4 of its own; serializable; no wait after a conflict, because the savepoint keeps its locks.',
		]);
	});

	test('tell of faults, of the pace and of notices', (t: TestContext) => {
		const [fault] = faults;
		t.assert.ok(fault);
		t.assert.deepStrictEqual(said([
			{type: 'fault-chosen', fault},
			{type: 'fault-chosen', fault},
			{type: 'pacing-set', at: 1, pacing: {pace: 0.1, paused: false}},
			{type: 'pacing-set', at: 2, pacing: {pace: 0.1, paused: true}},
			{type: 'pacing-set', at: 3, pacing: {pace: 1, paused: false}},
			{type: 'key-off', why: 'Nothing is waiting'},
		], open()), [
			'To go wrong with the next transfer: lose the answer to COMMIT.',
			'Nothing is to go wrong with the next transfer.',
			'The pace is 0.1 times the usual one.',
			'Paused: nothing that waits gets on.',
			'The pace is the usual one.',
			'It goes on.',
			'Nothing is waiting.',
		]);
	});

	test('tell who waits for whom when it is asked for, and once', (t: TestContext) => {
		const sessions = [
			{id: '11', program: 'backoff-bank', state: 'idle', waitsFor: []},
			{id: '12', program: 'backoff-bank', state: 'active', since: 1200, statement: 'UPDATE\n accounts', waitsFor: ['13', '14']},
			{id: '13', node: '2', program: 'backoff-bank', state: 'in transaction', waitsFor: []},
		] as const;
		const told: Message = {type: 'sessions-read', at: 1, sessions, notes: ['Not all may be seen']};
		t.assert.deepStrictEqual(said([told, {type: 'contention-pressed'}, told, told], open()), [
			'Session 12 waits for 13 and 14, for 1.2 seconds now: UPDATE accounts.',
			'Session 13 on node 2 is in transaction.',
			'1 session is idle.',
			'Not all may be seen.',
		]);
		t.assert.deepStrictEqual(said([{type: 'contention-pressed'}, {...told, sessions: [sessions[0]], notes: []}], open()), ['Nobody waits for anybody.', '1 session is idle.']);
	});

	for (const [ms, words] of [[0.44, '0.4 milliseconds'], [1, '1 millisecond'], [143.4, '143 milliseconds'], [1000, '1 second'], [1250, '1.3 seconds'], [60_000, '60 seconds']] as const) {
		test(`read ${ms} ms aloud as ${words}`, (t: TestContext) => {
			t.assert.strictEqual(spokenTime(ms), words);
		});
	}

	test('list', (t: TestContext) => {
		t.assert.deepStrictEqual([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(words => spokenList(words)), ['', 'a', 'a and b', 'a, b and c']);
	});
});

describe('Balances that moved', () => {
	/** What is told of readings, folded one after the other. */
	const toldOf = (messages: readonly Message[]): string[] => {
		const tell = tellBalances();
		let model = open();
		return [read(2), ...messages].flatMap(message => {
			const before = model;
			[model] = update(before, message);
			return tell(message, before, model);
		});
	};

	test('are told, whoever moved them, and only once', (t: TestContext) => {
		t.assert.deepStrictEqual(toldOf([read(5000, {a: 90_000n, b: 35_000n}), read(8000, {a: 90_000n, b: 35_000n})]), [
			'Ada has $900.00 now, $100.00 less.',
			'Ben has $350.00 now, $100.00 more.',
		]);
	});

	test('are told together where they move fast, and nothing is left out', (t: TestContext) => {
		t.assert.deepStrictEqual(toldOf([
			read(5000, {a: 99_999n}), read(5150, {a: 99_998n}), read(6000, {a: 99_997n}), read(6900, {a: 99_990n}), read(7000, {a: 99_990n}),
		]), ['Ada has $999.99 now, $0.01 less.', 'Ada has $999.90 now, $0.09 less.']);
	});

	test('of the transfer under way are told when it has ended, and the others at once', (t: TestContext) => {
		t.assert.deepStrictEqual(toldOf([
			...begin,
			...isRefused,
			read(5000, {a: 99_998n, c: 50_002n}),
			{...origin(2, 5100), type: 'attempt-started', isolation: 'serializable'},
			{...origin(2, 5200), type: 'committed', elapsed: 60},
			read(5300, {a: 89_998n, b: 35_000n, c: 50_002n}),
		]), ['Ada has $899.98 now, $100.02 less.', 'Ben has $350.00 now, $100.00 more.', 'Cleo has $500.02 now, $0.02 more.']);
	});
});
