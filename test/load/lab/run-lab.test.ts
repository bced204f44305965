import {after, describe, test, type TestContext} from 'node:test';
import {queue} from '../../../source/load/cures/queue.js';
import {readThenWrite} from '../../../source/load/cures/read-then-write.js';
import {evenly} from '../../../source/load/hot-spot.js';
import type {LabCell} from '../../../source/load/lab/cells.js';
import type {LabEvent} from '../../../source/load/lab/events.js';
import {readModifyWrite} from '../../../source/load/lab/read-modify-write.js';
import {runLab, type LabPlan} from '../../../source/load/lab/run-lab.js';
import {fullJitter} from '../../../source/transactions/policies/full-jitter.js';
import {openBankFor, startServer} from '../../support/servers.js';

const server = await startServer();
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
