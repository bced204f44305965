import {after, describe, test, type TestContext} from 'node:test';
import type {Bank} from '../../../source/bank/bank.js';
import {openBank} from '../../../source/bank/open-bank.js';
import {connectDatabase} from '../../../source/database/connect.js';
import {waitUntil} from '../../../source/database/embedded/wait-until.js';
import {queue} from '../../../source/load/cures/queue.js';
import {readThenWrite} from '../../../source/load/cures/read-then-write.js';
import {evenly} from '../../../source/load/hot-spot.js';
import type {LabCell} from '../../../source/load/lab/cells.js';
import type {LabEvent} from '../../../source/load/lab/events.js';
import {readModifyWrite} from '../../../source/load/lab/read-modify-write.js';
import {runLab, type LabPlan} from '../../../source/load/lab/run-lab.js';
import {constant} from '../../../source/transactions/policies/constant.js';
import {fullJitter} from '../../../source/transactions/policies/full-jitter.js';
import {layLine} from '../../support/lossy-line.js';
import {connectFor, openBankFor, startServer} from '../../support/servers.js';

const server = await startServer('loopback');
after(async () => {
	await server.stop();
});

const settings = {policy: fullJitter, base: 2, cap: 20} as const;

const cells: readonly LabCell[] = [
	{...settings, name: 'queue', cure: queue, isolation: 'serializable'},
	{...settings, name: 'wrong', cure: readModifyWrite, isolation: 'read committed'},
];

const plan: LabPlan = {cells, rounds: 2, duration: 300, clients: 8, accounts: 2, hot: evenly, seed: 7, maxAttempts: Infinity};

/** The tables of a schema. */
const tablesOf = async (schema: string) => {
	const rows = await server.run(`
		SELECT relname FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace
		WHERE relkind = 'r' AND nspname = '${schema}' ORDER BY relname
	`);
	return rows.flat();
};

