import {
	after, beforeEach, describe, test, type TestContext,
} from 'node:test';
import {connectDatabase} from '../../../source/database/connect.js';
import {EagerClient} from '../../../source/database/eager-client.js';
import {isServerError} from '../../../source/transactions/classify.js';
import {TransactionFailedError} from '../../../source/transactions/errors.js';
import {runTransaction} from '../../../source/transactions/run-transaction.js';
import {createEventLog} from '../../support/event-log.js';
import {startServer} from '../../support/servers.js';

const server = await startServer();
const database = await connectDatabase({url: server.url(), connections: 1});
const {pool} = database;
after(async () => {
	await database.close();
	await server.stop();
});
await server.run('CREATE TABLE notes (note TEXT)');

const {restart} = server;
const where = `On ${server.kind === 'embedded' ? 'PostgreSQL' : server.kind}, restarted at ${restart},`;
const insert = (note: string) => ({name: 'insert', text: 'INSERT INTO notes (note) VALUES ($1)', values: [note]});
const notes = async () => (await server.run('SELECT note FROM notes ORDER BY note')).flat();

const level = async () => runTransaction(pool, async transaction => {
	const {rows} = await transaction.query<{level: string; n: string}>('SELECT current_setting(\'transaction_isolation\') AS level, $1::TEXT AS n', ['7']);
	return rows;
}, {restart, isolation: 'repeatable read'});
/** Each transaction has its level from its own BEGIN. */
const expected = [{level: server.hasRepeatableRead ? 'repeatable read' : 'serializable', n: '7'}];

describe(`${where} the first statement of a transaction that nobody watches`, () => {
	test('is in the transaction, whose BEGIN goes with it', async (t: TestContext) => {
		for (let round = 0; round < 3; round++) {
			t.assert.deepStrictEqual(await level(), expected);
		}
	});

	test('is rolled back with it', async (t: TestContext) => {
		for (let round = 0; round < 3; round++) {
			await t.assert.rejects(runTransaction(pool, async transaction => {
				const {rowCount, command} = await transaction.query('INSERT INTO notes (note) VALUES ($1)', ['gone']);
				t.assert.deepStrictEqual([rowCount, command], [1, 'INSERT']);
				throw new Error('changed my mind');
			}, {restart}), {message: 'changed my mind'});
		}

		t.assert.deepStrictEqual(await server.run('SELECT note FROM notes'), []);
	});

	test('is not run where BEGIN fails', async (t: TestContext) => {
		const client = await pool.connect();
		t.after(() => {
			client.release(true);
		});
		t.assert.ok(client instanceof EagerClient);
		const begin = {text: 'BEGIN', name: 'BEGIN'};
		const outside = {text: insert('').text, values: ['outside']};
		await client.send(outside, begin);
		await client.query('ROLLBACK');
		// What is prepared under that name is gone, so what stands in front fails.
		await client.query('DEALLOCATE "BEGIN"');
		await t.assert.rejects(client.send(outside, begin), {code: '26000'});
		t.assert.deepStrictEqual(await server.run('SELECT note FROM notes'), []);
		const {rows} = await client.query('SELECT \'1\' AS one');
		t.assert.deepStrictEqual(rows, [{one: '1'}], 'the connection is as good as before');
	});

	test('may be several in one text, or have a name', async (t: TestContext) => {
		for (let round = 0; round < 2; round++) {
			await runTransaction(pool, async transaction => transaction.query('SELECT 1; SELECT 2'), {restart});
			const row = await runTransaction(pool, async transaction => {
				const {rows} = await transaction.query<{n: string}>({name: 'count', text: 'SELECT $1::TEXT AS n', values: [String(round)]});
				return rows[0];
			}, {restart});
			t.assert.deepStrictEqual(row, {n: String(round)});
		}
	});

	test('that fails is told, and leaves the connection as good as before', async (t: TestContext) => {
		for (let round = 0; round < 2; round++) {
			await t.assert.rejects(runTransaction(pool, async transaction => transaction.query('SELECT 1 / $1::INT4', [0]), {restart}), (error: unknown) =>
				error instanceof Error && error.name === 'TransactionFailedError' && 'failure' in error && JSON.stringify(error.failure).includes('"code":"22012"'));
			const wrong = {name: 'wrong', text: 'SELECT nothing WHERE 1 = $1', values: [1]};
			await t.assert.rejects(runTransaction(pool, async transaction => transaction.query(wrong), {restart}), /column "nothing" does not exist/v);
			t.assert.strictEqual(pool.idleCount, 1);
		}

		t.assert.deepStrictEqual(await level(), expected);
	});

	test('need not be there', async (t: TestContext) => {
		t.assert.strictEqual(await runTransaction(pool, async () => 'nothing to do', {restart}), 'nothing to do');
		const {rows} = await pool.query<{status: boolean}>('SELECT now() = statement_timestamp() AS status');
		t.assert.deepStrictEqual(rows, [{status: true}], 'no transaction was left open');
	});

	test('goes after BEGIN where somebody listens', async (t: TestContext) => {
		const {onEvent, all} = createEventLog();
		await runTransaction(pool, async transaction => transaction.query({label: 'only', text: 'SELECT $1::INT4', values: [1]}), {restart, onEvent});
		const labels = restart === 'savepoint' ? ['begin', 'savepoint', 'only', 'release', 'commit'] : ['begin', 'only', 'commit'];
		t.assert.deepStrictEqual(all('statement-finished').map(({statement}) => statement.label), labels);
	});
});

