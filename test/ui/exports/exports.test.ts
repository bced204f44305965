import {execFileSync} from 'node:child_process';
import process from 'node:process';
import {describe, test, type TestContext} from 'node:test';
import {Resvg} from '@resvg/resvg-js';
import {openScreen} from '../../../scripts/picture/screen.js';
import {definitions} from '../../../source/settings.js';
import {exports} from '../../../source/ui/exports/index.js';
import {inert} from '../../../source/ui/exports/inert.js';
import {escapeMarkdown} from '../../../source/ui/exports/markdown.js';
import {foreignIn} from '../../safety/payloads.js';
import {hostile, live, make, usual} from './made.js';

type Shot = readonly [time: number, kind: string, data: string];

const shotsOf = (cast: string): {readonly head: Record<string, unknown>; readonly shots: readonly Shot[]} => {
	const [head = '', ...lines] = cast.trimEnd().split('\n');
	return {head: JSON.parse(head) as Record<string, unknown>, shots: lines.map(line => JSON.parse(line) as Shot)};
};

/** What a film writes but for the text: where the cursor goes, what is erased, looks. */
const filmOurs = /\u{1B}\[(?:\?25l|2J|K|\d+;1H|\d{1,3}m)/gv;

/** What a terminal shows that all of a film was written to. */
const lastScreen = async (shots: readonly Shot[]): Promise<string> => {
	const screen = openScreen(80, 24);
	for (const [, kind, data] of shots) {
		if (kind === 'o') {
			screen.draw(data);
		}
	}

	const {promise, resolve} = Promise.withResolvers<void>();
	screen.draw('', resolve);
	await promise;
	const text = screen.text();
	screen.dispose();
	return text;
};

const python = (() => {
	try {
		execFileSync('python3', ['-c', 'import csv']);
		return true;
	} catch {
		return false;
	}
})();

const withPython = {skip: python ? false : 'there is no Python here, whose csv module reads it'};

describe('Exports', () => {
	test('are those that the help names', (t: TestContext) => {
		t.assert.strictEqual(definitions.to.help, `what to make: ${exports.map(({name}) => name).join(', ')} (export)`);
	});
});

const [two, three] = [shotsOf(await make('cast', usual)), shotsOf(await make('cast3', usual))];

describe('A film', () => {
	test('ends, on a terminal, with what the replay ends with, in both versions', async (t: TestContext) => {
		t.assert.partialDeepStrictEqual(two.head, {version: 2, width: 80, height: 24, title: 'r.jsonl', timestamp: Math.floor(usual.head.at / 1000)});
		t.assert.partialDeepStrictEqual(three.head, {version: 3, term: {cols: 80, rows: 24}, title: 'r.jsonl'});
		const screen = await lastScreen(two.shots);
		t.assert.match(screen, /Replay of r\.jsonl[\s\S]*✗ refused[\s\S]*Refused by the bank: Ada has \$799\.98[\s\S]*at its end .* 121 of 121/v);
		t.assert.strictEqual(await lastScreen(three.shots), screen);
	});

	test('takes as long as the recording, but for where nothing happens, and marks each transfer', (t: TestContext) => {
		const {shots} = two;
		t.assert.ok(shots.every(([time], index) => index === 0 || time >= (shots[index - 1]?.[0] ?? 0)), 'time goes on');
		const length = ((usual.events.at(-1)?.at ?? 0) - usual.head.at) / 1000;
		const last = shots.at(-1)?.[0] ?? 0;
		t.assert.ok(last > 5, String(last));
		t.assert.ok(last <= length + 0.2, `${last} s of ${length}`);
		t.assert.strictEqual(shots.filter(([, kind]) => kind === 'm').length, 3);
		let sum = 0;
		for (const [time] of three.shots) {
			sum += time;
		}

		t.assert.ok(Math.abs(sum - last) < 0.2, 'v3 counts from one shot to the next');
	});

	test('goes as slowly as it is told to', async (t: TestContext) => {
		const first = {...usual, events: usual.events.slice(0, 60)};
		const {shots} = shotsOf(await make('cast', first, {pace: 0.1}));
		t.assert.match(shots.map(shot => shot[2]).join(''), /0\.1×/v);
		const waiting = shots.filter(shot => shot[2].includes('ms left'));
		t.assert.ok(waiting.length > 3, 'a backoff of 70 ms takes 700 to watch');
	});

	test('writes nothing to a terminal but rows and looks, whatever is in the recording', async (t: TestContext) => {
		const cast = await make('cast', await hostile(), {name: 'n\u{1B}[2J\u{202E}'});
		t.assert.deepStrictEqual(foreignIn(cast), []);
		const {shots} = shotsOf(cast);
		const text = shots.map(shot => shot[2]).join('');
		t.assert.match(text, /owned/v);
		t.assert.deepStrictEqual(foreignIn(text.replaceAll(filmOurs, '')), []);
	});
});

/** How wide it comes out, drawn by somebody who reads all of its XML. */
const widthOf = (svg: string): number => new Resvg(svg, {font: {loadSystemFonts: false}}).render().width;

describe('A picture', () => {
	test('is read and drawn by somebody else\'s XML parser, and shows each transfer', async (t: TestContext) => {
		const svg = await make('svg', usual);
		t.assert.ok(widthOf(svg) > 800);
		t.assert.match(svg, />40001 could not serialize access due to concurrent update</v);
		t.assert.match(svg, />fault: lose the answer to COMMIT</v);
		t.assert.strictEqual(svg.match(/>Ada → Ben {2}\$[\d,.]+</gv)?.length, 3);
	});

	test('holds no markup but its own, whatever is in the recording', async (t: TestContext) => {
		for (const text of [live.join(' '), ...live]) {
			const svg = await make('svg', await hostile(text), {name: text});
			t.assert.strictEqual(svg.replaceAll(/<\/?(?:svg|title|rect|g|text)\b/gv, '').includes('<'), false);
			t.assert.deepStrictEqual(foreignIn(svg), []);
		}

		t.assert.ok(widthOf(await make('svg', await hostile(live.join(' ')))) > 800);
		t.assert.deepStrictEqual(foreignIn(await make('svg', await hostile())), []);
	});
});

describe('A table', () => {
	test('has a line for each event, in columns that a spreadsheet can add up', async (t: TestContext) => {
		const [head, ...rows] = (await make('csv', usual)).trimEnd().split('\r\n');
		t.assert.strictEqual(head, 'time,type,session,transaction,attempt,statement,elapsed,delay,ceiling,code,detail');
		t.assert.strictEqual(rows.length, usual.events.filter(({type}) => type !== 'balances-read' && type !== 'audited').length);
		t.assert.ok(rows.every(row => /^\d+\.\d,[\-a-z]+,/v.test(row)));
		t.assert.match(rows.join('\n'), /,attempt-failed,you,.*,1,,\d+\.\d,,,40001,could not serialize access due to concurrent update$/mv);
	});

	test('is the same to Python\'s csv module, whatever is in it', withPython, async (t: TestContext) => {
		for (const recording of [usual, await hostile()]) {
			const csv = await make('csv', recording);
			const read = execFileSync('python3', ['-c', 'import csv, json, sys; print(json.dumps(list(csv.reader(sys.stdin, strict=True))))'], {
				input: csv, encoding: 'utf8', env: {...process.env, PYTHONIOENCODING: 'utf8'},
			});
			const rows = JSON.parse(read) as string[][];
			t.assert.ok(rows.length > 10);
			t.assert.ok(rows.every(({length}) => length === 11));
		}
	});

	test('holds no formula, whatever is in the recording', async (t: TestContext) => {
		for (const text of live) {
			const csv = await make('csv', await hostile(text));
			t.assert.deepStrictEqual(foreignIn(csv.replaceAll('\r\n', '\n')), []);
			t.assert.doesNotMatch(csv, /(?:^|[",;])\s*[+\-=@＝]/mv, csv);
		}
	});

	test('leaves alone what is no formula', (t: TestContext) => {
		for (const text of ['', 'a-b', '1 = 1', 'COMMIT', 'could not serialize access', '$1,000.00', 'a@b']) {
			t.assert.strictEqual(inert(text), text);
		}
	});
});

describe('A page of notes', () => {
	test('tells of each transfer', async (t: TestContext) => {
		const page = await make('md', usual);
		t.assert.match(page, /^# r\.jsonl\n\nPostgreSQL 18\.4 embedded/v);
		t.assert.match(page, /\n\| 0:03\.\d \| Ada → Ben {2}\\\$100\.00 \| 2 \| committed \|\n/v);
		t.assert.strictEqual(page.match(/^```text$/gmv)?.length, 3);
		t.assert.match(page, / {3}40001 could not serialize access due to concurrent update +after \d+ms\n/v);
	});

	test('holds no live markup and no formula outside of its fences, and nothing gets out of them', async (t: TestContext) => {
		for (const text of live) {
			const page = await make('md', await hostile(text), {name: text});
			const outside = page.replaceAll(/^(?<fence>`{3,})text\n.*?\n\k<fence>$/gmsv, '');
			t.assert.deepStrictEqual(foreignIn(page), []);
			t.assert.doesNotMatch(outside, /(?<!\\)[!\u{26}*<@\[\]`~]|(?<!\\):\/\/|^\s{0,3}(?:#{1,6} owned|[+\-=])|(?<=\| )\s*[+=@]/mv, outside);
		}
	});

	test('escapes what a table or a page would act on', (t: TestContext) => {
		t.assert.strictEqual(escapeMarkdown('a|b *c* <d> `e` [f](g)'), String.raw`a\|b \*c\* \<d\> \`e\` \[f\](g)`);
		t.assert.strictEqual(escapeMarkdown('=1'), '\'=1');
		t.assert.strictEqual(escapeMarkdown('https://a www.b'), String.raw`https\://a www\.b`);
	});
});