describe('A lab on a real server', {timeout: 60_000}, () => {
	test('finds what the wrong cure did to the money, keeps the right one\'s, and touches no account of the bank\'s', async (t: TestContext) => {
		const bank = await openBankFor(t, server, {schema: await server.freshSchema('lab')});
		const events: LabEvent[] = [];
		const {results, findings, shape} = await runLab(bank, {
			...plan,
			onEvent(event) {
				events.push(event);
			},
		});
		const [right, wrong] = results;
		t.assert.deepStrictEqual([right?.money.isRight, right?.money.astray, wrong?.money.isRight], [true, 0n, false]);
		t.assert.ok((wrong?.money.astray ?? 0n) > 0n);
		t.assert.deepStrictEqual([wrong?.cell.mayLose, wrong?.cell.inForce, wrong?.attempts.median], [true, 'read committed', 1], 'nothing failed, and that is what is wrong with it');
		t.assert.ok((right?.perSecond.least ?? 0) > 0);
		t.assert.ok((right?.p99.median ?? 0) >= (right?.p50.median ?? Infinity));
		t.assert.ok(findings.some(finding => finding.type === 'wrong' && finding.cell === 'wrong' && finding.money.astray > 0n));
		t.assert.ok(findings.every(({type}) => type !== 'broken'));
		t.assert.deepStrictEqual([shape.seed, shape.rounds, shape.hot, shape.server.engine], [7, 2, 'all', 'PostgreSQL']);
		t.assert.deepStrictEqual(await tablesOf('lab'), ['accounts', 'transfers']);
		t.assert.deepStrictEqual(await server.run('SELECT count(*) FROM lab.transfers'), [['0']]);
		t.assert.deepStrictEqual(await server.run('SELECT sum(balance) = sum(opening) FROM lab.accounts'), [[true]]);

		const told = events.flatMap(event => event.type === 'lab-cell' ? [`${event.round} ${event.cell}`] : []);
		t.assert.deepStrictEqual(told.toSorted(), ['1 queue', '1 wrong', '2 queue', '2 wrong']);
		t.assert.deepStrictEqual(told.map(each => each[0]), ['1', '1', '2', '2'], 'round by round');
		t.assert.deepStrictEqual([events[0]?.type, events.at(-1)?.type], ['lab-started', 'lab-ended']);
		t.assert.strictEqual(events.filter(event => event.type === 'lab-cell-started' && event.round === 0).length, 2);
	});

	test('keeps the wrong cure\'s money right where the level does', async (t: TestContext) => {
		const bank = await openBankFor(t, server, {schema: await server.freshSchema('strict')});
		const {results: [result], findings} = await runLab(bank, {...plan, cells: [{...cells[1]!, isolation: 'repeatable read'}], rounds: 1, duration: 200});
		t.assert.deepStrictEqual([result?.money.isRight, result?.cell.mayLose], [true, false]);
		t.assert.deepStrictEqual(findings, [], 'and it is no answer all the same');
	});

	test('leaves nothing behind when it is interrupted', async (t: TestContext) => {
		const bank = await openBankFor(t, server, {schema: await server.freshSchema('interrupted')});
		const controller = new AbortController();
		const running = runLab(bank, {
			...plan,
			cells: [{...settings, name: 'plain', cure: readThenWrite, isolation: 'serializable'}],
			rounds: 1000,
			signal: controller.signal,
			onEvent(event) {
				if (event.type === 'lab-cell') {
					controller.abort(new Error('enough'));
				}
			},
		});
		await t.assert.rejects(running, /^Error: enough$/v);
		t.assert.deepStrictEqual(await tablesOf('interrupted'), ['accounts', 'transfers']);
	});

	test('leaves out what the engine can\'t have, and says why', async (t: TestContext) => {
		const bank = await openBankFor(t, server, {schema: await server.freshSchema('refused')});
		const refused: LabCell = {...settings, name: 'no', cure: {...queue, title: 'not here', refusal: () => 'it has none'}, isolation: 'serializable'};
		const {shape, results} = await runLab(bank, {...plan, cells: [refused], rounds: 1});
		t.assert.deepStrictEqual([shape.skipped, shape.cells, results], [[{title: 'not here', why: 'it has none'}], [], []]);
	});
});

