import {describe, test, type TestContext} from 'node:test';
import {TransactionFailedError} from '../../source/index.js';
import {connectionLost, queryTimeout, serverError} from '../support/database-errors.js';
import {atRest} from '../support/fake-clock.js';
import {never} from '../support/scripted-client.js';
import {ScriptedPool} from '../support/scripted-pool.js';
import {readThenWrite, rehearse} from './rehearse.js';

describe('When ROLLBACK fails', () => {
	for (const [how, error] of [
		['with an error of the server', serverError('XX000')],
		['because the connection is gone', connectionLost()],
		['because time ran out', queryTimeout()],
	] as const) {
		test(`${how}, the client is destroyed and the real error stays the cause`, async (t: TestContext) => {
			const real = serverError('23505');
			const {ended, chronicle, pool} = rehearse([['UPDATE', real], ['ROLLBACK', error]], readThenWrite);
			const {error: thrown} = await ended;
			t.assert.ok(thrown instanceof TransactionFailedError);
			t.assert.strictEqual(thrown.cause, real);
			t.assert.deepStrictEqual(chronicle.slice(-4), ['sent ROLLBACK', 'failed ROLLBACK', 'destroyed', 'gave-up final']);
			t.assert.deepStrictEqual(pool.idle, []);
		});

		test(`${how}, a serialization failure is retried on another client`, async (t: TestContext) => {
			const {ended, pool} = rehearse([['UPDATE', serverError('40001')], ['ROLLBACK', error]], readThenWrite);
			t.assert.deepStrictEqual(await ended, {value: 2});
			t.assert.strictEqual(pool.clients.length, 2);
			t.assert.deepStrictEqual(pool.misuse, []);
		});

		test(`${how}, the work's own error comes back unchanged`, async (t: TestContext) => {
			const refusal = new Error('Not covered.');
			const {ended, pool} = rehearse([['ROLLBACK', error]], async () => {
				throw refusal;
			});
			t.assert.strictEqual((await ended).error, refusal);
			t.assert.deepStrictEqual(pool.idle, []);
		});
	}
});

test('When ROLLBACK is not answered within a second, the client is destroyed and the transaction goes on', async (t: TestContext) => {
	t.mock.timers.enable({apis: ['setTimeout']});
	const {ended, pool, chronicle} = rehearse([['UPDATE', serverError('40001')], ['ROLLBACK', never]], readThenWrite);
	await atRest();
	t.mock.timers.tick(999);
	await atRest();
	t.assert.strictEqual(chronicle.at(-1), 'sent ROLLBACK');
	t.mock.timers.tick(1);
	t.assert.deepStrictEqual(await ended, {value: 2});
	t.assert.strictEqual(pool.clients.length, 2);
	t.assert.deepStrictEqual(pool.misuse, []);
});

test('A ROLLBACK that CockroachDB refuses because nothing is open costs no client', async (t: TestContext) => {
	const {ended, pool} = rehearse([], async transaction => {
		await transaction.query('ROLLBACK');
		throw new Error('Never mind.');
	}, {engine: 'cockroachdb'});
	await ended;
	t.assert.strictEqual(pool.idle.length, 1);
	t.assert.deepStrictEqual(pool.misuse, []);
});

test('A client that does not tell its status is rolled back to be sure', async (t: TestContext) => {
	const pool = new ScriptedPool([['COMMIT', serverError('40001')], ['SELECT', serverError('40001')]], {tellsStatus: false});
	const {ended} = rehearse([], readThenWrite, {pool});
	t.assert.deepStrictEqual(await ended, {value: 3});
	t.assert.strictEqual(pool.sent.filter(({text}) => text === 'ROLLBACK').length, 2);
	t.assert.deepStrictEqual(pool.misuse, []);
});
