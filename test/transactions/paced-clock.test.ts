import {test, type TestContext} from 'node:test';
import {inTurn, type GatePoint} from '../../source/index.js';
import {auroraDsql} from '../../source/database/engines/aurora-dsql.js';
import {postgresql} from '../../source/database/engines/postgresql.js';
import {pacedClock, paceGate} from '../../source/transactions/paced-clock.js';
import {ScriptedPool} from '../support/scripted-pool.js';
import {fakeClock} from '../support/fake-clock.js';

/** A paced clock over one whose time only `advance` moves, and a sleep on it. */
const asleep = (ms: number, pace = 1) => {
	const real = fakeClock({moves: false});
	const clock = pacedClock(real, pace);
	const controller = new AbortController();
	const state = {isOver: false};
	const sleeping = clock.sleep(ms, controller.signal).then(() => {
		state.isOver = true;
	});
	/** Lets time go by and tells whether the sleep is over. */
	const after = async (elapsed: number): Promise<boolean> => {
		await real.advance(elapsed);
		return state.isOver;
	};

	return {real, clock, controller, sleeping, after};
};

test('At pace 1 a sleep takes its time', async (t: TestContext) => {
	const {after} = asleep(100);
	t.assert.ok(!await after(99));
	t.assert.ok(await after(1));
});

test('At pace 0.1 it takes ten times as long', async (t: TestContext) => {
	const {after} = asleep(100, 0.1);
	t.assert.ok(!await after(999));
	t.assert.ok(await after(1));
});

test('A change of pace counts from then on', async (t: TestContext) => {
	const {clock, after} = asleep(100);
	t.assert.ok(!await after(40));
	clock.setPacing({pace: 0.5, paused: false});
	t.assert.ok(!await after(119));
	t.assert.ok(await after(1));
});

test('Paused, it does not get on; resumed, it goes on from where it was', async (t: TestContext) => {
	const {clock, after} = asleep(100);
	t.assert.ok(!await after(60));
	clock.setPacing({pace: 1, paused: true});
	t.assert.ok(!await after(10_000_000));
	clock.setPacing({pace: 1, paused: false});
	t.assert.ok(!await after(39));
	t.assert.ok(await after(1));
});

test('It stays paused longer than a timer can be', async (t: TestContext) => {
	const {clock, after} = asleep(100);
	clock.setPacing({pace: 1, paused: true});
	t.assert.ok(!await after(2 ** 33));
	clock.setPacing({pace: 1, paused: false});
	t.assert.ok(await after(100));
});

test('A sleep that begins while paused waits for the resumption', async (t: TestContext) => {
	const real = fakeClock({moves: false});
	const clock = pacedClock(real);
	clock.setPacing({pace: 1, paused: true});
	let isOver = false;
	const sleeping = clock.sleep(10).then(() => {
		isOver = true;
	});
	await real.advance(1000);
	t.assert.ok(!isOver);
	clock.setPacing({pace: 1, paused: false});
	await real.advance(10);
	await sleeping;
	t.assert.ok(isOver);
});

for (const paused of [false, true]) {
	test(`Aborted while ${paused ? 'paused' : 'asleep'}, it ends at once with the reason`, async (t: TestContext) => {
		const {clock, controller, sleeping, real} = asleep(100);
		const reason = new Error('Enough.');
		clock.setPacing({pace: 1, paused});
		await real.advance(10);
		controller.abort(reason);
		await t.assert.rejects(sleeping, reason);
	});
}

test('It tells its pacing, and time and chance are those of the other clock', async (t: TestContext) => {
	const real = fakeClock({moves: false, random: () => 0.125});
	const clock = pacedClock(real, 0.5);
	t.assert.deepStrictEqual(clock.pacing, {pace: 0.5, paused: false});
	clock.setPacing({pace: 0.1, paused: true});
	t.assert.deepStrictEqual(clock.pacing, {pace: 0.1, paused: true});
	await real.advance(7);
	t.assert.deepStrictEqual([clock.now(), clock.random()], [7, 0.125]);
});

/** A promise, and whether it is over. */
const watched = (promise: Promise<void>) => {
	const state = {isOver: false};
	void promise.then(() => {
		state.isOver = true;
	}, () => undefined);
	return state;
};

const pausedClock = () => {
	const real = fakeClock({moves: false});
	const clock = pacedClock(real);
	clock.setPacing({pace: 1, paused: true});
	return {real, clock};
};

test('A step lets one held statement go, and the next is held again', async (t: TestContext) => {
	const {real, clock} = pausedClock();
	const gate = paceGate(clock, postgresql);
	const {signal} = new AbortController();
	const first = watched(gate(point(signal)));
	await real.advance(10_000);
	t.assert.ok(!first.isOver);
	clock.step();
	await real.advance(0);
	t.assert.ok(first.isOver);
	const second = watched(gate(point(signal)));
	await real.advance(10_000);
	t.assert.ok(!second.isOver);
	clock.setPacing({pace: 1, paused: false});
	await real.advance(0);
	t.assert.ok(second.isOver);
});

test('A step ends a wait that stands still', async (t: TestContext) => {
	const {clock, after} = asleep(60_000);
	clock.setPacing({pace: 1, paused: true});
	clock.step();
	t.assert.ok(await after(0));
});

