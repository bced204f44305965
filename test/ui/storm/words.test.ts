import {describe, test, type TestContext} from 'node:test';
import stringWidth from 'string-width';
import type {StormShape} from '../../../source/load/events.js';
import type {StormFigures} from '../../../source/load/statistics.js';
import {initialModel} from '../../../source/store/model.js';
import {newStorm} from '../../../source/store/storm.js';
import {conditional} from '../../../source/load/cures/conditional.js';
import {readThenWrite} from '../../../source/load/cures/read-then-write.js';
import {readHotSpot} from '../../../source/load/hot-spot.js';
import {shapeOf} from '../../../source/load/storm-options.js';
import {adviceOf, keyHandles, optionHandles, type Handles} from '../../../source/ui/storm/advice.js';
import {wrap} from '../../../source/ui/format.js';
import {sparkline} from '../../../source/ui/storm/sparkline.js';
import {chartLines, figureLines, placeLine, titleLine} from '../../../source/ui/storm/storm-lines.js';
import {formatClock, formatLong, waitWords} from '../../../source/ui/storm/words.js';
import {glyphsFor} from '../../../source/ui/theme.js';
import {fold, making} from '../../store/messages.js';
import {sampled, startedStorm} from '../../store/storm-events.js';

const glyphs = glyphsFor({LANG: 'en_US.UTF-8'}, 'linux');
const shape: StormShape = {cure: 'read-then-write', policy: 'full', base: 10, cap: 1000, isolation: 'serializable', accounts: 2, hot: 'all', think: 0};

const figures = (changes: Partial<StormFigures>): StormFigures => ({
	elapsed: 10_000, transfers: 1000, committed: 1000, refused: 0, exhausted: 0, failed: 0, unknown: 0, attempts: 1000, retries: 0, backoff: 0, perSecond: 100,
	latency: {p50: 1, p95: 2, p99: 3, max: 4}, jain: 1, starved: 0, failures: [], ...changes,
});

describe('A chart', () => {
	test('stands on its floor, and reaches its top', (t: TestContext) => {
		t.assert.deepStrictEqual(sparkline([0, 1, 50, 100], {width: 6, height: 2, most: 100, bars: glyphs.bars}), ['     █', '  ▁▁██']);
		t.assert.deepStrictEqual(sparkline([0, 12.5, 100], {width: 3, height: 1, most: 100, bars: glyphs.bars}), ['▁▁█']);
	});

	test('shows the newest where there are more values than cells', (t: TestContext) => {
		t.assert.deepStrictEqual(sparkline([100, 0, 0], {width: 2, height: 1, most: 100, bars: glyphs.bars}), ['▁▁']);
	});
});

describe('The advice', () => {
	const conflict = {code: '40001', reason: 'concurrent update'};
	const cases: ReadonlyArray<readonly [what: string, changes: Partial<StormFigures>, more: Partial<StormShape>, says: RegExp]> = [
		['at first', {elapsed: 100}, {}, /^Wait a moment/v],
		['where nothing commits', {committed: 0, failures: [{code: '40001', reason: 'concurrent update', count: 7}]}, {}, /^Nothing commits.*40001 concurrent update 7/v],
		['where one has it all', {jain: 0.2}, {}, /^Fast, but a few clients have the row.*press c/v],
		['where one has it all without a pause', {jain: 0.2}, {policy: 'none'}, /^Without a pause.*Press p/v],
		['where much is done in vain', {attempts: 2500}, {}, /takes 2\.5 attempts/v],
		['where transfers deadlock', {failures: [{...conflict, count: 70}, {code: '40P01', reason: 'deadlock', count: 30}]}, {}, /^Deadlocks:.*press c until the cure is the queue\.$/v],
		['where more is asked than is made', {}, {rate: 500}, /^500 a second are asked for, 100 are made/v],
		['where the tail is long', {latency: {p50: 1, p95: 2, p99: 500, max: 900}}, {}, /500 times as long/v],
		['where payers have nothing left', {refused: 2000}, {}, /run out of money/v],
		['where all is well', {}, {}, /^8 clients get equal shares/v],
	];
	for (const [what, changes, more, says] of cases) {
		test(`is to the point ${what}`, (t: TestContext) => {
			t.assert.match(adviceOf({shape: {...shape, ...more}, figures: figures(changes), clients: 8, handles: keyHandles}), says);
		});

		test(`is whole in two lines of 80 columns ${what}`, (t: TestContext) => {
			for (const handles of [keyHandles, optionHandles]) {
				const words = adviceOf({shape: {...shape, ...more}, figures: figures(changes), clients: 1000, handles});
				t.assert.ok(wrap(words, 78).length <= 2, words);
			}
		});
	}

	test('sends nobody to a cure that can\'t be had there', (t: TestContext) => {
		const deadlocks = figures({failures: [{...conflict, count: 70}, {code: '40P01', reason: 'deadlock', count: 30}]});
		const advice = (seen: StormFigures, handles: Handles, ...refused: readonly string[]) =>
			adviceOf({shape, figures: seen, clients: 8, handles, refused: new Map(refused.map(name => [name, 'why']))});
		t.assert.match(advice(deadlocks, keyHandles, 'queue'), /Together they take turns: press c until many go in one transaction\.$/v);
		t.assert.match(advice(deadlocks, optionHandles, 'queue'), /: --cure combine\.$/v);
		for (const seen of [deadlocks, figures({jain: 0.2}), figures({attempts: 2500})]) {
			const words = advice(seen, keyHandles, 'queue', 'combine');
			t.assert.match(words, /More accounts \(--accounts\) keep them apart\.$/v);
			t.assert.ok([words, advice(seen, keyHandles, 'queue')].every(each => wrap(each, 78).length <= 2), words);
		}
	});

	test('sends nobody to the queue who is in it', (t: TestContext) => {
		for (const changes of [{jain: 0.2}, {attempts: 2500}]) {
			t.assert.doesNotMatch(adviceOf({shape: {...shape, cure: 'queue'}, figures: figures(changes), clients: 8, handles: keyHandles}), /press c/v);
		}
	});
});

