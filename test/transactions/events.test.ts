import {test, type TestContext} from 'node:test';
import {
	isolationLevels, runTransaction, TransactionFailedError, type GatePoint, type TransactionEvent, type TransactionOptions,
} from '../../source/index.js';
import {serverError} from '../support/database-errors.js';
import {fakeClock} from '../support/fake-clock.js';
import {ScriptedPool} from '../support/scripted-pool.js';
import {readThenWrite, rehearse} from './rehearse.js';

const secret = 'fifty thousand';

test('Every event says when it happened, in which attempt, in whose transaction', async (t: TestContext) => {
	const {ended, events} = rehearse([['UPDATE', serverError('40001')]], readThenWrite, {session: 'rival 1', id: 'an id'});
	await ended;
	t.assert.ok(events.every(({session, transactionId}) => session === 'rival 1' && transactionId === 'an id'));
	t.assert.deepStrictEqual([...new Set(events.map(({attempt, at}) => `attempt ${attempt} at ${at}`))], ['attempt 1 at 0', 'attempt 2 at 50']);
});

test('A transaction is yours and has an id of its own, the same for work, gate and events, if nobody says otherwise', async (t: TestContext) => {
	const ids: string[] = [];
	const points: GatePoint[] = [];
	const work = async ({id}: {readonly id: string}) => {
		ids.push(id);
	};

	const first = rehearse([['COMMIT', serverError('40001')]], work, {
		async gate(point) {
			points.push(point);
		},
	});
	await first.ended;
	const second = rehearse([], work);
	await second.ended;
	t.assert.strictEqual(new Set(ids).size, 2);
	t.assert.strictEqual(ids[0], ids[1]);
	t.assert.match(ids[0] ?? '', /^[\da-f]{8}-[\da-f]{4}-4/v);
	t.assert.ok([...first.events, ...points].every(({session, transactionId}) => session === 'you' && transactionId === ids[0]));
	t.assert.deepStrictEqual(points.map(({attempt, statement}) => `${attempt} ${statement.label ?? ''}`), ['1 begin', '1 commit', '2 begin', '2 commit']);
});

test('Neither events nor gates see the values of a statement, and the server does', async (t: TestContext) => {
	const seen: unknown[] = [];
	const {ended, events, pool} = rehearse([['UPDATE', serverError('40001')], ['INSERT', serverError('23505')]], async ({query}) => {
		await query('UPDATE balance', [secret]);
		await query({text: 'INSERT', label: 'ledger', name: 'prepared', values: [secret]});
	}, {
		async gate({statement}) {
			seen.push(statement);
		},
	});
	await ended;
	t.assert.ok(!JSON.stringify([events, seen]).includes(secret));
	t.assert.deepStrictEqual(seen.at(-1), {text: 'INSERT', label: 'ledger'});
	t.assert.deepStrictEqual(pool.sent.filter(({values}) => values?.[0] === secret).map(({text}) => text), ['UPDATE balance', 'UPDATE balance', 'INSERT']);
});

test('Values may come beside a statement in an object, as in pg', async (t: TestContext) => {
	const {ended, pool} = rehearse([], async ({query}) => {
		await query({text: 'UPDATE balance', label: 'debit'}, [secret]);
	});
	await ended;
	t.assert.deepStrictEqual(pool.sent[1], {client: 1, text: 'UPDATE balance', values: [secret]});
});

test('The isolation level is asked for in BEGIN and told in the event; serializable if nobody says otherwise', async (t: TestContext) => {
	for (const isolation of [undefined, ...isolationLevels]) {
		const {ended, events, pool} = rehearse([], readThenWrite, {isolation});
		await ended;
		const level = isolation ?? 'serializable';
		t.assert.strictEqual(pool.sent[0]?.text, `BEGIN ISOLATION LEVEL ${level.toUpperCase()}`);
		t.assert.deepStrictEqual(events.filter(event => event.type === 'attempt-started').map(event => event.isolation), [level]);
	}
});

test('Times are measured by the clock: statements from when they are sent, attempts and commits from their start', async (t: TestContext) => {
	const clock = fakeClock({moves: false});
	const events: TransactionEvent[] = [];
	const takes = (ms: number, answer: Error | Record<string, never>) => async () => {
		await clock.advance(ms);
		return answer;
	};

	const pool = new ScriptedPool([
		['connect', takes(5, {})],
		['SELECT', takes(10, {})],
		['UPDATE', takes(20, serverError('23505'))],
		['connect', takes(1, {})],
		['SELECT', takes(2, {})],
		['COMMIT', takes(3, {})],
	]);
	const options: TransactionOptions = {
		clock,
		deadline: Infinity,
		onEvent(event) {
			events.push(event);
		},
	};
	await t.assert.rejects(runTransaction(pool, readThenWrite, options), TransactionFailedError);
	await runTransaction(pool, readThenWrite, options);
	const elapsed = events.flatMap(event => 'elapsed' in event && event.elapsed > 0 ? [`${event.type} ${event.elapsed}`] : []);
	t.assert.deepStrictEqual(elapsed, [
		'statement-finished 10',
		'statement-failed 20',
		'attempt-failed 35',
		'statement-finished 2',
		'statement-finished 3',
		'committed 6',
	]);
});

test('A finished statement is told with the number of its rows and the first of them', async (t: TestContext) => {
	const {ended, events} = rehearse([
		['SELECT', {rowCount: 2, rows: [{balance: '1'}, {balance: '2'}]}],
		['UPDATE', {rowCount: null}],
	], async ({query}) => {
		const {rows} = await query('SELECT balance');
		await query('UPDATE balance');
		return rows.length;
	});
	t.assert.deepStrictEqual(await ended, {value: 2});
	const finished = events.filter(event => event.type === 'statement-finished').map(({rowCount, row}) => ({rowCount, row}));
	t.assert.deepStrictEqual(finished.slice(1, 3), [{rowCount: 2, row: {balance: '1'}}, {rowCount: 0, row: undefined}]);
});
