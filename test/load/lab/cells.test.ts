import {describe, test, type TestContext} from 'node:test';
import {queue} from '../../../source/load/cures/queue.js';
import {readThenWrite} from '../../../source/load/cures/read-then-write.js';
import {chooseCells, type CellChoice} from '../../../source/load/lab/cells.js';
import {labCures} from '../../../source/load/lab/lab-cures.js';
import {readModifyWrite} from '../../../source/load/lab/read-modify-write.js';
import {constant} from '../../../source/transactions/policies/constant.js';
import {fullJitter} from '../../../source/transactions/policies/full-jitter.js';
import {none} from '../../../source/transactions/policies/none.js';

const usual: CellChoice['usual'] = {policy: fullJitter, base: 10, cap: 1000, isolation: 'serializable'};

const namesOf = (choice: Omit<CellChoice, 'usual'>, another: Partial<CellChoice['usual']> = {}) => chooseCells({...choice, usual: {...usual, ...another}}).map(({name}) => name);

describe('The cells of a lab', () => {
	test('are, without a choice, every cure, three backoffs of the plain one, and READ COMMITTED where it tells something', (t: TestContext) => {
		const names = namesOf({});
		t.assert.deepStrictEqual(names.filter(name => name.startsWith('read-then-write')), [
			'read-then-write none:10ms-1000ms serializable',
			'read-then-write full:10ms-1000ms serializable',
			'read-then-write full:10ms-100ms serializable',
			'read-then-write full:10ms-1000ms read-committed',
		]);
		t.assert.deepStrictEqual(names.filter(name => name.startsWith('read-modify-write')), ['read-modify-write full:10ms-1000ms read-committed']);
		t.assert.strictEqual(names.length, labCures.length + 3);
		t.assert.strictEqual(names.at(-1), 'read-modify-write full:10ms-1000ms read-committed');
	});

	test('are the product of what was chosen', (t: TestContext) => {
		t.assert.deepStrictEqual(namesOf({
			cures: [readThenWrite, queue], policies: [{policy: none}, {policy: constant, base: 20, cap: 50}], isolations: ['read committed', 'serializable'],
		}), [
			'read-then-write none:10ms-1000ms serializable',
			'read-then-write constant:20ms-50ms serializable',
			'queue none:10ms-1000ms serializable',
			'queue constant:20ms-50ms serializable',
			'read-then-write none:10ms-1000ms read-committed',
			'read-then-write constant:20ms-50ms read-committed',
			'queue none:10ms-1000ms read-committed',
			'queue constant:20ms-50ms read-committed',
		]);
	});

	test('take the wrong one to a stricter level when asked to', (t: TestContext) => {
		t.assert.deepStrictEqual(namesOf({cures: [readModifyWrite], isolations: ['serializable']}), ['read-modify-write full:10ms-1000ms serializable']);
	});

	test('are never twice the same', (t: TestContext) => {
		t.assert.deepStrictEqual(namesOf({cures: [readThenWrite, readThenWrite], policies: [{policy: none}]}), [
			'read-then-write none:10ms-1000ms serializable', 'read-then-write none:10ms-1000ms read-committed',
		]);
		t.assert.deepStrictEqual(namesOf({cures: [readThenWrite]}, {policy: none, isolation: 'read committed'}), ['read-then-write none:10ms-1000ms read-committed']);
	});

	test('have no base above its cap', (t: TestContext) => {
		t.assert.deepStrictEqual(namesOf({cures: [queue], policies: [{policy: fullJitter, cap: 5}, {policy: fullJitter, base: 2000}]}), [
			'queue full:5ms-5ms serializable', 'queue full:2000ms-2000ms serializable',
		]);
	});
});
