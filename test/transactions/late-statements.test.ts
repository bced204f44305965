import {test, type TestContext} from 'node:test';
import {OutcomeUnknownError, type Gate, type Transaction} from '../../source/index.js';
import {atRest} from '../support/fake-clock.js';
import {connectionLost, serverError} from '../support/database-errors.js';
import type {Answer} from '../support/scripted-client.js';
import {rehearse} from './rehearse.js';

const over = /attempt is over/v;

/** Holds the statements that begin so until it is opened. */
const gateFor = (start: string): {gate: Gate; open: () => void} => {
	const {promise, resolve} = Promise.withResolvers<void>();
	return {
		async gate({statement}) {
			if (statement.text.startsWith(start)) {
				await promise;
			}
		},
		open: resolve,
	};
};

test('A transaction takes no statement once it has committed', async (t: TestContext) => {
	let kept: Transaction | undefined;
	const {ended, pool} = rehearse([], async transaction => {
		kept = transaction;
	});
	await ended;
	await t.assert.rejects(async () => kept?.query('UPDATE balance'), over);
	t.assert.deepStrictEqual(pool.sent.map(({text}) => text), ['BEGIN ISOLATION LEVEL SERIALIZABLE', 'COMMIT']);
});

test('A transaction takes no statement once its attempt has failed, also while the next one runs', async (t: TestContext) => {
	const kept: Transaction[] = [];
	const refused: unknown[] = [];
	const {ended, pool} = rehearse([['UPDATE', serverError('40001')]], async transaction => {
		kept.push(transaction);
		if (transaction.attempt === 2) {
			await kept[0]?.query('DELETE').catch((error: unknown) => {
				refused.push(error);
			});
		}

		await transaction.query('UPDATE balance');
	});
	t.assert.deepStrictEqual(await ended, {value: undefined});
	t.assert.match(String(refused[0]), over);
	t.assert.ok(pool.sent.every(({text}) => text !== 'DELETE'));
});

test('A statement that a gate holds past the end of its attempt is not sent', async (t: TestContext) => {
	const {gate, open} = gateFor('DELETE');
	const held: Array<Promise<unknown>> = [];
	const {ended, pool} = rehearse([['UPDATE', serverError('40001')]], async transaction => {
		if (transaction.attempt === 1) {
			held.push(transaction.query('DELETE'));
		}

		await transaction.query('UPDATE balance');
	}, {gate});
	await ended;
	open();
	await t.assert.rejects(async () => held[0], over);
	t.assert.deepStrictEqual(pool.misuse, []);
});

test('A statement that a gate holds until COMMIT is sent does not run after it, outside the transaction', async (t: TestContext) => {
	const {gate, open} = gateFor('DELETE');
	const answer = Promise.withResolvers<Answer>();
	const held: Array<Promise<unknown>> = [];
	const {ended, pool} = rehearse([['COMMIT', async () => answer.promise]], async transaction => {
		held.push(transaction.query('DELETE'));
	}, {gate});
	await atRest();
	open();
	const rejected = t.assert.rejects(async () => held[0], over);
	await atRest();
	answer.resolve({});
	await ended;
	await rejected;
	t.assert.deepStrictEqual(pool.sent.map(({text}) => text), ['BEGIN ISOLATION LEVEL SERIALIZABLE', 'COMMIT']);
	t.assert.deepStrictEqual(pool.misuse, []);
});

test('A stray statement during COMMIT does not make a lost answer look harmless', async (t: TestContext) => {
	const answer = Promise.withResolvers<Answer>();
	const kept: Transaction[] = [];
	const {ended, chronicle} = rehearse([['COMMIT', async () => answer.promise]], async transaction => {
		kept.push(transaction);
	});
	await atRest();
	const stray = t.assert.rejects(async () => kept[0]?.query('DELETE'), over);
	await atRest();
	answer.resolve(connectionLost());
	const {error} = await ended;
	await stray;
	t.assert.ok(error instanceof OutcomeUnknownError);
	t.assert.ok(!chronicle.includes('attempt 2'));
});

test('Statements sent all at once run in the transaction, and the first that fails decides', async (t: TestContext) => {
	const {ended, events, pool} = rehearse([['UPDATE', serverError('40001')]], async transaction => {
		await Promise.all(['SELECT', 'UPDATE', 'DELETE'].map(async text => transaction.query(text)));
		return transaction.attempt;
	});
	t.assert.deepStrictEqual(await ended, {value: 2});
	t.assert.strictEqual(events.find(event => event.type === 'attempt-failed')?.failure.code, '40001');
	t.assert.deepStrictEqual(pool.misuse, []);
});
