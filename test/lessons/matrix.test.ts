import {after, describe, test, type TestContext} from 'node:test';
import {connectDatabase} from '../../source/database/connect.js';
import type {Seen} from '../../source/lessons/matrix/anomaly.js';
import {anomalies, runMatrix, type MatrixCell} from '../../source/lessons/matrix/run-matrix.js';
import {matrixLines, matrixMarkdown} from '../../source/ui/matrix.js';
import {glyphsFor} from '../../source/ui/theme.js';
import {lessonSchemas} from './play.js';

const database = await connectDatabase({});
after(async () => {
	await database.close();
});

/** As published for PostgreSQL in hermitage's README: G0, G1a, G1b, G1c, OTV, PMP, P4, G-single, G2-item, G2. */
const published = {
	'read committed': '✓ ✓ ✓ ✓ ✓ — — — — —',
	'repeatable read': '✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓ — —',
	serializable: '✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓',
} as const;

const cells = await runMatrix(database);

const cell = (anomaly: string, isolation: string): MatrixCell | undefined => cells.find(each => each.anomaly === anomaly && each.isolation === isolation);

const behind = (anomaly: string, isolation: string): string => cell(anomaly, isolation)?.cases.flatMap(each => each.behind).join('; ') ?? '';

describe('The matrix on PostgreSQL', () => {
	for (const [level, row] of Object.entries(published)) {
		test(`is as hermitage published it at ${level}`, (t: TestContext) => {
			t.assert.strictEqual(anomalies.map(({name}) => {
				const prevented = cell(name, level)?.prevented;
				return prevented === undefined ? '?' : (prevented ? '✓' : '—');
			}).join(' '), row);
		});
	}

	test('tells what happened behind each field', (t: TestContext) => {
		t.assert.match(behind('P4', 'read committed'), /both wrote 11, and both committed; T2 waited for T1/v);
		t.assert.match(behind('P4', 'serializable'), /T2 waited for T1; T2's UPDATE was refused with 40001/v);
		t.assert.match(behind('G2-item', 'serializable'), /T2's COMMIT was refused with 40001/v);
		t.assert.match(behind('PMP', 'read committed'), /T1 saw nothing, then 3 => 30.*then saw 1 => 20/v);
		t.assert.strictEqual(cells.every(({inForce, isolation}) => inForce === isolation), true);
	});

	test('leaves nothing behind', async (t: TestContext) => {
		t.assert.deepStrictEqual(await lessonSchemas(database), []);
	});

	test('is told as a table, and as Markdown in which nothing is live', (t: TestContext) => {
		const lines = matrixLines(cells, glyphsFor({}, 'linux')).map(line => line.map(({text}) => text).join('').trimEnd());
		t.assert.deepStrictEqual(lines.slice(0, 2), [
			'                 G0  G1a  G1b  G1c  OTV  PMP  P4  G-single  G2-item  G2',
			'read committed   ✓   ✓    ✓    ✓    ✓    ─    ─   ─         ─        ─',
		]);
		const markdown = matrixMarkdown(cells, 'Postgre|SQL *18* <b>');
		t.assert.deepStrictEqual(markdown.slice(2, 4), [
			String.raw`| Postgre\|SQL \*18\* \<b> | read committed | ✓ | ✓ | ✓ | ✓ | ✓ | — | — | — | — | — |`,
			'|  | repeatable read | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | — | — |',
		]);
	});
});

/** What would have been seen had it happened. */
const happened: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
	G0: {end: ['1 => 12', '2 => 21']},
	G1a: {before: ['1 => 101', '2 => 20'], after: ['1 => 10', '2 => 20']},
	G1b: {before: ['1 => 101', '2 => 20'], after: ['1 => 11', '2 => 20']},
	G1c: {first: ['2 => 22'], second: ['1 => 11']},
	OTV: {one: ['1 => 12'], two: ['2 => 19'], 'two again': ['2 => 18'], 'one again': ['1 => 12']},
	PMP: {first: [], second: ['3 => 30'], left: ['1 => 20']},
	P4: {first: ['1 => 10'], second: ['1 => 10']},
	'G-single': {first: ['1 => 10'], second: ['2 => 18', '1 => 12'], delete: []},
	'G2-item': {first: ['1 => 10', '2 => 20'], second: ['1 => 10', '2 => 20']},
	G2: {first: ['1 => 10', '2 => 20'], second: [], third: ['1 => 10', '2 => 25']},
};

describe('Each case of the matrix', () => {
	const seenWith = (rows: Readonly<Record<string, readonly string[]>>, isCommitted: boolean): Seen => ({
		rows: name => rows[name] ?? [],
		count: name => rows[name]?.length,
		committed: () => isCommitted,
	});
	for (const {name, cases} of anomalies) {
		for (const each of cases) {
			test(`knows ${name}, ${each.name}, when it happens, and lets it pass where not all committed`, (t: TestContext) => {
				t.assert.strictEqual(each.judge(seenWith(happened[name] ?? {}, true)).occurred, true);
				t.assert.strictEqual(each.judge(seenWith(happened[name] ?? {}, false)).occurred, false);
			});
		}
	}
});
