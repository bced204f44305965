import {describe, test, type TestContext} from 'node:test';
import type {Message} from '../../../source/store/message.js';
import {laneLines, lanesOfRun} from '../../../source/ui/lanes/run-lanes.js';
import {glyphsFor} from '../../../source/ui/theme.js';
import type {TimelineView} from '../../../source/ui/timeline/view.js';
import {conflict, fold, open, origin, started} from '../../store/messages.js';

const view: TimelineView = {
	width: 76, now: 1000, pacing: {pace: 1, paused: false}, glyphs: glyphsFor({}, 'linux'), isDetailed: false, namesServers: false, owner: id => id,
};

const statement = (label: string) => ({text: label.toUpperCase(), label});

const done = (session: string, label: string, at: number, row?: Record<string, unknown>): Message[] => {
	const from = {transactionId: session === 'you' ? 't' : session, session, attempt: 1};
	return [
		{...from, at, type: 'statement-sent', statement: statement(label)},
		{...from, at: at + 1, type: 'statement-finished', statement: statement(label), elapsed: 1, rowCount: 1, ...(row && {row})},
	];
};

const refused = (attempt: number, at: number): Message[] => [
	{...origin(attempt, at), type: 'attempt-started', isolation: 'serializable'},
	...done('you', 'begin', at + 1),
	...done('you', 'read-balance', at + 3, {balance: '100000'}),
	...['begin', 'commit'].flatMap((label, index) => done(`rival ${attempt}`, label, at + 5 + (index * 2))),
	{...origin(attempt, at + 10), type: 'statement-sent', statement: statement('debit')},
	{...origin(attempt, at + 11), type: 'statement-failed', failure: {...conflict, statement: statement('debit')}, elapsed: 1},
];

const textOf = (messages: readonly Message[], rows: number, back?: number): string[] => {
	const {model} = fold(messages, open());
	const shown = {...model, back};
	return model.run ? laneLines(model.run, view, rows, shown).map(({line}) => line.map(({text}) => text).join('').trimEnd()) : [];
};

describe('A transfer in lanes', () => {
	test('stands beside its rivals, who share a lane, with money as money', (t: TestContext) => {
		t.assert.deepStrictEqual(lanesOfRun(fold([started, ...refused(1, 100), ...refused(2, 200)], open()).model).sessions, ['you', 'rival']);
		t.assert.deepStrictEqual(textOf([started, ...refused(1, 100)], 12), [
			'        you                               rival',
			' 1.0ms  BEGIN                             ·',
			' 3.0ms  read  → $1,000.00                 ·',
			' 5.0ms  │                                 BEGIN',
			' 7.0ms  │                                 COMMIT  ✓',
			'  10ms  debit  ✗ 40001 ─────────────────▸ ·',
			'          could not serialize access due  ·',
			'          to concurrent update            ·',
		]);
	});

	test('keeps to its rows: the newest, below the names, and what it came to', (t: TestContext) => {
		const ended: Message = {...origin(1, 120), type: 'gave-up', reason: 'aborted'};
		const lines = textOf([started, ...refused(1, 100), ended], 7);
		t.assert.strictEqual(lines.length, 7);
		t.assert.match(lines.join('\n'), /^ +you +rival\n▲ earlier lines: , goes back\n.*Cancelled\./sv);
	});

	test('has no row that comes after what the transfer took in all', (t: TestContext) => {
		const commit: Message[] = [
			{...origin(1, 101), type: 'attempt-started', isolation: 'serializable'},
			{...origin(1, 119.6), type: 'statement-sent', statement: statement('commit')},
			{...origin(1, 120.1), type: 'statement-finished', statement: statement('commit'), elapsed: 0.5, rowCount: 0},
			{...origin(1, 120.2), type: 'committed', elapsed: 19.4},
		];
		t.assert.match(textOf([started, ...commit], 12).join('\n'), /^ {2}19ms {2}COMMIT[\s\S]*19ms in all\.$/mv);
	});

	test('shows as much as somebody has gone back to', (t: TestContext) => {
		t.assert.strictEqual(textOf([started, ...refused(1, 100)], 12, 3).length, 2);
	});

	test('costs no more than what is in sight, however many attempts there were', (t: TestContext) => {
		const {model} = fold([started, ...Array.from({length: 100}, (_, index) => refused(index + 1, 100 + (index * 20))).flat()], open());
		const {rows} = lanesOfRun(model);
		t.assert.strictEqual(rows.length > 50 && rows.length < 200, true, String(rows.length));
		t.assert.strictEqual(rows[0]?.type === 'statement' && rows[0].statement.label, 'begin');
	});
});
