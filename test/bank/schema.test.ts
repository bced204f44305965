import {after, describe, test, type TestContext} from 'node:test';
import {listAccounts} from '../../source/bank/accounts.js';
import {openBank} from '../../source/bank/open-bank.js';
import {dropEmptySchema, ensureSchema, NotOurTablesError} from '../../source/bank/schema.js';
import {tablesIn} from '../../source/bank/tables.js';
import {connectFor, openBankFor, startServer} from '../support/servers.js';

const server = await startServer();
after(async () => {
	await server.stop();
});

const tablesOf = async (schema: string): Promise<unknown[]> => {
	const rows = await server.run(`SELECT table_name FROM information_schema.tables WHERE table_schema = '${schema}' ORDER BY 1`);
	return rows.flat();
};

const countOf = async (schema: string): Promise<unknown[]> => {
	const rows = await server.run(`SELECT count(*)::int FROM pg_namespace WHERE nspname = '${schema}'`);
	return rows.flat();
};

/** CockroachDB before 20.2 has none but `public`: the tables then have plain names. */
const noSchemas = {skip: !server.hasSchemas && `${server.kind} has no CREATE SCHEMA`};

test('Tables of those names that are somebody else\'s are left alone, in whatever schema there is', async (t: TestContext) => {
	const schema = await server.freshSchema('strangers');
	await server.run(...(schema === 'public' ? [] : [`CREATE SCHEMA ${schema}`]), `CREATE TABLE ${schema}.accounts (login text)`);
	const database = await connectFor(t, server.url());
	await t.assert.rejects(openBank(database, {schema: schema === 'public' ? 'backoff_bank' : schema}), NotOurTablesError);
	t.assert.deepStrictEqual(await tablesOf(schema), ['accounts']);
	await server.run(`DROP TABLE ${schema}.accounts`);
});

describe('The bank\'s tables', () => {
	test('are made safely by eight at once, in whatever schema there is', async (t: TestContext) => {
		const databases = await Promise.all(Array.from({length: 8}, async () => connectFor(t, server.url())));
		for (let round = 1; round <= 3; round++) {
			const schema = await server.freshSchema(`many_${round}`);
			const opened = await Promise.all(databases.map(async database => openBank(database, {schema, accounts: 5})));
			const lists = await Promise.all(opened.map(async ({bank}) => listAccounts(bank)));
			t.assert.deepStrictEqual(lists.map(list => list.length), lists.map(() => 5));
			t.assert.deepStrictEqual(await tablesOf(schema), ['accounts', 'transfers']);
		}
	});

	for (const broken of [/^CREATE SCHEMA/v, /^CREATE TABLE .*accounts/v, /^CREATE TABLE .*transfers/v]) {
		const where = broken.source.includes('SCHEMA') ? noSchemas : {};
		test(`are made by the next try when ${broken.source.slice(1)} failed`, where, async (t: TestContext) => {
			const schema = await server.freshSchema('half');
			const database = await connectFor(t, server.url());
			const tables = tablesIn(schema);
			const lost = new Error('the line is gone');
			// One is done, and nobody hears of it; or it isn't.
			for (const isDone of [false, true]) {
				const pool = Object.create(database.pool) as typeof database.pool;
				pool.query = (async (text: string, values?: unknown[]) => {
					const isBroken = broken.test(text);
					if (!isBroken || isDone) {
						const result = await database.pool.query(text, values);
						if (!isBroken) {
							return result;
						}
					}

					throw lost;
				}) as typeof pool.query;
				await t.assert.rejects(ensureSchema({...database, pool}, tables), lost);
				await ensureSchema(database, tables);
				t.assert.deepStrictEqual(await tablesOf(schema), ['accounts', 'transfers']);
				await server.run(...(server.hasSchemas ? [`DROP SCHEMA ${schema} CASCADE`] : [`DROP TABLE ${tables.accounts}, ${tables.transfers}`]));
			}
		});
	}
});

