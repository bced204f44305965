import {describe, test, type TestContext} from 'node:test';
import {Resvg} from '@resvg/resvg-js';
import {exports} from '../../../source/ui/exports/index.js';
import {fixtureLines, readFixture, readText} from '../../recording/fixtures.js';
import {hostileRecordingOf, type HostileKind} from '../../safety/hostile-kinds.js';
import {foreignIn, payloads} from '../../safety/payloads.js';
import {live, make} from './made.js';

/** What each kind shows, whatever it is made into. */
const shows: Readonly<Record<HostileKind, RegExp>> = {
	lesson: /Both computed|The lost update/v, storm: /16 clients|,16,/v, lab: /a queue per account|^queue,/mv,
};

const formats = exports.map(({name}) => name);

for (const kind of ['lesson', 'storm', 'lab'] as const) {
	describe(`Exports of a ${kind}`, () => {
		test('show what was recorded', async (t: TestContext) => {
			const recording = await readFixture(kind);
			for (const format of formats) {
				t.assert.match(await make(format, recording), shows[kind], format);
			}
		});

		test('hold nothing that is live, whatever is in the recording', async (t: TestContext) => {
			// All of them are in what replays; here every seventh is enough, since long texts take long to measure.
			const text = [...live, ...payloads.filter((_, index) => index % 7 === 0)].join(' ').slice(0, 2500);
			const recording = await readText(hostileRecordingOf(kind, text));
			for (const format of formats) {
				const made = await make(format, recording);
				// The page of a lab has a style sheet with tabs in it.
				t.assert.deepStrictEqual(foreignIn(made.replaceAll(/\r\n|\n\t/gv, '\n')), [], format);
				t.assert.match(made, /owned/v, format);
			}

			const svg = await make('svg', recording);
			t.assert.strictEqual(svg.replaceAll(/<\/?(?:svg|title|rect|g|text)\b/gv, '').includes('<'), false);
			t.assert.ok(new Resvg(svg, {font: {loadSystemFonts: false}}).render().width > 800);
			t.assert.doesNotMatch(await make('html', recording), /<(?:script|img|iframe|a)\b/v);
		});

		test('hold no formula in tables', async (t: TestContext) => {
			for (const text of live) {
				const csv = await make('csv', await readText(hostileRecordingOf(kind, text)));
				t.assert.doesNotMatch(csv, /(?:^|[",;])\s*[+\-=@＝]/mv, csv);
			}
		});
	});
}

describe('Exports of the article\'s experiment', () => {
	test('show its table, and hold nothing that is live', async (t: TestContext) => {
		const lines = await fixtureLines('article');
		const hostile = lines.map(line => line.replaceAll('"AMD EPYC"', () => JSON.stringify([...live, ...payloads].join(' '))));
		for (const format of formats) {
			t.assert.match(await make(format, await readFixture('article')), /decorrelated/v, format);
			t.assert.deepStrictEqual(foreignIn((await make(format, await readText(`${hostile.join('\n')}\n`))).replaceAll(/\r\n|\n\t/gv, '\n')), [], format);
		}

		t.assert.match(await make('csv', await readFixture('article')), /^clients,policy,attempts,simulated_calls,elapsed_ms,simulated_ms\r\n3,none,\d+,/v);
	});
});

describe('A table of a storm', () => {
	test('has a row for each sample, in columns that a spreadsheet can add up', async (t: TestContext) => {
		const recording = await readFixture('storm');
		const [head = '', ...rows] = (await make('csv', recording)).trimEnd().split('\r\n').map(row => row.split(','));
		t.assert.deepStrictEqual(rows.map(row => row[head.indexOf('type')]), recording.events.filter(({type}) => type === 'storm-sample' || type === 'storm-ended').map(({type}) => type));
		const ended = recording.events.find(event => event.type === 'storm-ended');
		t.assert.deepStrictEqual(['committed', 'starved', 'clients'].map(name => Number(rows.at(-1)?.[head.indexOf(name)])), [ended?.committed, ended?.starved, ended?.clients]);
	});
});

describe('A page of a lesson', () => {
	test('has each round, its lanes, what was found at the end, and the answer', async (t: TestContext) => {
		const page = await make('md', await readFixture('lesson'));
		t.assert.match(page, /\| The lost update \| read committed \| 1 \| as the lesson says \|\n.*\| The lost update \| serializable \| 1 \| as the lesson says \|/v);
		t.assert.match(page, /✗ 40001 ─+▸[\s\S]*✓ Ada's balance, after \$100 were taken out twice: 800[\s\S]*Answer: Under READ COMMITTED \$900/v);
	});
});

describe('A film', () => {
	test('is made of a lesson\'s, a storm\'s and a lab\'s screen', async (t: TestContext) => {
		t.assert.match(await make('cast', await readFixture('lesson')), /COMMIT.*✓[\s\S]*"m","lesson at|"m","lesson at[\s\S]*COMMIT.*✓/v);
		t.assert.match(await make('cast', await readFixture('storm')), /commits\/s[\s\S]*fairness/v);
		t.assert.match(await make('cast', await readFixture('lab')), /Which cure, here\?[\s\S]*"m","lab at[\s\S]*round 2 of 2[\s\S]*is the fastest that treats[\s\S]*at its end/v);
	});
});
