import {Readable} from 'node:stream';
import {readFile} from 'node:fs/promises';
import {describe, test, type TestContext} from 'node:test';
import {readRecordingFrom} from '../../source/recording/read-recording.js';
import type {Recording} from '../../source/recording/recording.js';
import type {Message} from '../../source/store/message.js';
import type {Model} from '../../source/store/model.js';
import {beginReplay, replayUpdate, type ReplayMessage} from '../../source/store/replay.js';
import {update} from '../../source/store/update.js';
import {seededRandom} from '../../source/transactions/seeded-random.js';

const file = await readFile(new URL('../recording/fixtures/version-1.jsonl', import.meta.url));
const short = await readRecordingFrom(Readable.from([file]), 'r.jsonl');

/** The same, so often that it goes over several of the models that are kept. */
const long: Recording = {...short, events: Array.from({length: 8}, (_, round) => short.events.map(event => ({...event, at: event.at + (round * 20_000)}))).flat()};

const start = (recording: Recording) => {
	const initial = beginReplay(recording, 'r.jsonl');
	const fold = replayUpdate(recording, initial);
	const after = (messages: readonly Message[], from: Model = initial): Model => {
		let model = from;
		for (const message of messages) {
			[model] = fold(model, message);
		}

		return model;
	};

	return {initial, after};
};

/** What the program's own update makes of the first events. */
const straight = (recording: Recording, count: number): Model => {
	let {model} = {model: beginReplay(recording, 'r.jsonl')};
	for (const event of recording.events.slice(0, count)) {
		[model] = update(model, event);
	}

	return model;
};

const shown = ({replay: _, overlay: _overlay, explained: _explained, notice: _notice, ...model}: Model) => model;

const where = ({replay}: Model) => replay && [replay.time, replay.position, replay.paused];

describe('A replay', () => {
	test('begins with what the recording\'s head says', (t: TestContext) => {
		const {initial} = start(short);
		t.assert.deepStrictEqual(initial.connection, {
			type: 'connected', server: {...short.head.server, hosts: 1, isolation: 'serializable', refusedFaults: new Map()},
		});
		t.assert.deepStrictEqual([initial.making.policy.title, initial.making.base, initial.making.rivals], ['full jitter', 100, 1]);
		t.assert.deepStrictEqual([initial.replay?.position, initial.replay?.count, initial.replay?.paused, initial.replay?.remark], [0, 121, false, undefined]);
	});

	test('shows at each place what the program showed there, whichever way it is come to', (t: TestContext) => {
		const {initial, after} = start(long);
		const random = seededRandom(1);
		let model = initial;
		const asks: ReplayMessage[] = [
			{type: 'replay-stepped', by: 1},
			{type: 'replay-stepped', by: -1},
			{type: 'replay-ticked', elapsed: 33},
			{type: 'replay-ticked', elapsed: 5000},
			{type: 'replay-sought', to: 'start'},
			{type: 'replay-sought', to: 'end'},
			{type: 'replay-paced', by: 1},
			{type: 'replay-toggled'},
		];
		const places = new Set<number>();
		for (let round = 0; round < 250; round++) {
			const ask: ReplayMessage = round % 2 === 0 ? {type: 'replay-jumped', by: (random() - 0.5) * 80_000} : asks[round % asks.length] ?? {type: 'replay-toggled'};
			model = after([ask], model);
			const position = model.replay?.position ?? -1;
			places.add(position);
			t.assert.deepStrictEqual(shown(model), shown(straight(long, position)), `at ${position}`);
		}

		t.assert.ok(places.size > 60, String(places.size));
	});

	test('goes on by its own time at its own pace, and stops at the end', (t: TestContext) => {
		const {after} = start(short);
		const second = after([{type: 'replay-ticked', elapsed: 1000}]);
		t.assert.strictEqual(second.replay?.time, 1000);
		const twice = after([{type: 'replay-paced', by: 1}, {type: 'replay-ticked', elapsed: 1000}], second);
		t.assert.deepStrictEqual([twice.replay?.pace, twice.replay?.time], [2, 3000]);
		const slow = after([...Array.from({length: 9}, (): Message => ({type: 'replay-paced', by: -1})), {type: 'replay-ticked', elapsed: 1000}], twice);
		t.assert.deepStrictEqual([slow.replay?.pace, slow.replay?.time], [0.1, 3100]);
		const over = after([{type: 'replay-ticked', elapsed: 1e9}], slow);
		t.assert.deepStrictEqual(where(over), [over.replay?.length, 121, true]);
		const again = after([{type: 'replay-toggled'}], over);
		t.assert.deepStrictEqual(where(again), [0, 0, false]);
	});

	test('steps from one thing that happened to the next, and back, over what is only read again', (t: TestContext) => {
		const {initial, after} = start(short);
		const types: string[] = [];
		let model = initial;
		while (model.replay?.position !== 121) {
			model = after([{type: 'replay-stepped', by: 1}], model);
			types.push(short.events[(model.replay?.position ?? 0) - 1]?.type ?? 'none');
		}

		const steps = short.events.map(({type}) => type).filter(type => type !== 'balances-read' && type !== 'audited');
		t.assert.deepStrictEqual(types.filter((type, index) => index < steps.length && type !== 'balances-read'), steps);
		t.assert.strictEqual(model.replay.paused, true);
		const back = after([{type: 'replay-stepped', by: -1}], model);
		t.assert.ok((back.replay?.position ?? 0) < 121);
		const start_ = after(Array.from({length: 200}, (): Message => ({type: 'replay-stepped', by: -1})), back);
		t.assert.deepStrictEqual(where(start_), [0, 0, true]);
	});

	test('explains attempts, and leaves on Q, and takes nothing that was pasted', (t: TestContext) => {
		const {initial, after} = start(short);
		const explained = after([{type: 'replay-sought', to: 'end'}, {type: 'explain-pressed'}]);
		t.assert.strictEqual(explained.overlay, 'explain');
		t.assert.strictEqual(after([{type: 'replay-stepped', by: -1}], explained).overlay, 'explain', 'and stays, wherever the replay goes');
		t.assert.strictEqual(after([{type: 'pasted', text: 'x'}]), initial);
		t.assert.deepStrictEqual(replayUpdate(short, initial)(initial, {type: 'quit-pressed'})[1], {type: 'quit'});
	});

	test('counts time on when a clock was set back, and stands a recording without events', (t: TestContext) => {
		const [first, second] = short.events;
		const {after} = start({...short, events: [{...first, at: short.head.at + 500}, {...second, at: short.head.at - 5000}] as Recording['events']});
		t.assert.deepStrictEqual(where(after([{type: 'replay-ticked', elapsed: 499}])), [499, 0, false]);
		t.assert.deepStrictEqual(where(after([{type: 'replay-ticked', elapsed: 500}])), [500, 2, true]);
		const empty = start({...short, events: []});
		for (const message of [{type: 'replay-ticked', elapsed: 1}, {type: 'replay-stepped', by: 1}, {type: 'replay-sought', to: 'end'}, {type: 'replay-toggled'}] as const) {
			t.assert.deepStrictEqual(where(empty.after([message]))?.slice(0, 2), [0, 0]);
		}
	});

	test('is nothing that a bank that is open could be asked for', (t: TestContext) => {
		const {initial: {replay: _, ...open}} = start(short);
		t.assert.deepStrictEqual(update(open, {type: 'replay-sought', to: 'end'}), [open]);
	});
});