describe('The bank\'s schema', noSchemas, () => {
	test('is created with the tables of the bank, and says so once', async (t: TestContext) => {
		const database = await connectFor(t, server.url());
		const first = await openBank(database, {schema: 'fresh'});
		const second = await openBank(database, {schema: 'fresh'});
		t.assert.deepStrictEqual([first.created, second.created], [{schema: true, tables: true}, {schema: false, tables: false}]);
		const columns = await server.run('SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = \'fresh\' ORDER BY table_name, ordinal_position');
		t.assert.deepStrictEqual(columns.map(row => row.join(' ')), [
			'accounts id uuid NO',
			'accounts owner text NO',
			'accounts balance bigint NO',
			'accounts opening bigint NO',
			'transfers id uuid NO',
			'transfers from_account uuid NO',
			'transfers to_account uuid NO',
			'transfers cents bigint NO',
			'transfers made_at timestamp with time zone NO',
		]);
		const keys = await server.run('SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = \'p\' AND connamespace = \'fresh\'::regnamespace ORDER BY 1');
		t.assert.deepStrictEqual(keys, [['fresh.accounts', 'PRIMARY KEY (id)'], ['fresh.transfers', 'PRIMARY KEY (id)']]);
	});

	test('makes the server itself refuse money that cannot be', async (t: TestContext) => {
		await openBankFor(t, server, {schema: 'checks'});
		await t.assert.rejects(server.run('UPDATE checks.accounts SET balance = balance - 50001 WHERE owner = \'Cleo\''), {code: '23514'});
		await t.assert.rejects(server.run('UPDATE checks.accounts SET opening = -1'), {code: '23514'});
		const [a, b, c] = ['a', 'b', 'c'].map(letter => `'${letter.repeat(8)}-0000-4000-8000-000000000000'`);
		await t.assert.rejects(server.run(`INSERT INTO checks.transfers VALUES (${a}, ${b}, ${c}, 0)`), {code: '23514'});
		await t.assert.rejects(server.run(`INSERT INTO checks.transfers VALUES (${a}, ${b}, ${c}, 1)`, `INSERT INTO checks.transfers VALUES (${a}, ${c}, ${b}, 2)`), {code: '23505'});
	});

	test('is the same however often it is opened, and keeps its money', async (t: TestContext) => {
		const database = await connectFor(t, server.url());
		const {bank} = await openBank(database, {schema: 'again'});
		await server.run('UPDATE again.accounts SET balance = 7 WHERE owner = \'Ada\'', 'DELETE FROM again.accounts WHERE owner = \'Hana\'');
		const before = await listAccounts(bank);
		await openBank(database, {schema: 'again'});
		t.assert.deepStrictEqual(await listAccounts(bank), before);
		await openBank(database, {schema: 'again', accounts: 3});
		t.assert.deepStrictEqual(await listAccounts(bank), before);
	});

	test('is made safely by twelve at once, each with connections of its own', async (t: TestContext) => {
		const databases = await Promise.all(Array.from({length: 12}, async () => connectFor(t, server.url())));
		// Where they meet is chance, so they meet ten times.
		for (let round = 1; round <= 10; round++) {
			const opened = await Promise.all(databases.map(async database => openBank(database, {schema: `crowd_${round}`, accounts: 40})));
			const lists = await Promise.all(opened.map(async ({bank}) => listAccounts(bank)));
			t.assert.strictEqual(lists[0]?.length, 40);
			t.assert.deepStrictEqual(lists, Array.from({length: 12}, () => lists[0]));
			t.assert.ok(opened.some(({created}) => created.tables));
		}
	});

	for (const [what, statement, why] of [
		['an accounts table with another column', 'CREATE TABLE strange.accounts (id uuid, owner text, balance bigint, opening bigint, pin text)', /column pin \(text\) is none/v],
		['an accounts table with a column of another type', 'CREATE TABLE strange.accounts (id uuid, owner text, balance numeric, opening bigint)', /column balance \(numeric\)/v],
		['a transfers table that lacks columns', 'CREATE TABLE strange.transfers (id uuid, cents bigint)', /strange\.transfers .*lacks columns/v],
		['a view named accounts', 'CREATE VIEW strange.accounts AS SELECT 1 AS id', /column id \(integer\)/v],
	] as const) {
		test(`is not made beside ${what}, and nothing is changed`, async (t: TestContext) => {
			await server.run('CREATE SCHEMA strange', statement);
			t.after(async () => server.run('DROP SCHEMA strange CASCADE'));
			const before = await tablesOf('strange');
			const database = await connectFor(t, server.url());
			await t.assert.rejects(openBank(database, {schema: 'strange'}), (error: unknown) => error instanceof NotOurTablesError
				&& why.test(error.message) && error.message.includes('Nothing was changed. Name another schema (--schema NAME)'));
			t.assert.deepStrictEqual(await tablesOf('strange'), before);
		});
	}

	test('may be one with other tables in it, which stay as they are', async (t: TestContext) => {
		await server.run('CREATE TABLE public.customers (id int)', 'INSERT INTO public.customers VALUES (1)');
		const bank = await openBankFor(t, server, {schema: 'public'});
		t.assert.deepStrictEqual(await tablesOf('public'), ['accounts', 'customers', 'transfers']);
		await dropEmptySchema(bank, {schema: false, tables: true});
		t.assert.deepStrictEqual(await tablesOf('public'), ['accounts', 'customers', 'transfers'], 'there are accounts in it');
	});
});

describe('What was made', noSchemas, () => {
	for (const [words, hadSchema, left] of [['with its schema', false, 0], ['but not a schema that was there', true, 1]] as const) {
		test(`can be taken away again, ${words}`, async (t: TestContext) => {
			await server.run(...(hadSchema ? ['CREATE SCHEMA brief'] : []));
			t.after(async () => server.run('DROP SCHEMA IF EXISTS brief'));
			const database = await connectFor(t, server.url());
			const tables = tablesIn('brief');
			const created = await ensureSchema(database, tables);
			t.assert.deepStrictEqual(created, {schema: !hadSchema, tables: true});
			await dropEmptySchema({database, tables}, created);
			t.assert.deepStrictEqual([await tablesOf('brief'), await countOf('brief')], [[], [left]]);
		});
	}

	test('stays when somebody has put something into it', async (t: TestContext) => {
		const database = await connectFor(t, server.url());
		const tables = tablesIn('used');
		const created = await ensureSchema(database, tables);
		await openBank(database, {schema: 'used'});
		await dropEmptySchema({database, tables}, created);
		t.assert.deepStrictEqual(await tablesOf('used'), ['accounts', 'transfers']);
	});

	test('stays when it was not us who made it', async (t: TestContext) => {
		const database = await connectFor(t, server.url());
		const tables = tablesIn('theirs');
		await ensureSchema(database, tables);
		await dropEmptySchema({database, tables}, await ensureSchema(database, tables));
		t.assert.deepStrictEqual(await tablesOf('theirs'), ['accounts', 'transfers']);
	});
});
