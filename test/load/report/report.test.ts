import {describe, test, type TestContext} from 'node:test';
import {renderCsv} from '../../../source/load/report/csv.js';
import type {Chart, Report} from '../../../source/load/report/document.js';
import {drawChart} from '../../../source/load/report/draw-chart.js';
import {renderHtml} from '../../../source/load/report/html.js';
import {renderMarkdown} from '../../../source/load/report/markdown.js';
import {chartsOfBothKinds, openInBrowser, whereABrowserIs} from './browser.js';

/** What nobody should be able to smuggle in. */
const hostile = [
	'=cmd|\' /C calc\'!A0',
	'+1+1',
	'-2+3',
	'@SUM(A1)',
	'\t=1',
	'<script>alert(1)</script>',
	'"><img src=x onerror=alert(1)>',
	'[link](https://example.com) www.example.com me@example.com',
	'a | b\n| c |',
	'`code` **bold** _em_ ~~del~~ <b>html</b> ![i](x)',
];

const inABrowser = {skip: whereABrowserIs, timeout: 60_000};

const reportOf = (text: string, charts: readonly Chart[] = []): Report => ({
	title: text,
	lead: text,
	verdict: [{text, tone: 'bad'}],
	tables: [{title: text, columns: [text, 'money'], rows: [[{text}, {text, tone: 'good'}]]}],
	charts,
	terms: [[text, text]],
	facts: [[text, text]],
	data: {columns: ['name', 'cents'], rows: [[text, -3100]]},
});

describe('A report as CSV', () => {
	const cells: ReadonlyArray<readonly [value: string | number, expected: string]> = [
		[-3100, '-3100'],
		[0.5, '0.5'],
		[NaN, ''],
		[Infinity, ''],
		['plain', 'plain'],
		['a,b', '"a,b"'],
		['say "x"', '"say ""x"""'],
		['a\nb', '"a\nb"'],
		['=1+1', '\'=1+1'],
		[' =1', '\' =1'],
		['-1', '\'-1'],
		['@x', '\'@x'],
		['\t+1', '\'\t+1'],
		['a=1', 'a=1'],
	];
	for (const [value, expected] of cells) {
		test(`writes ${JSON.stringify(value)} as ${JSON.stringify(expected)}`, (t: TestContext) => {
			t.assert.strictEqual(renderCsv({...reportOf('x'), data: {columns: ['a'], rows: [[value]]}}), `a\r\n${expected}\r\n`);
		});
	}

	test('has no cell that a spreadsheet computes', (t: TestContext) => {
		for (const text of hostile) {
			t.assert.doesNotMatch(renderCsv(reportOf(text)), /^"?[\t\n\r ]*[+\-=@]/mv, text);
		}
	});
});

describe('A report as Markdown', () => {
	test('has texts that are nothing but text', (t: TestContext) => {
		for (const text of hostile) {
			const markdown = renderMarkdown(reportOf(text));
			t.assert.doesNotMatch(markdown, /[<>@\[\]_`~]|https?:|www\.|\*\*(?:bold|code)/v, text);
			const rows = markdown.split('\n').filter(line => line.startsWith('|'));
			t.assert.deepStrictEqual(rows.map(row => row.split('|').length), [4, 4, 4], `the table keeps its columns: ${text}`);
		}
	});

	test('is read as what it says', (t: TestContext) => {
		const markdown = renderMarkdown(reportOf('4,380 ±3% (1 hot)'));
		t.assert.match(markdown, /^# 4,380 ±3% \(1 hot\)\n\n4,380/v);
		t.assert.match(markdown, /^\| 4,380 ±3% \(1 hot\) \| money \|\n\|---\|---:\|\n\| 4,380 ±3% \(1 hot\) \| 4,380 ±3% \(1 hot\) \|$/mv);
	});
});

describe('A report as HTML', () => {
	test('has texts that are nothing but text, in its charts too', (t: TestContext) => {
		for (const text of hostile) {
			const charts = chartsOfBothKinds(text);
			const html = renderHtml(reportOf(text, charts), charts.map(chart => drawChart(chart)));
			t.assert.doesNotMatch(html, /<(?:script|img|b)\b|javascript:/v, text);
			t.assert.deepStrictEqual(html.match(/\b(?:src|href)="[^"]*"/gv), ['href="data:,"'], text);
		}
	});

	test('draws charts in the page\'s own colours, every bar and every curve', (t: TestContext) => {
		const [bars = '', curves = ''] = chartsOfBothKinds('x').map(chart => drawChart(chart));
		t.assert.match(bars, /^<svg [^>]*viewBox/v);
		t.assert.strictEqual(bars.match(/fill="var\(--plain\)"/gv)?.length, 1);
		t.assert.strictEqual(bars.match(/fill="var\(--bad\)"/gv)?.length, 1);
		t.assert.strictEqual(bars.match(/fill="var\(--marked\)"/gv)?.length, 1);
		t.assert.match(curves, /stroke="var\(--curve-0\)"[^>]*stroke-dasharray|stroke-dasharray[^>]*stroke="var\(--curve-0\)"/v);
		t.assert.match(curves, /stroke="var\(--curve-1\)"/v);
		for (const svg of [bars, curves]) {
			t.assert.doesNotMatch(svg, /#0[1-7]0|<script/v, 'no colour is left that only stands for one');
		}
	});

	test('is shown by a browser, in light and dark, without a complaint, and asks nobody for anything', inABrowser, async (t: TestContext) => {
		const charts = chartsOfBothKinds('A <b> & "c"');
		const seen = await openInBrowser(renderHtml({...reportOf('A <b> & "c"'), charts}, charts.map(chart => drawChart(chart))));
		t.assert.deepStrictEqual([seen.complaints, seen.requests], [[], []]);
		t.assert.strictEqual(seen.title, 'A <b> & "c"');
		const [light, dark] = seen.schemes;
		t.assert.deepStrictEqual([light?.charts, dark?.charts], [2, 2]);
		t.assert.notStrictEqual(light?.paper, dark?.paper);
		t.assert.notStrictEqual(light?.bar, dark?.bar);
		t.assert.notStrictEqual(light?.text, light?.paper);
		t.assert.notStrictEqual(dark?.text, dark?.paper);
	});
});
