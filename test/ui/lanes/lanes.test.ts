import {describe, test, type TestContext} from 'node:test';
import stringWidth from 'string-width';
import type {LessonEvent} from '../../../source/lessons/events.js';
import type {TransactionEvent} from '../../../source/transactions/events.js';
import type {Failure} from '../../../source/transactions/failure.js';
import {headline, rowLines} from '../../../source/ui/lanes/draw.js';
import {foldLanes} from '../../../source/ui/lanes/fold.js';
import {noLanes, type Lanes} from '../../../source/ui/lanes/rows.js';
import {glyphsFor} from '../../../source/ui/theme.js';

const glyphs = glyphsFor({}, 'linux');
const ascii = glyphsFor({TERM: 'dumb'}, 'linux');

/** Writes events of several sessions; each comes 10 ms after the one before. */
const script = () => {
	const events: LessonEvent[] = [];
	const origin = (session: string) => ({transactionId: `t/${session}`, session, attempt: 1, at: 1000 + (events.length * 10)});
	const statement = (text: string) => ['BEGIN', 'COMMIT', 'ROLLBACK'].includes(text) ? {text, label: text.toLowerCase()} : {text};
	return {
		events,
		sent(session: string, text: string) {
			events.push({...origin(session), type: 'statement-sent', statement: statement(text)});
		},
		done(session: string, text: string, rows: string[][] = []) {
			events.push({...origin(session), type: 'statement-finished', statement: statement(text), elapsed: 10, rowCount: Math.max(1, rows.length), rows});
		},
		run(session: string, text: string, rows: string[][] = []) {
			this.sent(session, text);
			this.done(session, text, rows);
		},
		failed(session: string, text: string, failure: Partial<Failure>) {
			const usual: Failure = {phase: 'work', verdict: 'retry', message: 'could not serialize', statement: statement(text)};
			events.push({...origin(session), type: 'statement-failed', elapsed: 10, failure: {...usual, ...failure}});
		},
		blocked(session: string, text: string, by: string[]) {
			events.push({...origin(session), type: 'statement-blocked', statement: statement(text), by});
		},
		also(make: (at: ReturnType<typeof origin>) => LessonEvent) {
			events.push(make(origin('you')));
		},
	};
};

const start = (sessions: readonly string[]): Lanes => foldLanes(noLanes, {
	type: 'lesson-started', at: 1000, lesson: 'l', title: 'T', look: 'L', sessions, steps: 1, isolation: 'serializable', inForce: 'serializable', server: 'S',
});

const fold = (sessions: readonly string[], events: readonly LessonEvent[]): Lanes => {
	let lanes = start(sessions);
	for (const event of events) {
		lanes = foldLanes(lanes, event);
	}

	return lanes;
};

const draw = (lanes: Lanes, width = 80, signs = glyphs): string[] =>
	lanes.rows.flatMap(row => rowLines(row, lanes, {width, glyphs: signs})).map(line => line.map(({text}) => text).join('').trimEnd());