describe('The words of a storm', () => {
	test('tell long times, and how it waits', (t: TestContext) => {
		t.assert.deepStrictEqual([0, 14_900, 3_723_000].map(ms => formatClock(ms)), ['0:00', '0:14', '1:02:03']);
		t.assert.deepStrictEqual([400, 38_000, 2_460_000, 11_520_000].map(ms => formatLong(ms)), ['0.4 s', '38 s', '41 min', '3.2 h']);
		t.assert.deepStrictEqual(['full', 'equal', 'exponential', 'decorrelated', 'constant', 'none'].map(policy => waitWords({...shape, policy}, glyphs)), [
			'full jitter 10ms·2ⁿ ≤1s', 'equal jitter 10ms·2ⁿ ≤1s', 'exponential 10ms·2ⁿ ≤1s', 'decorrelated jitter 10ms–1s', 'constant 10ms', 'no backoff',
		]);
	});

	for (const [restart, cure, words, advice] of [
		['begin', readThenWrite, 'full jitter 50ms·2ⁿ ≤5s', /while the others sleep/v],
		['savepoint', readThenWrite, 'no wait (savepoint)', /keeps it from attempt to attempt/v],
		['savepoint', conditional, 'full jitter 50ms·2ⁿ ≤5s', /while the others sleep/v],
	] as const) {
		test(`name no policy that nobody goes by: ${cure.name}, restarted from ${restart}`, (t: TestContext) => {
			const waiting = {...initialModel({...making, restart}), storm: newStorm(8, cure)};
			const shaped = shapeOf({cure, restart, clients: 8, accounts: 2, hot: readHotSpot('all')});
			const begun = fold([{...shaped, type: 'storm-started', at: 1, clients: 8}], waiting).model;
			for (const model of [waiting, begun]) {
				const {storm = waiting.storm} = model;
				t.assert.strictEqual(placeLine({model, now: 1}, storm, 80, glyphs).map(({text}) => text).join(''), ` ${words} · opening …`);
			}

			t.assert.match(adviceOf({shape: shaped, figures: figures({jain: 0.2}), clients: 8, handles: keyHandles}), advice);
		});
	}

	const storm = fold([startedStorm, sampled(2000)], {...initialModel(making), storm: newStorm(8, readThenWrite)}).model.storm ?? newStorm(8, readThenWrite);
	const failures = [
		{code: '40001', reason: 'concurrent update', count: 5412},
		{code: '40001', reason: 'read/write dependency', count: 131},
		{code: '40P01', reason: 'deadlock', count: 4321},
		{reason: 'no connection in time', count: 99},
	];
	for (const width of [40, 76, 80, 120, 200]) {
		test(`fit into ${width} columns`, (t: TestContext) => {
			const lines = [
				titleLine(storm, width, glyphs),
				...chartLines(storm, width, [3, 2, 1], glyphs),
				...(width >= 76 ? figureLines(figures({failures}), 8, width, glyphs) : []),
			];
			for (const line of lines) {
				t.assert.ok(stringWidth(line.map(({text}) => text).join('')) <= width);
			}
		});
	}

	test('tear no reason apart', (t: TestContext) => {
		const text = figureLines(figures({failures}), 8, 80, glyphs).map(line => line.map(each => each.text).join(''));
		t.assert.match(text.at(-2) ?? '', /^ failures +40001 concurrent update 5,412 · 40001 read\/write dependency 131$/v);
		t.assert.match(text.at(-1) ?? '', /^ +40P01 deadlock 4,321 · no connection in time 99$/v);
	});
});
