import {describe, test, type TestContext} from 'node:test';
import type {Attempt, Run} from '../../source/store/run.js';
import {lineWidth, type Line} from '../../source/ui/line.js';
import {timelineLines} from '../../source/ui/timeline/timeline.js';
import type {TimelineView} from '../../source/ui/timeline/view.js';
import {glyphsFor} from '../../source/ui/theme.js';

const view: TimelineView = {
	width: 46, now: 1000, pacing: {pace: 1, paused: false}, glyphs: glyphsFor({LANG: 'C.UTF-8'}, 'linux'), isDetailed: false, namesServers: false,
	owner: id => ({a: 'Ada', b: 'Ben', c: 'Cleo'})[id] ?? id,
};

const transfer = {id: 't', from: 'a', to: 'b', cents: 10_000n};

const statement = (label: string, text: string, elapsed: number, row?: Record<string, unknown>) => ({
	type: 'statement', state: 'done', statement: {label, text}, elapsed, ...(row && {row}),
} as const);

const refused: Attempt = {
	number: 1,
	steps: [
		statement('begin', 'BEGIN', 0.2),
		statement('read-balance', 'SELECT balance …', 0.4, {balance: '100000'}),
		{type: 'rival', transfer: {id: 'r', from: 'a', to: 'c', cents: 1n}, state: 'committed', elapsed: 2.9},
		{type: 'statement', state: 'failed', statement: {label: 'debit', text: 'UPDATE …'}, elapsed: 0.6},
	],
	failure: {phase: 'work', verdict: 'retry', code: '40001', message: 'could not serialize access due to concurrent update'},
	elapsed: 4.1,
	wait: {delay: 38, ceiling: 100, policy: 'full', left: 38, since: 990, over: false},
};

const over = (attempt: Attempt): Attempt => attempt.wait ? {...attempt, wait: {...attempt.wait, over: true}} : attempt;

const textOf = (lines: readonly Line[]): string => lines.map(line => line.map(({text}) => text).join('')).join('\n');

const drawn = (run: Omit<Run, 'transfer'>, changes: Partial<TimelineView> = {}): string => textOf(timelineLines({transfer, ...run}, {...view, ...changes}).map(({line}) => line));

test('An attempt says who serves it where that isn\'t always the same', (t: TestContext) => {
	const attempts: Attempt[] = [
		{...refused, server: {host: 'db', port: 26_257, node: '1'}},
		{number: 2, steps: [statement('begin', 'BEGIN', 0.2)], server: {host: 'db2', port: 5432}},
	];
	t.assert.match(drawn({attempts}, {namesServers: true}), /^1 {2}node 1 ─ BEGIN [\s\S]*\n2 {2}db2:5432 ─ BEGIN /v);
	t.assert.match(drawn({attempts}, {namesServers: true, isDetailed: true}), /^1 {2}on node 1 \(db:26257\)\n {3}BEGIN [\s\S]*\n2 {2}on db2:5432\n {3}BEGIN /v);
	t.assert.doesNotMatch(drawn({attempts}), /node|db/v);
});