describe('Lanes', () => {
	test('show what each session does, and how the others stand meanwhile', (t: TestContext) => {
		const told = script();
		told.run('you', 'BEGIN');
		told.run('you', 'SELECT balance', [['1000']]);
		told.run('rival', 'BEGIN');
		told.run('rival', 'UPDATE x');
		told.run('rival', 'COMMIT');
		told.run('you', 'SELECT two', [['Ada', '1'], ['Ben', '2']]);
		t.assert.deepStrictEqual(draw(fold(['you', 'rival'], told.events)), [
			' 0.0ms  BEGIN                               ·',
			'  20ms  SELECT balance  → 1000              ·',
			'  40ms  │                                   BEGIN',
			'  60ms  │                                   UPDATE x  ✓',
			'  80ms  │                                   COMMIT  ✓',
			' 100ms  SELECT two  → (Ada, 1) (Ben, 2)     ·',
		]);
	});

	test('join a session that waits to the one that it waits for, and to the end of the wait', (t: TestContext) => {
		const told = script();
		told.run('you', 'BEGIN');
		told.run('rival', 'BEGIN');
		told.sent('rival', 'UPDATE x');
		told.blocked('rival', 'UPDATE x', ['you']);
		told.sent('you', 'COMMIT');
		told.done('rival', 'UPDATE x');
		told.done('you', 'COMMIT');
		t.assert.deepStrictEqual(draw(fold(['you', 'rival'], told.events)).slice(2), [
			'  40ms  │ ◂──────────────────────────────── UPDATE x  ◌ waits for you',
			'  60ms  COMMIT  ✓                           ┊',
			'  70ms  │ ◂──────────────────────────────── UPDATE x  ✓',
			'        │                                     after waiting 10ms',
		]);
	});

	test('join a refused statement to the session that won, with its code and the server\'s words', (t: TestContext) => {
		const told = script();
		told.run('you', 'BEGIN');
		told.run('rival', 'UPDATE x');
		told.sent('you', 'UPDATE x');
		told.failed('you', 'UPDATE x', {code: '40001', message: 'could not serialize access due to concurrent update'});
		told.run('you', 'ROLLBACK');
		const lines = draw(fold(['you', 'rival'], told.events));
		t.assert.deepStrictEqual(lines.slice(2), [
			'  40ms  UPDATE x  ✗ 40001 ────────────────▸ ·',
			'          could not serialize access due    ·',
			'          to concurrent update              ·',
			'  60ms  ROLLBACK                            ·',
		]);
	});

	test('draw through the lanes between two that met, also in plain signs', (t: TestContext) => {
		const told = script();
		told.run('a', 'BEGIN');
		told.run('c', 'BEGIN');
		told.sent('c', 'UPDATE x');
		told.blocked('c', 'UPDATE x', ['a']);
		told.sent('a', 'UPDATE y');
		told.blocked('a', 'UPDATE y', ['c']);
		t.assert.deepStrictEqual(draw(fold(['a', 'b', 'c'], told.events), 98, ascii).slice(2), [
			'  40ms  | <-------------------------------------------------------- UPDATE x  o waits for a',
			'  60ms  UPDATE y  o waits for c ----------------------------------> :',
		]);
	});

	test('leave a wait between attempts empty, and say its length', (t: TestContext) => {
		const told = script();
		told.run('you', 'BEGIN');
		told.also(origin => ({...origin, type: 'backoff-started', delay: 90, ceiling: 100, policy: 'full'}));
		told.run('you', 'BEGIN');
		t.assert.deepStrictEqual(draw(fold(['you', 'rival'], told.events)), [
			' 0.0ms  BEGIN                               ·',
			'  20ms  ◌ backoff 90ms of at most 100ms     ·',
			'                                            ·',
			'  30ms  BEGIN                               ·',
		]);
	});

	test('keep an unknown outcome open until it is found out', (t: TestContext) => {
		const told = script();
		told.run('you', 'BEGIN');
		told.sent('you', 'COMMIT');
		told.failed('you', 'COMMIT', {verdict: 'ambiguous', phase: 'commit', message: 'Connection terminated'});
		told.run('rival', 'SELECT 1', [['1']]);
		told.run('you', 'BEGIN');
		told.run('rival', 'SELECT 1', [['1']]);
		told.also(origin => ({...origin, type: 'outcome-resolved', committed: true}));
		told.run('rival', 'SELECT 1', [['1']]);
		t.assert.deepStrictEqual(draw(fold(['you', 'rival'], told.events)).slice(1), [
			'  20ms  COMMIT  ? no answer                 ·',
			'          it may have committed, and may    ·',
			'          not                               ·',
			'  40ms  ?                                   SELECT 1  → 1',
			'  60ms  BEGIN                               ·',
			'  80ms  ?                                   SELECT 1  → 1',
			' 100ms  ✓ that COMMIT was done              ·',
			' 110ms  │                                   SELECT 1  → 1',
		]);
	});

	test('only ever change the row of a statement that is under way', (t: TestContext) => {
		const told = script();
		told.run('you', 'BEGIN');
		told.sent('rival', 'UPDATE x');
		told.blocked('rival', 'UPDATE x', ['you']);
		told.run('you', 'UPDATE y');
		told.sent('you', 'COMMIT');
		told.done('you', 'COMMIT');
		told.done('rival', 'UPDATE x');
		const view = {width: 80, glyphs};
		for (const count of told.events.keys()) {
			const before = fold(['you', 'rival'], told.events.slice(0, count));
			const lanes = fold(['you', 'rival'], told.events.slice(0, count + 1));
			const past = before.rows.map((row, place) => ({row, now: lanes.rows[place] ?? row})).filter(({row}) => row.type !== 'statement' || row.state !== 'sent');
			t.assert.deepStrictEqual(past.map(({now}) => rowLines(now, lanes, view)), past.map(({row}) => rowLines(row, before, view)));
		}
	});

	test('take their columns from the width, and never more than there is', (t: TestContext) => {
		const told = script();
		told.run('a', 'BEGIN');
		told.sent('a', 'UPDATE accounts SET balance = balance - 100 WHERE owner = Ada');
		told.blocked('a', 'UPDATE accounts SET balance = balance - 100 WHERE owner = Ada', ['c']);
		told.run('c', 'SELECT 1', [['a value that goes on for longer than any lane has room for, and then some']]);
		told.failed('b', 'x', {code: '40001', message: 'm'.repeat(300)});
		told.also(({at}) => ({type: 'lesson-caption', at, text: 'A sentence that is longer than the terminal is wide. '.repeat(4)}));
		const lanes = fold(['a', 'b', 'c'], told.events);
		for (const width of [40, 60, 80, 81, 120, 200]) {
			const lines = [...draw(lanes, width), headline(lanes, {width, glyphs}).map(({text}) => text).join('').trimEnd()];
			t.assert.deepStrictEqual(lines.filter(line => stringWidth(line) > width), []);
		}
	});

	test('serve a transfer with its rival, too: its events are of the same kind', (t: TestContext) => {
		const events: TransactionEvent[] = [];
		const labelled = (session: string, attempt: number) => (label: string, rest: Partial<{row: Record<string, unknown>; failure: Failure}> = {}) => {
			const origin = {transactionId: session, session, attempt, at: 1000 + (events.length * 10)};
			const statement = {text: label.toUpperCase(), label};
			events.push({...origin, type: 'statement-sent', statement}, rest.failure
				? {...origin, type: 'statement-failed', failure: rest.failure, elapsed: 1}
				: {...origin, type: 'statement-finished', statement, elapsed: 1, rowCount: 1, ...(rest.row && {row: rest.row})});
		};

		const you = labelled('you', 1);
		const rival = labelled('rival 1', 1);
		you('begin');
		you('read-balance', {row: {balance: '100000'}});
		rival('begin');
		rival('debit');
		rival('commit');
		you('debit', {failure: {phase: 'work', verdict: 'retry', code: '40001', message: 'refused', statement: {text: 'UPDATE', label: 'debit'}}});
		you('rollback');
		t.assert.deepStrictEqual(draw(fold([], events)), [
			' 0.0ms  BEGIN                               ·',
			'  20ms  read  → 100000                      ·',
			'  40ms  │                                   BEGIN',
			'  60ms  │                                   debit',
			'  80ms  │                                   COMMIT  ✓',
			' 100ms  debit  ✗ 40001 ───────────────────▸ ·',
			'          refused                           ·',
			' 120ms  ROLLBACK                            ·',
		]);
	});

	test('make text of others safe', (t: TestContext) => {
		const told = script();
		told.run('you', 'SELECT 1', [['a\u{1B}[31mb\u{202E}']]);
		told.also(({at}) => ({type: 'lesson-caption', at, text: 'c\u{7}d'}));
		t.assert.deepStrictEqual(draw(fold(['you', 'rival'], told.events)), [' 0.0ms  SELECT 1  → a[31mb                  ·', '', '  cd', '']);
	});
});