describe('A lab that loses its server', {timeout: 60_000}, () => {
	const short = {...plan, cells: cells.slice(0, 1), rounds: 2, duration: 200, backoff: {policy: fullJitter, base: 20, cap: 200}};

	/** Plays one in which something happens as soon as a run of the first round is under way. */
	const play = async (bank: Bank, happen: (events: readonly LabEvent[]) => unknown, others: Partial<LabPlan> = {}) => {
		const events: LabEvent[] = [];
		const result = await runLab(bank, {
			...short,
			...others,
			onEvent(event) {
				events.push(event);
				if (event.type === 'lab-cell-started' && event.round === 1) {
					setTimeout(happen, 20, events);
				}
			},
		});
		const types = events.map(({type}) => type);
		return {events, result, types, runs: events.flatMap(event => event.type === 'lab-cell' ? [event.round] : [])};
	};

	const lossesIn = (events: readonly LabEvent[]) => events.flatMap(event => event.type === 'lab-lost' ? [event] : []);
	const isDropped = ({type}: LabEvent) => type === 'lab-run-dropped';

	/** Nothing that isn't told, no cent, no table. */
	const checkWhole = (t: TestContext, {result, runs}: Awaited<ReturnType<typeof play>>, repeated: number) => {
		t.assert.deepStrictEqual([runs, result.repeated, result.results.map(({rounds, money}) => [rounds, money.isRight, money.unknown])], [[1, 2], repeated, [[2, true, 0]]]);
	};

	test('outlasts a crash of its own server', async (t: TestContext) => {
		const database = await connectDatabase({});
		t.after(async () => database.close());
		const {bank} = await openBank(database, {schema: 'crash'});
		let crashes = 0;
		const played = await play(bank, async () => {
			crashes++;
			await (crashes === 1 ? database.crash?.() : undefined);
		});
		checkWhole(t, played, 1);
		t.assert.deepStrictEqual(played.types.filter(type => type !== 'lab-lost' && type !== 'lab-regained'), [
			'lab-started', 'lab-cell-started', 'lab-cell-started', 'lab-run-dropped', 'lab-cell-started', 'lab-cell', 'lab-cell-started', 'lab-cell', 'lab-ended',
		]);
		const {rows} = await database.pool.query('SELECT 1 FROM pg_class WHERE relname LIKE \'lab!_%\' ESCAPE \'!\'');
		t.assert.deepStrictEqual(rows, []);
	});

	test('waits for a server that refuses it, and says how long it is until it asks again', async (t: TestContext) => {
		const line = await layLine(t, server);
		const {bank} = await openBank(await connectFor(t, line.url()), {schema: await server.freshSchema('refused')});
		let isDone = false;
		const played = await play(bank, async events => {
			if (isDone) {
				return;
			}

			isDone = true;
			await line.refuse();
			await waitUntil(() => lossesIn(events).length > 2, {limit: 10_000});
			await line.mend();
		});
		checkWhole(t, played, 1);
		const losses = lossesIn(played.events);
		t.assert.ok(losses.length > 2);
		t.assert.ok(losses.every(({delay}) => delay >= 0 && delay <= 200));
		t.assert.strictEqual(losses.at(-1)?.code, 'ECONNREFUSED');
		t.assert.strictEqual(played.types.filter(type => type === 'lab-regained').length, 1);
		t.assert.deepStrictEqual(await tablesOf('refused'), ['accounts', 'transfers']);
	});

	test('plays a run again in which somebody ended its sessions; but not for ever', async (t: TestContext) => {
		const bank = await openBankFor(t, server, {schema: await server.freshSchema('ended')});
		const endOnce = async (events: readonly LabEvent[]) => waitUntil(async () => {
			const isDone = events.some(event => isDropped(event));
			await (isDone ? undefined : server.endSessions());
			return isDone;
		}, {limit: 10_000});
		checkWhole(t, await play(bank, endOnce), 1);
		const endAgain = async (events: readonly LabEvent[]) => waitUntil(async () => {
			const isUnderWay = events.at(-1)?.type === 'lab-cell-started';
			await (isUnderWay ? server.endSessions() : undefined);
			return !isUnderWay;
		}, {limit: 10_000});
		await t.assert.rejects(play(bank, endAgain), /The server was lost 10 times at the same point, the last time with "/v);
		t.assert.deepStrictEqual(await tablesOf('ended'), ['accounts', 'transfers']);
	});

	test('is ended while it waits, and tells of the tables that stay', async (t: TestContext) => {
		const line = await layLine(t, server);
		const {bank} = await openBank(await connectFor(t, line.url()), {schema: await server.freshSchema('left')});
		const controller = new AbortController();
		const events: LabEvent[] = [];
		const running = runLab(bank, {
			...short,
			backoff: {policy: constant, base: 60_000, cap: 60_000},
			signal: controller.signal,
			onEvent(event) {
				events.push(event);
				if (event.type === 'lab-cell') {
					void line.refuse();
				} else if (event.type === 'lab-lost') {
					controller.abort(new Error('enough'));
				}
			},
		});
		await t.assert.rejects(running, /^Error: enough$/v);
		const left = events.flatMap(event => event.type === 'lab-tables-left' ? event.tables : []);
		const there = await tablesOf('left');
		t.assert.strictEqual(left.length, 2);
		t.assert.deepStrictEqual(new Set(left), new Set(there.filter(table => String(table).startsWith('lab_')).map(table => `"left".${String(table)}`)));
	});
});
