import {describe, test, type TestContext} from 'node:test';
import {tablesIn} from '../../source/bank/tables.js';
import {classify} from '../../source/transactions/classify.js';
import {RowLocks} from './row-locks.js';
import {ServerSession} from './server-session.js';
import {SimulatedTables} from './simulated-tables.js';

const {accounts, transfers} = tablesIn('bank');
const [ann, bob] = ['ann', 'bob'];

const read = `SELECT balance FROM ${accounts} WHERE id = $1`;
const debit = `UPDATE ${accounts} SET balance = balance - $2 WHERE id = $1`;
const credit = `UPDATE ${accounts} SET balance = balance + $2 WHERE id = $1`;
const write = `INSERT INTO ${transfers} (id, from_account, to_account, cents) VALUES ($1, $2, $3, $4)`;
const claim = `${write} ON CONFLICT (id) DO NOTHING`;
const lookUp = `SELECT from_account, to_account, cents, made_at FROM ${transfers} WHERE id = $1`;
const row = ['t', ann, bob, '5'] as const;

/** Two sessions of one server, and what each statement comes to: a tag and a count, or a SQLSTATE. */
const twoSessions = () => {
	const tables = new SimulatedTables(new Map([[ann, 100n], [bob, 100n]]));
	const host = {tables, locks: new RowLocks(), now: () => 0, onUnknown: () => undefined};
	const session = () => {
		const server = new ServerSession(host);
		const send = async (text: string, ...values: string[]): Promise<string> => {
			try {
				const {command, rowCount} = await server.run(text, values);
				return rowCount === null ? command : `${command} ${rowCount}`;
			} catch (error) {
				return classify(error, 'work').code ?? 'no code';
			}
		};

		const begin = async (isolation = 'SERIALIZABLE') => send(`BEGIN ISOLATION LEVEL ${isolation}`);
		return {send, begin, server};
	};

	return {tables, one: session(), other: session()};
};

/** What has come of a statement so far. */
const soFar = async (answer: Promise<string>): Promise<string> => {
	for (let turn = 0; turn < 20; turn++) {
		await Promise.resolve();
	}

	return Promise.race([answer, Promise.resolve('waits')]);
};

describe('The simulated server', () => {
	test('shows nothing of a transaction before it commits, and then all of it', async (t: TestContext) => {
		const {tables, one, other} = twoSessions();
		await one.begin();
		await one.send(debit, ann, '5');
		await one.send(credit, bob, '5');
		t.assert.deepStrictEqual((await other.server.run(read, [ann])).rows, [{balance: '100'}]);
		await one.send('COMMIT');
		t.assert.deepStrictEqual((await other.server.run(read, [ann])).rows, [{balance: '95'}]);
		t.assert.deepStrictEqual(tables.totals, [200n]);
	});

	test('lets a writer wait for the one before it, and refuses it unless it reads committed', async (t: TestContext) => {
		for (const [isolation, expected] of [['SERIALIZABLE', '40001'], ['REPEATABLE READ', '40001'], ['READ COMMITTED', 'UPDATE 1']] as const) {
			const {one, other} = twoSessions();
			await one.begin(isolation);
			await other.begin(isolation);
			await other.send(read, ann);
			await one.send(debit, ann, '5');
			const waiting = other.send(debit, ann, '5');
			t.assert.strictEqual(await soFar(waiting), 'waits');
			await one.send('COMMIT');
			t.assert.strictEqual(await waiting, expected);
		}
	});

	test('lets a writer on when the one before it rolled back', async (t: TestContext) => {
		const {one, other} = twoSessions();
		await one.begin();
		await other.begin();
		await one.send(debit, ann, '5');
		const waiting = other.send(debit, ann, '7');
		await one.send('ROLLBACK');
		t.assert.strictEqual(await waiting, 'UPDATE 1');
		t.assert.strictEqual(await other.send('COMMIT'), 'COMMIT');
	});

	test('refuses a COMMIT whose decision rests on what has changed since', async (t: TestContext) => {
		const {one, other} = twoSessions();
		await one.begin();
		await other.begin();
		await one.send(read, ann);
		await other.send(read, bob);
		await one.send(debit, bob, '5');
		await other.send(debit, ann, '5');
		t.assert.strictEqual(await one.send('COMMIT'), 'COMMIT');
		t.assert.strictEqual(await other.send('COMMIT'), '40001');
		t.assert.strictEqual(other.server.status, 'I');
	});

	test('ends waiting in a circle', async (t: TestContext) => {
		const {one, other} = twoSessions();
		await one.begin();
		await other.begin();
		await one.send(debit, ann, '5');
		await other.send(debit, bob, '5');
		const waiting = one.send(credit, bob, '5');
		t.assert.strictEqual(await other.send(credit, ann, '5'), '40P01');
		t.assert.strictEqual(await waiting, 'UPDATE 1');
	});

	test('takes nothing but ROLLBACK after an error, and answers COMMIT with ROLLBACK', async (t: TestContext) => {
		const {one} = twoSessions();
		await one.begin();
		t.assert.strictEqual(await one.send(debit, ann, '101'), '23514');
		t.assert.strictEqual(one.server.status, 'E');
		t.assert.strictEqual(await one.send(read, ann), '25P02');
		t.assert.strictEqual(await one.send('COMMIT'), 'ROLLBACK');
		t.assert.strictEqual(one.server.status, 'I');
	});

	test('has a claim wait for whoever may be about to commit that id', async (t: TestContext) => {
		for (const [isolation, end, expected] of [
			['READ COMMITTED', 'COMMIT', 'INSERT 0'],
			['SERIALIZABLE', 'COMMIT', '40001'],
			['SERIALIZABLE', 'ROLLBACK', 'INSERT 1'],
		] as const) {
			const {one, other} = twoSessions();
			await one.begin();
			await one.send(write, ...row);
			await other.begin(isolation);
			const waiting = other.send(claim, ...row);
			t.assert.strictEqual(await soFar(waiting), 'waits');
			await one.send(end);
			t.assert.strictEqual(await waiting, expected);
		}
	});

	test('has each id once', async (t: TestContext) => {
		const {one, other} = twoSessions();
		await one.send(write, ...row);
		t.assert.strictEqual(await other.send(write, ...row), '23505');
		await other.begin();
		t.assert.strictEqual(await other.send(claim, ...row), 'INSERT 0');
		const {rows} = await other.server.run(lookUp, ['t']);
		t.assert.deepStrictEqual(rows, [{from_account: ann, to_account: bob, cents: '5', made_at: new Date(0)}]);
	});

	test('loses with a session what it had not committed, and frees what it held', async (t: TestContext) => {
		const {one, other, tables} = twoSessions();
		await one.begin();
		await one.send(debit, ann, '5');
		await other.begin();
		const waiting = other.send(debit, ann, '7');
		one.server.end();
		t.assert.strictEqual(await waiting, 'UPDATE 1');
		await other.send('COMMIT');
		t.assert.strictEqual(tables.latest(ann)?.balance, 93n);
	});
});
