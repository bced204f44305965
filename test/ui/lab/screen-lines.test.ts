import {describe, test, type TestContext} from 'node:test';
import type {LabEvent, LabShape} from '../../../source/load/lab/events.js';
import {labResult} from '../../../source/load/lab/lab-result.js';
import {newArticleLab, newCuresLab, type LabModel} from '../../../source/store/lab.js';
import type {Message} from '../../../source/store/message.js';
import {initialModel} from '../../../source/store/model.js';
import {articleColumns} from '../../../source/ui/lab/article-table.js';
import {columns} from '../../../source/ui/lab/columns.js';
import {labScreenLines} from '../../../source/ui/lab/screen-lines.js';
import {lineWidth} from '../../../source/ui/line.js';
import {ascii, glyphsFor} from '../../../source/ui/theme.js';
import {run, shape} from '../../load/lab/results.js';
import {fold, making} from '../../store/messages.js';

const glyphs = glyphsFor({}, 'linux');
const machine = {cpu: 'a processor', cores: 2, memory: 1e9, system: 'linux x64', node: '24.0.0'};
const server = {engine: 'PostgreSQL', version: '18.4', isEmbedded: true};

const told: LabShape = {
	cells: [
		shape('none', {title: 'read-then-write', policy: 'none', policyTitle: 'no backoff'}),
		shape('full', {title: 'read-then-write'}),
		...['locked', 'at once', 'queue'].map(name => shape(name, {cure: name, title: `the cure ${name}`})),
		shape('wrong', {cure: 'read-modify-write', title: 'read-modify-write', isolation: 'read committed', inForce: 'read committed', mayLose: true}),
	],
	skipped: [], rounds: 2, duration: 700, clients: 16, accounts: 100, hot: '1', seed: 7, machine, server,
};

const started: LabEvent = {type: 'lab-started', at: 0, ...told};

const ran = (round: number, cell: string): LabEvent => ({
	type: 'lab-cell', at: round * 1000, ...run({
		round, cell, committed: 1000, attempts: 1200, perSecond: round * 1000, jain: cell === 'queue' ? 1 : 0.4,
		money: {conserved: cell !== 'wrong', net: cell === 'wrong' ? 3100n : 0n, astray: cell === 'wrong' ? 3100n : 0n, lost: 0, denied: 0, unknown: 0},
	}),
});

const rounds = (...counts: readonly number[]): LabEvent[] => counts.flatMap(round => told.cells.map(({name}) => ran(round, name)));

const ended: LabEvent = {type: 'lab-ended', at: 5000, ...labResult(told, [])};

/** What the screen shows after these messages, as text. */
const screen = (messages: readonly Message[], {width = 80, height = 23, signs = glyphs, first = newCuresLab(told)}: {
	readonly width?: number; readonly height?: number; readonly signs?: typeof glyphs; readonly first?: LabModel;
} = {}) => {
	const {model} = fold(messages, {...initialModel(making), lab: first});
	const shown = labScreenLines({model, now: 5000}, model.lab ?? first, {width, height, glyphs: signs});
	return {...shown, text: shown.lines.map(line => line.map(({text}) => text).join('').trimEnd())};
};

