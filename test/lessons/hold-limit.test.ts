import {describe, test, type TestContext} from 'node:test';
import {auroraDsql} from '../../source/database/engines/aurora-dsql.js';
import {postgresql} from '../../source/database/engines/postgresql.js';
import type {LessonEvent} from '../../source/lessons/events.js';
import {createHoldLimit} from '../../source/lessons/hold-limit.js';

const origin = {transactionId: 'id', attempt: 1} as const;
const begins = (session: string, at: number): LessonEvent => ({...origin, type: 'statement-sent', at, session, statement: {text: 'BEGIN', label: 'begin'}});
const ends = (session: string, at: number, label: 'commit' | 'rollback'): LessonEvent =>
	({...origin, type: 'statement-finished', at, session, statement: {text: label, label}, elapsed: 1, rowCount: 0});

describe('A step of a lesson', () => {
	test('can be held for so long, whatever is open, where the server counts from the last statement', (t: TestContext) => {
		const limit = createHoldLimit();
		limit.hear(begins('you', 1000));
		t.assert.strictEqual(limit.left(postgresql.holding, 500_000), 540_000);
	});

	test('can be held for as long as the oldest open transaction has left, where the server counts from BEGIN', (t: TestContext) => {
		const limit = createHoldLimit();
		const left = (now: number) => limit.left(auroraDsql.holding, now);
		t.assert.strictEqual(left(900_000), 240_000);
		limit.hear(begins('you', 1000));
		limit.hear(begins('rival', 31_000));
		t.assert.strictEqual(left(41_000), 200_000);
		limit.hear(ends('you', 42_000, 'commit'));
		t.assert.strictEqual(left(51_000), 220_000);
		limit.hear(ends('rival', 52_000, 'rollback'));
		t.assert.strictEqual(left(900_000), 240_000);
	});
});
