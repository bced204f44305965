import {after, describe, test, type TestContext} from 'node:test';
import pg from 'pg';
import {cancelStatement} from '../../source/database/cancel-statement.js';
import {personas} from './personas/index.js';
import {startStandIn} from './stand-in.js';

const standIn = await startStandIn({version: 'current'});
after(async () => {
	await standIn.stop();
});
await standIn.run('CREATE TABLE accounts (id int8 PRIMARY KEY, balance int8 NOT NULL)', 'INSERT INTO accounts VALUES (1, 100), (2, 100)');

const connect = async (t: TestContext, login: Parameters<typeof standIn.url>[0] = {}): Promise<pg.Client> => {
	const client = new pg.Client({connectionString: standIn.url(login)});
	client.on('error', () => undefined);
	t.after(async () => client.end());
	await client.connect();
	return client;
};

/** The SQLSTATE with which a statement fails, and the transaction's status afterwards. */
const refusal = async (client: pg.Client, sql: string): Promise<[code: string | undefined, status: string | null]> => {
	let code: string | undefined;
	await client.query(sql).catch((error: unknown) => {
		({code} = error as pg.DatabaseError);
	});
	return [code, client.getTransactionStatus()];
};

describe('The stand-in for a current CockroachDB', () => {
	test('says so, and gives its errors a HINT where the documentation has the reason', async (t: TestContext) => {
		const client = await connect(t);
		const {rows: [row]} = await client.query<{version: string}>('SELECT version()');
		t.assert.strictEqual(row?.version, personas.current.version);
		const rival = await connect(t);
		for (const each of [client, rival]) {
			await each.query('BEGIN');
			await each.query('SELECT sum(balance) FROM accounts');
		}

		await client.query('UPDATE accounts SET balance = balance - 1 WHERE id = 1');
		await rival.query('UPDATE accounts SET balance = balance - 1 WHERE id = 2');
		await t.assert.rejects(client.query('COMMIT'), {code: '40001', hint: /transaction-retry-error-reference\.html#retry_serializable$/v});
		await rival.query('COMMIT');
	});

	test('fails every statement of a transaction while it is told to, three times where that is restarted', async (t: TestContext) => {
		const client = await connect(t);
		await client.query('SET inject_retry_errors_enabled = true');
		await client.query('SELECT 1');
		await client.query('BEGIN; SAVEPOINT cockroach_restart');
		for (let round = 0; round < 3; round++) {
			t.assert.deepStrictEqual(await refusal(client, 'SELECT 1'), ['40001', 'E']);
			await client.query('ROLLBACK TO SAVEPOINT cockroach_restart');
		}

		t.assert.deepStrictEqual(await refusal(client, 'SELECT 1'), [undefined, 'T']);
		await client.query('RELEASE SAVEPOINT cockroach_restart; COMMIT');
		await client.query('SET inject_retry_errors_enabled = off');
		await client.query('BEGIN');
		await client.query('SET LOCAL inject_retry_errors_on_commit_enabled = true');
		t.assert.deepStrictEqual(await refusal(client, 'COMMIT'), ['40001', 'I']);
		await client.query('BEGIN');
		t.assert.deepStrictEqual(await refusal(client, 'COMMIT'), [undefined, 'I']);
	});

	test('has READ COMMITTED, and SERIALIZABLE for REPEATABLE READ', async (t: TestContext) => {
		const client = await connect(t);
		const levels: unknown[] = [];
		for (const level of ['READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE']) {
			await client.query(`BEGIN ISOLATION LEVEL ${level}`);
			const {rows} = await client.query('SHOW transaction_isolation');
			levels.push(rows[0]);
			await client.query('COMMIT');
		}

		t.assert.deepStrictEqual(levels, ['read committed', 'serializable', 'serializable'].map(level => ({transaction_isolation: level})));
	});

	test('commits a transaction before it changes the schema, and then none is in progress, which is no error', async (t: TestContext) => {
		const client = await connect(t);
		const notices: Array<string | undefined> = [];
		client.on('notice', ({message}) => {
			notices.push(message);
		});
		await client.query('BEGIN');
		await client.query('INSERT INTO accounts VALUES (3, 1)');
		await client.query('CREATE TABLE another (id INT)');
		t.assert.strictEqual(client.getTransactionStatus(), 'I');
		t.assert.deepStrictEqual(await refusal(client, 'ROLLBACK'), [undefined, 'I']);
		t.assert.deepStrictEqual(notices, ['there is no transaction in progress']);
		t.assert.deepStrictEqual(await standIn.run('SELECT count(*)::int FROM accounts'), [[3]]);
	});

	test('hears a CancelRequest', async (t: TestContext) => {
		const [client, rival] = [await connect(t), await connect(t)];
		await rival.query('BEGIN');
		await rival.query('SELECT 1 FROM accounts WHERE id = 1 FOR UPDATE');
		const refused = t.assert.rejects(client.query('UPDATE accounts SET balance = 0 WHERE id = 1'), {code: '57014', message: 'query execution canceled'});
		for (let waiting: unknown[] = []; waiting.length === 0;) {
			waiting = await standIn.run('SELECT 1 FROM pg_stat_activity WHERE wait_event_type = \'Lock\'');
		}

		await cancelStatement(client);
		await refused;
	});

	test('reads the past outside a transaction only', async (t: TestContext) => {
		const client = await connect(t);
		const historical = 'SELECT id FROM accounts AS OF SYSTEM TIME \'-1ms\' WHERE id = $1';
		const {rows} = await client.query(historical, [1]);
		t.assert.deepStrictEqual(rows, [{id: '1'}]);
		await client.query('BEGIN');
		t.assert.deepStrictEqual(await refusal(client, 'SELECT id FROM accounts AS OF SYSTEM TIME \'-1ms\''), ['0A000', 'E']);
	});

	test('takes no part of a statement that changes rows and returns none', async (t: TestContext) => {
		const client = await connect(t);
		const statement = (returning: string) => `WITH changed AS (UPDATE accounts SET balance = balance WHERE id = 1 ${returning}) SELECT id FROM accounts WHERE id = 1`;
		t.assert.deepStrictEqual([await refusal(client, statement('')), await refusal(client, statement('RETURNING id'))], [['0A000', 'I'], [undefined, 'I']]);
	});

	test('lets nobody into a database that is not there', async (t: TestContext) => {
		await t.assert.rejects(connect(t, {database: 'nosuch'}), {code: '3D000'});
	});
});

describe('The stand-in speaks the protocol', () => {
	test('with named statements, empty ones, several in one text, and on after an error', async (t: TestContext) => {
		const client = await connect(t);
		const named = {name: 'balance', text: 'SELECT balance FROM accounts WHERE id = $1'};
		for (const id of [2, 2]) {
			const {rows} = await client.query({...named, values: [id]});
			t.assert.deepStrictEqual(rows, [{balance: '99'}]);
		}

		const {rows: none} = await client.query('');
		t.assert.deepStrictEqual(none, []);
		const several = await client.query('SELECT 1 AS a; SELECT \'x;y\' AS b -- ; not a statement') as unknown as Array<pg.QueryResult<Record<string, unknown>>>;
		t.assert.deepStrictEqual(several.map(({rows}) => rows), [[{a: '1'}], [{b: 'x;y'}]]);
		await t.assert.rejects(client.query('SELECT nothing FROM accounts WHERE id = $1', [1]), {code: '42703'});
		const {rows, fields} = await client.query('SELECT id FROM accounts WHERE false AND id = $1', [1]);
		t.assert.deepStrictEqual([rows, fields.map(({name}) => name)], [[], ['id']]);
	});

	test('and leaves nothing behind', async (t: TestContext) => {
		const other = await startStandIn({version: '20.1', transport: 'loopback'});
		const client = new pg.Client(other.url());
		client.on('error', () => undefined);
		await client.connect();
		await client.query('BEGIN');
		await other.stop();
		await t.assert.rejects(client.query('SELECT 1'), /terminated|connection error/v);
		const late = new pg.Client(other.url());
		await t.assert.rejects(late.connect(), {code: 'ECONNREFUSED'});
	});
});
