import {describe, test, type TestContext} from 'node:test';
import type {LabEvent, LabShape} from '../../source/load/lab/events.js';
import {newArticleLab, newCuresLab, type LabModel} from '../../source/store/lab.js';
import type {Message} from '../../source/store/message.js';
import {initialModel, type Model} from '../../source/store/model.js';
import {timeLeft, shareDone} from '../../source/ui/lab/time-left.js';
import {run, shape} from '../load/lab/results.js';
import {fold, making} from './messages.js';

const machine = {cpu: 'a processor', cores: 2, memory: 1e9, system: 'linux x64', node: '24.0.0'};
const server = {engine: 'PostgreSQL', version: '18.4', isEmbedded: true};

const told: LabShape = {
	cells: [shape('a'), shape('b')], skipped: [], rounds: 2, duration: 500, clients: 8, accounts: 2, hot: '1', seed: 7, machine, server,
};

const began = (at: number, round: number, cell: string): LabEvent => ({type: 'lab-cell-started', at, round, cell});
const ran = (at: number, round: number, cell: string): LabEvent => ({type: 'lab-cell', at, ...run({round, cell})});

const cures = (...messages: readonly Message[]) => fold(messages, {...initialModel(making), lab: newCuresLab(told)});

const labOf = ({lab}: Model): LabModel => {
	if (!lab) {
		throw new Error('there is no lab');
	}

	return lab;
};

describe('A lab, as the screen knows it', () => {
	test('knows what runs, what has run, and how long the rest will take', (t: TestContext) => {
		const opening = labOf(cures().model);
		t.assert.deepStrictEqual([opening.state, timeLeft(opening, 0), shareDone(opening, 0)], ['opening', (2 * 250) + (4 * 600), 0]);
		const {model} = cures({type: 'lab-started', at: 0, ...told}, began(1, 0, 'b'), began(200, 0, 'a'), began(1000, 1, 'a'), ran(1800, 1, 'a'), began(1900, 1, 'b'));
		const lab = labOf(model);
		t.assert.partialDeepStrictEqual(lab, {state: 'running', current: {round: 1, cell: 'b'}, warmed: 2, spent: 800, beganAt: 1, startedAt: 1900});
		t.assert.deepStrictEqual([timeLeft(lab, 1900), timeLeft(lab, 2000), timeLeft(lab, 9000)], [2400, 2300, 1600], 'a run that takes longer does not eat into those after it');
		t.assert.strictEqual(shareDone(lab, 1900), 0.25);
		const {model: over} = fold([ran(2500, 1, 'b'), {type: 'lab-ended', at: 3000, results: [], findings: []}], model);
		t.assert.partialDeepStrictEqual(labOf(over), {state: 'ended', current: undefined, endedAt: 3000, spent: 1400});
		t.assert.strictEqual(shareDone(labOf(over), 3000), 1);
	});

	test('is held between two runs, and goes on', (t: TestContext) => {
		const {model, effects} = cures({type: 'lab-started', at: 0, ...told}, began(1, 1, 'a'), {type: 'hold-pressed'});
		t.assert.deepStrictEqual(effects, [{type: 'hold-lab', isHeld: true}]);
		t.assert.partialDeepStrictEqual(labOf(model), {isHeld: true, isResting: false}, 'the run that is under way comes to its end');
		const {model: resting} = fold([ran(500, 1, 'a'), {type: 'lab-held', at: 501}], model);
		t.assert.partialDeepStrictEqual(labOf(resting), {isHeld: true, isResting: true, current: undefined});
		t.assert.strictEqual(timeLeft(labOf(resting), 500), timeLeft(labOf(resting), 90_000), 'its time stands still');
		const {model: going, effects: more} = fold([{type: 'hold-pressed'}, began(90_000, 1, 'b')], resting);
		t.assert.deepStrictEqual(more, [{type: 'hold-lab', isHeld: false}]);
		t.assert.partialDeepStrictEqual(labOf(going), {isHeld: false, isResting: false, startedAt: 90_000, spent: 499});
	});

	test('has a run less where the server was lost in it, and waits for it', (t: TestContext) => {
		const message = 'connect ECONNREFUSED';
		const {model} = cures({type: 'lab-started', at: 0, ...told}, began(1, 0, 'a'), {type: 'lab-run-dropped', at: 2, message: 'terminated'});
		t.assert.partialDeepStrictEqual(labOf(model), {current: undefined, warmed: 0, repeated: 0, dropped: {message: 'terminated'}});
		const {model: lost} = fold([{type: 'lab-lost', at: 3, message, code: 'ECONNREFUSED', delay: 100}], model);
		t.assert.deepStrictEqual(lost.unreadable, {message, code: 'ECONNREFUSED', until: 103});
		const {model: again} = fold([{type: 'lab-regained', at: 104}, began(105, 0, 'a'), {type: 'lab-tables-left', at: 106, tables: ['x']}], lost);
		t.assert.strictEqual(again.unreadable, undefined);
		t.assert.partialDeepStrictEqual(labOf(again), {warmed: 1, repeated: 1, dropped: undefined, left: ['x'], runs: []});
	});

	test('scrolls from where it stands, as far as there is anything', (t: TestContext) => {
		const down: Message = {type: 'lab-scrolled', by: 1, from: 3, most: 4};
		const up: Message = {type: 'lab-scrolled', by: -1, from: 3, most: 4};
		const scrolled = (...messages: readonly Message[]) => labOf(cures(...messages).model).scroll;
		t.assert.deepStrictEqual([scrolled(), scrolled(down), scrolled(down, down, down), scrolled(down, down, up), scrolled(up, up, up, up)], [undefined, 4, 4, 3, 0]);
	});

	test('looks at one field after the other, and hears nothing of an experiment that is none of its own', (t: TestContext) => {
		const {model} = cures({type: 'explain-pressed'}, {type: 'cursor-moved', column: 1, row: 0}, {type: 'cursor-moved', column: 0, row: -1});
		t.assert.deepStrictEqual([model.overlay, labOf(model).cursor], ['explain', {column: 1, row: -1}]);
		const {model: same} = fold([{type: 'article-run-started', at: 1, policy: 'full', clients: 10, round: 1}], model);
		t.assert.strictEqual(same, model);
	});

	test('of the article knows the same, by what the simulator says', (t: TestContext) => {
		const outline = {policies: ['none', 'exponential'], clients: [10, 20], rounds: 1, limit: 10_000, seed: 7};
		const article = (...messages: readonly Message[]) => labOf(fold(messages, {...initialModel(making), lab: newArticleLab(outline)}).model);
		t.assert.strictEqual(timeLeft(article(), 0), 376 + 3676 + 598 + 10_000);
		const ended = article(
			{type: 'article-started', at: 0, ...outline, machine, server},
			{type: 'article-run-started', at: 0, policy: 'exponential', clients: 10, round: 1},
			{type: 'article-run', at: 10_000, policy: 'exponential', clients: 10, round: 1, attempts: 90, elapsed: 10_000, isOver: true, isKept: true},
		);
		t.assert.strictEqual(timeLeft(ended, 10_000), 376 + 598, 'one that took too long is not asked again');
		t.assert.partialDeepStrictEqual(ended, {current: undefined, spent: 10_000, state: 'running'});
	});
});
