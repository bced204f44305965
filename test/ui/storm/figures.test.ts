import {describe, test, type TestContext} from 'node:test';
import {newStorm} from '../../../source/store/storm.js';
import {readThenWrite} from '../../../source/load/cures/read-then-write.js';
import {wrap} from '../../../source/ui/format.js';
import {figureMeanings} from '../../../source/ui/storm/figures.js';
import {chartLines, figureLines} from '../../../source/ui/storm/storm-lines.js';
import {ascii, glyphsFor} from '../../../source/ui/theme.js';
import {run} from '../../load/lab/results.js';

describe('What the figures of a storm mean', () => {
	for (const glyphs of [glyphsFor({}, 'linux'), ascii]) {
		test(`is told of each chart and each figure, in a sentence, and fits into 80 by 24: ${glyphs.sum}`, (t: TestContext) => {
			const told = new Map(figureMeanings(glyphs));
			const lines = [...chartLines(newStorm(4, readThenWrite), 80, [1, 1, 1], glyphs), ...figureLines(run(), 4, 80, glyphs)];
			const titles = lines.map(line => line.map(({text}) => text).join('').trim().split(/ {2,}/v, 1)[0] ?? '').filter(title => /^[a-z]/v.test(title));
			t.assert.ok(titles.length >= 8, titles.join(' '));
			for (const title of [...titles, 'hottest', 'waited', glyphs.sum]) {
				t.assert.match(told.get(title) ?? '', /^[^.]+\b.*\.$/v, title);
			}

			t.assert.match(told.get('latency') ?? '', /p50.*p99.*max/v);
			const rows = told.values().flatMap(meaning => wrap(meaning, 80 - 4 - 11)).toArray();
			t.assert.ok(rows.length <= 24 - 1 - 2, String(rows.length));
		});
	}
});
