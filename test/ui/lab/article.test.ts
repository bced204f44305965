import {describe, test, type TestContext} from 'node:test';
import type {ArticleResult} from '../../../source/load/article/events.js';
import type {ArticleOutcome} from '../../../source/load/article/outcome.js';
import {articleLines} from '../../../source/ui/lab/article-table.js';
import {articleReport, articleVerdict, articleWords} from '../../../source/ui/lab/article.js';
import {lineWidth} from '../../../source/ui/line.js';
import {glyphsFor} from '../../../source/ui/theme.js';

const glyphs = glyphsFor({}, 'linux');

const outcome = (results: readonly ArticleResult[], isKept = true): ArticleOutcome => ({
	shape: {
		policies: ['none', 'exponential', 'full'], clients: [10, 20], rounds: 1, limit: 10_000, seed: 7,
		machine: {cpu: 'a processor', cores: 2, memory: 1e9, system: 'linux x64', node: '24.0.0'}, server: {engine: 'PostgreSQL', version: '18.4', isEmbedded: true},
	},
	results,
	isKept,
	repeated: 0,
});

const measured = outcome([
	{policy: 'none', clients: 10, attempts: 55, elapsed: 237.4, isOver: false},
	{policy: 'exponential', clients: 10, isOver: true},
	{policy: 'full', clients: 10, attempts: 38, elapsed: 256, isOver: false},
	{policy: 'none', clients: 20, attempts: 210, elapsed: 471, isOver: false},
	{policy: 'exponential', clients: 20, isOver: false},
	{policy: 'full', clients: 20, attempts: 96, elapsed: 1609, isOver: false},
]);

describe('The article\'s table', () => {
	test('sets what was measured beside the simulator', (t: TestContext) => {
		const lines = articleLines(measured, {width: 80, glyphs});
		t.assert.deepStrictEqual(lines.map(line => line.map(({text}) => text).join('')), [
			' clients  policy               attempts  simulator         ms  simulator',
			'      10  no backoff                 55         50        237        376',
			'          exponential                 –         51   over 10s      3,676',
			'          full jitter                38         39        256        475',
			'      20  no backoff                210        150        471        598',
			'          exponential                 –        150          –     14,429',
			'          full jitter                96        100      1,609        984',
		]);
		t.assert.ok(lines.every(line => lineWidth(line) <= 80));
		t.assert.strictEqual(articleWords(measured.shape, glyphs), 'one row · 10, 20 clients, one update each · 1 run · at most 10s a run');
	});

	test('says what the figures say, and what differs', (t: TestContext) => {
		const text = articleVerdict(measured).map(({tone, text: words}) => `${tone}: ${words}`).join('\n');
		t.assert.match(text, /^committed: Every update that was reported as made is in the row, once\.$/mv);
		t.assert.match(text, /^strong: With 20 clients, full jitter takes the fewest attempts \(96\), and no backoff is done first \(471 ms\)\.$/mv);
		t.assert.match(text, /^plain: No backoff wins by the clock at 2\.2 times the attempts: here nobody pays/mv);
		t.assert.match(text, /^plain: Too slow to wait for: exponential\. Without jitter/mv);
		t.assert.match(text, /^plain: The simulator counts calls .* two pauses of 10 ms/mv);
	});

	test('says that updates were lost, and has words where nothing was measured', (t: TestContext) => {
		const [first, ...others] = articleVerdict(outcome([{policy: 'none', clients: 10, isOver: true}], false));
		t.assert.partialDeepStrictEqual(first, {tone: 'failed'});
		t.assert.deepStrictEqual(others.map(({text}) => text.slice(0, 20)), ['Too slow to wait for', 'The simulator counts']);
	});

	test('says that it was ended early, and leaves what is to come out of it', (t: TestContext) => {
		const part = outcome([...measured.results.slice(0, 5), {policy: 'full', clients: 20, isOver: false}]);
		const texts = articleVerdict(part).map(({text}) => text);
		t.assert.ok(texts.includes('With 10 clients, full jitter takes the fewest attempts (38), and no backoff is done first (237 ms).'), texts.join('\n'));
		t.assert.ok(texts.includes('It was ended early: every policy was measured with up to 10 clients.'), texts.join('\n'));
		t.assert.ok(articleVerdict(part, true).every(({text}) => !text.includes('ended early')));
		const last = articleLines(part, {width: 50, glyphs, running: 5}).map(line => line.map(({text}) => text).join('')).slice(-2);
		t.assert.deepStrictEqual(last, ['          exponential                 –          –', '◌         full jitter                 ·          ·']);
	});

	test('becomes a report with both tables\' figures', (t: TestContext) => {
		const {data, charts, tables} = articleReport(measured, 'here');
		t.assert.deepStrictEqual(data.rows[0], [10, 'none', 55, 50, 237.4, 376]);
		t.assert.strictEqual(tables[0]?.rows.length, 6);
		const [attempts] = charts;
		t.assert.deepStrictEqual(attempts?.type === 'curves' && attempts.curves.filter(({name}) => name === 'full jitter').map(({points, isComputed}) => [isComputed, points]), [
			[false, [[10, 38], [20, 96]]],
			[true, [[10, 39], [20, 100]]],
		]);
	});
});
