import {after, describe, test, type TestContext} from 'node:test';
import {connectDatabase} from '../../../source/database/connect.js';
import {EagerClient} from '../../../source/database/eager-client.js';
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

const level = async () => runTransaction(pool, async transaction => {
	const {rows} = await transaction.query<{level: string; n: string}>('SELECT current_setting(\'transaction_isolation\') AS level, $1::TEXT AS n', ['7']);
	return rows;
}, {restart, isolation: 'repeatable read'});
/** Each transaction has its level from its own BEGIN. */
const expected = [{level: server.hasRepeatableRead ? 'repeatable read' : 'serializable', n: '7'}];

describe(`On ${server.kind === 'embedded' ? 'PostgreSQL' : server.kind}, restarted at ${restart}, the first statement of a transaction that nobody watches`, () => {
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
		const insert = {text: 'INSERT INTO notes (note) VALUES ($1)', values: ['outside']};
		await client.send(insert, 'BEGIN');
		await client.query('ROLLBACK');
		// What is prepared under that name is gone, so what stands in front fails.
		await client.query('DEALLOCATE "BEGIN"');
		await t.assert.rejects(client.send(insert, 'BEGIN'), {code: '26000'});
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