describe(`${where} a statement whose answer decides nothing`, () => {
	beforeEach(async () => {
		await server.run('DELETE FROM notes');
	});

	test('is there once it is committed, whatever stands before and after it', async (t: TestContext) => {
		for (let round = 0; round < 2; round++) {
			await runTransaction(pool, async transaction => transaction.send(insert('alone')), {restart});
			await runTransaction(pool, async transaction => {
				await transaction.query('SELECT 1');
				await transaction.send(insert('before COMMIT'));
			}, {restart});
			await runTransaction(pool, async transaction => {
				await transaction.query('SELECT 1');
				await transaction.send(insert('one'));
				await transaction.send(insert('two'));
				await transaction.send(insert('three'));
				const {rows} = await transaction.query<{count: string}>('SELECT count(*)::TEXT AS count FROM notes WHERE note = ANY ($1)', [['one', 'two', 'three']]);
				t.assert.deepStrictEqual(rows, [{count: String(3 * (round + 1))}]);
			}, {restart});
		}

		t.assert.deepStrictEqual(await notes(), ['alone', 'before COMMIT', 'one', 'three', 'two'].flatMap(note => [note, note]));
	});

	test('is never sent where the work has thought better of it', async (t: TestContext) => {
		await t.assert.rejects(runTransaction(pool, async transaction => {
			await transaction.query('SELECT 1');
			await transaction.send(insert('gone'));
			throw new Error('changed my mind');
		}, {restart}), {message: 'changed my mind'});
		await runTransaction(pool, async transaction => transaction.query('SELECT 1'), {restart});
		t.assert.deepStrictEqual(await notes(), []);
	});

	test('keeps COMMIT from being run where it fails, and the connection is as good as before', async (t: TestContext) => {
		for (let round = 0; round < 2; round++) {
			await t.assert.rejects(runTransaction(pool, async transaction => {
				await transaction.query(insert('before').text, ['before']);
				await transaction.send({name: 'divide', text: 'SELECT 1 / $1::INT4', values: ['0']});
			}, {restart}), (error: unknown) => error instanceof TransactionFailedError && isServerError(error.cause) && error.cause.code === '22012');
			t.assert.deepStrictEqual([await notes(), pool.idleCount], [[], 1]);
		}
	});

	test('is followed by no COMMIT that the work could have hidden its failure from', async (t: TestContext) => {
		await t.assert.rejects(runTransaction(pool, async transaction => {
			await transaction.query('SELECT 1 / $1::INT4', [0]).catch(() => undefined);
			await transaction.send(insert('after'));
		}, {restart}), {name: 'TransactionFailedError'});
		t.assert.deepStrictEqual(await notes(), []);
	});

	test('is sent by itself where somebody listens', async (t: TestContext) => {
		const {onEvent, all} = createEventLog();
		await runTransaction(pool, async transaction => {
			await transaction.send({...insert('heard'), label: 'first'});
			await transaction.query({...insert('heard'), label: 'second'});
			await transaction.send({...insert('heard'), label: 'third'});
		}, {restart, onEvent});
		const labels = all('statement-finished').map(({statement}) => statement.label);
		t.assert.deepStrictEqual(labels.filter(label => ['first', 'second', 'third'].includes(String(label))), ['first', 'second', 'third']);
		t.assert.deepStrictEqual(await notes(), ['heard', 'heard', 'heard']);
	});
});