describe('The lab\'s screen', () => {
	test('says for a room in a sentence or two what goes on, and what the figures say by now', (t: TestContext) => {
		t.assert.match(screen([]).caption, /\.$/v);
		t.assert.match(screen([started, ...rounds(1)]).caption, /^Now, round 1 of 2: .*\. So far, after 1 of 2 rounds: \S/v);
		t.assert.match(screen([started, ...rounds(1, 2), ended]).caption, /^The cure queue is the fastest that treats every client alike: /v);
	});

	test('is there before the server is, with all that is to be measured', (t: TestContext) => {
		const {text} = screen([{type: 'connecting', at: 1, doing: 'starting'}]);
		t.assert.strictEqual(text[0], ' Which cure, here?  100 accounts (1 hot) · 16 clients · 2 rounds of 700ms');
		t.assert.strictEqual(text.filter(line => line.endsWith('·')).length, told.cells.length);
		t.assert.strictEqual(text.at(-1), ' Starting a PostgreSQL of your own …');
	});

	test('says what runs, how long it will take, and, after a round, what can be said so far', (t: TestContext) => {
		const before = screen([started, {type: 'lab-cell-started', at: 4900, round: 1, cell: 'locked'}]).text;
		t.assert.match(before.at(-1) ?? '', /^ round 1 of 2 ░+ 0:\d\d left {2}the cure locked$/v);
		t.assert.ok(before.some(line => line.startsWith('◌the cure locked')));
		t.assert.ok(before.every(line => !line.includes('So far')));
		const {text} = screen([started, ...rounds(1), {type: 'lab-cell-started', at: 4900, round: 2, cell: 'queue'}]);
		t.assert.ok(text.includes(' So far, after 1 of 2 rounds:'), text.join('\n'));
		t.assert.ok(text.some(line => line.startsWith(' The cure queue is the fastest that treats every client alike')));
		t.assert.match(text.find(line => line.startsWith(' read-modify-write')) ?? '', /✗ wrong \+\$31$/v);
	});

	test('says that it is paused, or about to be', (t: TestContext) => {
		const run_: Message = {type: 'lab-cell-started', at: 4900, round: 1, cell: 'queue'};
		t.assert.match(screen([started, run_, {type: 'hold-pressed'}]).text.at(-1) ?? '', /pauses after this run$/v);
		t.assert.match(screen([started, run_, {type: 'hold-pressed'}, {type: 'lab-held', at: 5000}]).text.at(-1) ?? '', /◌ paused between two runs {2}0:\d\d left; space goes on$/v);
	});

	test('says that the server is lost, how long it is until it is asked again, and how many runs were repeated', (t: TestContext) => {
		const run_: Message = {type: 'lab-cell-started', at: 4900, round: 1, cell: 'queue'};
		const dropped: Message = {type: 'lab-run-dropped', at: 4950, message: 'terminated by an administrator', code: '57P01'};
		t.assert.strictEqual(screen([started, run_, dropped]).text.at(-1), ' ◌ somebody ended the session, or the server stops (57P01): played again');
		const lost: Message = {type: 'lab-lost', at: 4960, message: 'connect ECONNREFUSED', code: 'ECONNREFUSED', delay: 1240};
		t.assert.strictEqual(screen([started, run_, dropped, lost]).text.at(-1), ' ◌ the server is down: nobody listens there; again in 1.2s');
		const again = screen([started, run_, dropped, lost, {type: 'lab-regained', at: 6200}, run_]).text;
		t.assert.match(again.at(-1) ?? '', /^ round 1 of 2 /v);
		t.assert.ok(again.includes(' 1 run was repeated, because the server was lost in it: what came of it doesn\'t'));
	});

	test('ends with the table and the answer, names the reports, and scrolls to the rest', (t: TestContext) => {
		const messages: Message[] = [started, ...rounds(1, 2), ended, {type: 'report-written', files: ['lab.html']}];
		const {text, most} = screen(messages, {height: 12});
		t.assert.match(text.at(-1) ?? '', /^ ✓ 2 rounds in 0:0\d · written: lab\.html · q leaves.* ↑↓ \d+ more$/v);
		t.assert.ok(text.some(line => line.startsWith('▸the cure queue')));
		t.assert.ok(text.some(line => line.startsWith(' The cure queue is the fastest')));
		t.assert.ok(most > 0);
		const below = screen([...messages, {type: 'lab-scrolled', by: 100, from: 0, most}], {height: 12});
		t.assert.strictEqual(below.scroll, most);
		t.assert.match(below.text.join(''), /the audit found it, and no error told\./v);
		t.assert.match(below.text.at(-1) ?? '', /↑↓ back$/v);
	});

	test('explains every column and every row, and says what stands where they cross', (t: TestContext) => {
		const seen = new Set<string>();
		for (const [row, cell] of told.cells.entries()) {
			for (const [column, {title, explanation}] of columns.entries()) {
				const {text} = screen([started, ...rounds(1, 2), {type: 'explain-pressed'}, {type: 'cursor-moved', column, row}], {width: 200});
				const all = text.join('\n');
				t.assert.ok(all.includes(` column   ${explanation}`), title);
				t.assert.ok(all.includes(` row      ${cell.explanation}`), cell.name);
				t.assert.strictEqual(text.filter(line => line.startsWith('▸')).length, 1);
				seen.add(/^ here +(?<what>.*)$/mv.exec(all)?.groups?.['what'] ?? '');
			}
		}

		t.assert.ok(seen.has('1,500; in 2 rounds between 1,000 and 2,000.'), [...seen].join('\n'));
		t.assert.ok(seen.has('wrong: it made $62.00 out of nothing.'));
		t.assert.ok(screen([started, {type: 'explain-pressed'}]).text.includes(' here     It has not run yet.'));
	});

	test('goes round at the edges of the table', (t: TestContext) => {
		const {text} = screen([started, ...rounds(1), {type: 'explain-pressed'}, {type: 'cursor-moved', column: -1, row: -1}]);
		t.assert.ok(text.includes(' money, read-modify-write, READ COMMITTED'), text.join('\n'));
	});

	test('fits whatever the terminal\'s size, with every set of signs', (t: TestContext) => {
		const outline = {policies: ['none', 'full'], clients: [10, 20, 40, 80, 100], rounds: 1, limit: 10_000, seed: 7};
		const labs: ReadonlyArray<readonly [LabModel, readonly Message[]]> = [
			[newCuresLab(told), [started, ...rounds(1, 2), ended]],
			[newArticleLab(outline), [
				{type: 'article-started', at: 0, ...outline, machine, server},
				{type: 'article-run', at: 500, policy: 'full', clients: 10, round: 1, attempts: 40, elapsed: 400, isOver: false, isKept: true},
			]],
		];
		for (const [first, messages] of labs) {
			for (const signs of [glyphs, ascii]) {
				for (const overlay of [[], [{type: 'explain-pressed'}]] as const) {
					for (const [width, height] of [[40, 11], [60, 15], [80, 23], [100, 30], [200, 60]] as const) {
						const {lines} = screen([...messages, ...overlay], {width, height, signs, first});
						t.assert.strictEqual(lines.length, height);
						t.assert.ok(lines.every(line => lineWidth(line) <= width), `${width}: ${lines.map(line => line.map(({text}) => text).join('')).find(line => line.length > width) ?? ''}`);
					}
				}
			}
		}
	});

	test('explains the article\'s columns and policies, and says what the simulator has there', (t: TestContext) => {
		const outline = {policies: ['none', 'full'], clients: [10, 20], rounds: 1, limit: 10_000, seed: 7};
		const first = newArticleLab(outline);
		const messages: Message[] = [
			{type: 'article-started', at: 0, ...outline, machine, server},
			{type: 'article-run', at: 500, policy: 'full', clients: 10, round: 1, attempts: 40, elapsed: 400, isOver: false, isKept: true},
			{type: 'explain-pressed'},
		];
		for (const [column, {explanation}] of articleColumns.entries()) {
			t.assert.ok(screen([...messages, {type: 'cursor-moved', column, row: 1}], {width: 200, first}).text.includes(` column   ${explanation}`));
		}

		t.assert.ok(screen([...messages, {type: 'cursor-moved', column: 2, row: 1}], {first}).text.includes(' here     40; the simulator says 39.'));
		t.assert.ok(screen([...messages, {type: 'cursor-moved', column: 2, row: 0}], {first}).text.includes(' here     It was not measured; the simulator says 50.'));
	});
});