describe('the timeline', () => {
	test('shows an attempt\'s statements with their times, the server\'s words, and the wait counting down', (t: TestContext) => {
		t.assert.strictEqual(drawn({attempts: [refused]}), [
			'1  BEGIN 0.2ms ─ read $1,000.00 0.4ms',
			'   rival ↯ Ada -$0.01 2.9ms ─ debit ✗ 0.6ms',
			'   40001 could not serialize access due to',
			'   concurrent update               after 4.1ms',
			'   ◌ backoff 38ms of at most 100ms',
			'   ▓▓▓░░░░░░░░░···················   28ms left',
			'',
			'2  next',
		].join('\n'));
	});

	test('says the same again only once, and what became of the wait', (t: TestContext) => {
		const text = drawn({attempts: [over(refused), {...over(refused), number: 2}]});
		t.assert.match(text, /^ {3}40001 \(same\) +after 4\.1ms$/mv);
		t.assert.match(text, /◌ backoff 38ms of at most 100ms/v);
		t.assert.doesNotMatch(text, /next/v);
	});

	test('names the engine\'s reason', (t: TestContext) => {
		const {failure} = refused;
		const text = drawn({attempts: [{...refused, ...(failure && {failure: {...failure, reason: 'RETRY_WRITE_TOO_OLD'}})}]});
		t.assert.match(text, /^ {3}reason: RETRY_WRITE_TOO_OLD$/mv);
	});

	for (const [ending, words] of [
		[{type: 'committed', elapsed: 230}, /✓ Committed at the first attempt, 230ms in all\./v],
		[{type: 'gave-up', reason: 'attempts'}, /✗ Gave up after 1 attempt; nothing moved\./v],
		[{type: 'gave-up', reason: 'deadline'}, /✗ Out of time after 1 attempt/v],
		[{type: 'gave-up', reason: 'aborted'}, /◌ backoff 38ms of at most 100ms, cut short\n {3}✗ Cancelled\./v],
		[{type: 'refused', refusal: {type: 'insufficient-funds', account: 'a', balance: 1n, cents: 2n}}, /✗ Refused by the bank: Ada has \$0\.01/v],
		[{type: 'unknown', failure: {phase: 'commit', verdict: 'ambiguous', message: 'gone'}}, /\? Not known whether it committed/v],
	] as const) {
		test(`says how it ended: ${words.source}`, (t: TestContext) => {
			t.assert.match(drawn({attempts: [over(refused)], ending}, {width: 60}), words);
		});
	}

	test('shows SQL line by line, with what the rival did, where there is room', (t: TestContext) => {
		const text = drawn({attempts: [refused]}, {isDetailed: true, width: 90});
		t.assert.match(text, /^ {3}SELECT balance … {2}→ \$1,000\.00 +0\.4ms$/mv);
		t.assert.match(text, /^ {3}rival ↯ sends \$0\.01 from Ada to Cleo and commits first +2\.9ms$/mv);
		t.assert.match(text, /^ {3}UPDATE … {2}✗ +0\.6ms$/mv);
	});

	test('tells of an attempt that is over once, until the view changes', (t: TestContext) => {
		const past = over(refused);
		const attempts = [past, {...refused, number: 2}];
		const draw = (changes: Partial<TimelineView>) => timelineLines({transfer, attempts}, {...view, ...changes});
		const [first] = draw({});
		const later = draw({now: 1010});
		t.assert.strictEqual(later[0], first);
		t.assert.deepStrictEqual(new Set(later.map(({key}) => key)).size, later.length, 'a key stands for one line');
		for (const changes of [{width: 60}, {isDetailed: true}, {glyphs: glyphsFor({TERM: 'dumb'}, 'linux')}, {owner: (id: string) => id}]) {
			t.assert.notStrictEqual(draw(changes)[0], first, Object.keys(changes).join(' '));
		}
	});

	test('never makes a line wider than there is room', (t: TestContext) => {
		const long: Attempt = {...refused, failure: {phase: 'work', verdict: 'retry', code: 'XX000', message: `${'x'.repeat(200)} ${'銀行'.repeat(60)}`}};
		for (let width = 20; width < 140; width++) {
			for (const isDetailed of [true, false]) {
				for (const attempts of [[refused], [over(refused), long]]) {
					const widest = Math.max(...timelineLines({transfer, attempts}, {...view, width, isDetailed}).map(({line}) => lineWidth(line)));
					t.assert.strictEqual(widest <= Math.max(width, 36), true, `${widest} cells at ${width}`);
				}
			}
		}
	});

	test('strips control characters out of what the server says', (t: TestContext) => {
		const {failure} = refused;
		const text = drawn({attempts: [{...refused, ...(failure && {failure: {...failure, message: 'bad\u{1B}[31m\r\nthing'}})}]});
		t.assert.match(text, /bad\[31m thing/v);
	});
});
