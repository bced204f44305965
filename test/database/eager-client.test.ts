import {after, describe, test, type TestContext} from 'node:test';
import pg from 'pg';
import {EagerClient} from '../../source/database/eager-client.js';
import {startServer} from '../support/servers.js';

const server = await startServer();
const client = new EagerClient({connectionString: server.url()});
await client.connect();
after(async () => {
	await client.end();
	await server.stop();
});
await client.query('CREATE TABLE notes (id INT4 PRIMARY KEY, note TEXT, made_at TIMESTAMPTZ DEFAULT now())');

const texts = {
	select: 'SELECT $1::INT4 AS four, $1::INT8 AS eight, $2::TEXT AS text, NULL AS nothing, TIMESTAMPTZ \'2026-01-02 03:04:05Z\' AS time, $1::INT4 > 3 AS more',
	rows: 'SELECT n FROM generate_series(1, $1::INT4) AS n',
	none: 'SELECT 1 AS one WHERE $1::INT4 = 0',
	insert: 'INSERT INTO notes (id, note) VALUES ($1, $2)',
	update: 'UPDATE notes SET note = note || $1',
	returning: 'UPDATE notes SET note = $1 RETURNING id, note',
} as const;

const values: Readonly<Record<keyof typeof texts, string[]>> = {
	select: ['7', 'seven'], rows: ['3'], none: ['1'], insert: ['1', 'one'], update: ['!'], returning: ['new'],
};

const plain = async (text: string, some: string[]) => {
	const {rows, rowCount, command} = await client.query<Record<string, unknown>>(text, some);
	return {rows, rowCount, command};
};

describe('An eager client', () => {
	for (const name of ['', 'named']) {
		test(`answers as pg does, ${name === '' ? 'without a name' : 'prepared, however often'}`, async (t: TestContext) => {
			for (const [key, text] of Object.entries(texts)) {
				const some = values[key as keyof typeof texts];
				for (let round = 0; round < 3; round++) {
					await client.query('TRUNCATE notes');
					await client.query('INSERT INTO notes VALUES (2, \'two\'), (3, \'three\')');
					const expected = await plain(text, some);
					await client.query('TRUNCATE notes');
					await client.query('INSERT INTO notes VALUES (2, \'two\'), (3, \'three\')');
					t.assert.deepStrictEqual(await client.send({text, values: some, ...(name !== '' && {name: `${name} ${key}`})}), expected);
				}
			}
		});
	}

	test('says what failed, and is as good as before', async (t: TestContext) => {
		const statement = {name: 'divide', text: 'SELECT 1 / $1::INT4 AS one'};
		for (const divisor of ['0', '1', '0', '1']) {
			const sent = client.send({...statement, values: [divisor]});
			if (divisor === '0') {
				await t.assert.rejects(sent, {code: '22012'});
			} else {
				const {rows} = await sent;
				t.assert.deepStrictEqual(rows, [{one: 1}]);
			}
		}

		for (let round = 0; round < 2; round++) {
			await t.assert.rejects(client.send({name: 'wrong', text: 'SELECT nothing WHERE 1 = $1', values: ['1']}), {code: '42703'}, 'what was not prepared is told anew');
		}
	});

	test('leaves to pg what it can\'t take itself', async (t: TestContext) => {
		const {rows} = await client.send({text: 'SELECT $1::INT4 + 1 AS more, $2::TEXT IS NULL AS nothing', values: [1, null]});
		t.assert.deepStrictEqual(rows, [{more: 2, nothing: true}]);
		t.assert.deepStrictEqual((await client.send({text: 'SELECT 1 AS one'})).rows, [{one: 1}]);
	});

	test('rejects what is under way when the connection ends, and when time is over', async (t: TestContext) => {
		const hasty = new EagerClient({connectionString: server.url(), query_timeout: 50});
		hasty.on('error', () => undefined);
		await hasty.connect();
		await t.assert.rejects(hasty.send({name: 'sleep', text: 'SELECT pg_sleep($1)', values: ['60']}), {message: 'Query read timeout'});
		hasty.connection.stream.destroy();
		const ended = new EagerClient({connectionString: server.url()});
		ended.on('error', () => undefined);
		await ended.connect();
		const sent = ended.send({name: 'sleep', text: 'SELECT pg_sleep($1)', values: ['60']});
		ended.connection.stream.destroy();
		await t.assert.rejects(sent, {message: 'Connection terminated unexpectedly'});
	});

	test('keeps apart what is asked for at once', async (t: TestContext) => {
		const pool = new pg.Pool({connectionString: server.url(), max: 1, Client: EagerClient});
		t.after(async () => pool.end());
		const one = await pool.connect();
		t.assert.ok(one instanceof EagerClient);
		// In pg's own queue, behind each other.
		const sent = [one.send({name: 'a', text: 'SELECT $1::TEXT AS a', values: ['1']}), one.query('SELECT $1::TEXT AS b', ['2']), one.send({name: 'a', text: 'SELECT $1::TEXT AS a', values: ['3']})];
		const answers = await Promise.all(sent);
		t.assert.deepStrictEqual(answers.map(({rows}) => rows), [[{a: '1'}], [{b: '2'}], [{a: '3'}]]);
		one.release();
	});
});