test('A step while nothing is held lets the next go, and no more than one; none is left once time goes on', async (t: TestContext) => {
	const {real, clock} = pausedClock();
	clock.step();
	clock.step();
	const [first, second] = [watched(clock.hold(Infinity)), watched(clock.hold(Infinity))];
	await real.advance(1000);
	t.assert.deepStrictEqual([first.isOver, second.isOver], [true, false]);
	clock.setPacing({pace: 1, paused: false});
	await real.advance(0);
	clock.step();
	clock.setPacing({pace: 1, paused: true});
	const third = watched(clock.hold(Infinity));
	await real.advance(1000);
	t.assert.deepStrictEqual([second.isOver, third.isOver], [true, false]);
});

test('A statement is held for no longer than servers keep a transaction', async (t: TestContext) => {
	const {real, clock} = pausedClock();
	const held = watched(paceGate(clock, postgresql)(point(new AbortController().signal)));
	await real.advance(postgresql.holding.longest - 1);
	t.assert.ok(!held.isOver);
	await real.advance(1);
	t.assert.ok(held.isOver);
	t.assert.ok(clock.pacing.paused);
});

test('Where the server counts from BEGIN, all statements of a transaction are held for so long together, and those of the next again', async (t: TestContext) => {
	const {real, clock} = pausedClock();
	const gate = paceGate(clock, auroraDsql);
	const {signal} = new AbortController();
	const begin = watched(gate(point(signal)));
	await real.advance(200_000);
	clock.step();
	await real.advance(0);
	t.assert.ok(begin.isOver);
	const second = watched(gate(point(signal)));
	await real.advance(39_999);
	t.assert.ok(!second.isOver);
	await real.advance(1);
	t.assert.ok(second.isOver);
	const third = watched(gate(point(signal)));
	await real.advance(0);
	t.assert.ok(third.isOver, 'nothing is left for the third');
	const next = watched(gate({...point(signal), attempt: 2}));
	await real.advance(239_999);
	t.assert.ok(!next.isOver);
	await real.advance(1);
	t.assert.ok(next.isOver);
});

test('A held statement is let go when the transaction is aborted, with the reason', async (t: TestContext) => {
	const {clock} = pausedClock();
	const controller = new AbortController();
	const reason = new Error('Enough.');
	const held = paceGate(clock, postgresql)(point(controller.signal));
	controller.abort(reason);
	await t.assert.rejects(held, reason);
});

test('A limit stands still in a pause, is ended by no step, and becomes longer with the pace but never shorter', async (t: TestContext) => {
	const {real, clock} = pausedClock();
	let isOver = false;
	const end = clock.after(100, () => {
		isOver = true;
	});
	clock.step();
	await real.advance(1000);
	clock.setPacing({pace: 10, paused: false});
	await real.advance(50);
	t.assert.ok(!isOver);
	clock.setPacing({pace: 0.1, paused: false});
	await real.advance(499);
	t.assert.ok(!isOver);
	await real.advance(1);
	t.assert.ok(isOver);
	end();
	let isLate = false;
	clock.after(10, () => {
		isLate = true;
	})();
	await real.advance(1000);
	t.assert.ok(!isLate);
});

const client = await new ScriptedPool().connect();

const point = (signal: AbortSignal): GatePoint =>
	({session: 'you', transactionId: 'id', attempt: 1, statement: {text: 'SELECT'}, signal, client});

test('Slow motion holds no statement at pace 1, and 60 ms by the paced clock below', async (t: TestContext) => {
	const {signal} = new AbortController();
	const full = fakeClock();
	await paceGate(pacedClock(full), postgresql)(point(signal));
	t.assert.deepStrictEqual(full.sleeps, []);
	const slow = fakeClock();
	await paceGate(pacedClock(slow, 0.1), postgresql)(point(signal));
	t.assert.strictEqual(slow.now(), 600);
});

test('Slow motion lets go of a statement when the transaction is aborted', async (t: TestContext) => {
	const controller = new AbortController();
	const reason = new Error('Enough.');
	const held = paceGate(pacedClock(fakeClock({moves: false}), 0.1), postgresql)(point(controller.signal));
	controller.abort(reason);
	await t.assert.rejects(held, reason);
});

test('Gates in turn are asked one after the other, each about the same statement', async (t: TestContext) => {
	const order: string[] = [];
	const gateNamed = (name: string) => async ({statement}: GatePoint) => {
		order.push(`${name} asked about ${statement.text}`);
		await Promise.resolve();
		order.push(`${name} done`);
	};

	await inTurn(gateNamed('first'), gateNamed('second'))(point(new AbortController().signal));
	t.assert.deepStrictEqual(order, ['first asked about SELECT', 'first done', 'second asked about SELECT', 'second done']);
});

test('A gate that rejects keeps the later ones from being asked', async (t: TestContext) => {
	const refusal = new Error('Cut.');
	let isAsked = false;
	const gates = inTurn(async () => {
		throw refusal;
	}, async () => {
		isAsked = true;
	});
	await t.assert.rejects(gates(point(new AbortController().signal)), refusal);
	t.assert.ok(!isAsked);
});

test('No gates at all hold nothing', async (t: TestContext) => {
	const through = [inTurn()(point(new AbortController().signal))];
	t.assert.deepStrictEqual(await Promise.all(through), [undefined]);
});
