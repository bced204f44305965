import {test, type TestContext} from 'node:test';
import {
	none, OutcomeUnknownError, RetriesExhaustedError, runTransaction, TransactionAbortedError, TransactionFailedError, type Settle,
} from '../../source/index.js';
import {connectionLost, serverError, socketError} from '../support/database-errors.js';
import type {QueryConfig, Row} from '../../source/transactions/statement.js';
import {times, type Line} from '../support/scripted-client.js';
import {ScriptedPool} from '../support/scripted-pool.js';
import {readThenWrite, rehearse} from './rehearse.js';

/** Takes a key before it works: what the script answers to CLAIM tells whether the earlier attempt committed. */
const settle: Settle<number> = async (transaction, finding) => {
	const {rowCount} = await transaction.query('CLAIM key');
	if (rowCount === 0) {
		finding.committed(1);
		return 0;
	}

	finding.notCommitted();
	return readThenWrite(transaction);
};

const lostCommit: Line = ['COMMIT', connectionLost()];
const free: Line = ['CLAIM', {rowCount: 1}];
const taken: Line = ['CLAIM', {rowCount: 0}];

const begins = (attempt: number): string[] => [`attempt ${attempt}`, 'connected', 'sent BEGIN', 'finished BEGIN'];
const claims = ['sent CLAIM', 'finished CLAIM'];
const works = ['sent SELECT', 'finished SELECT', 'sent UPDATE', 'finished UPDATE'];
const commits = ['sent COMMIT', 'finished COMMIT', 'released'];
const loses = ['sent COMMIT', 'failed COMMIT', 'attempt-failed', 'destroyed', 'outcome-unknown'];
const waits = ['backoff 50 of 100', 'sleep 50'];

test('A COMMIT that was done is found by a new connection, and is not done again', async (t: TestContext) => {
	const {chronicle, pool, ended} = rehearse([lostCommit, taken], readThenWrite, {settle});
	t.assert.deepStrictEqual(await ended, {value: 1});
	t.assert.deepStrictEqual(chronicle, [
		...begins(1),
		...works,
		...loses,
		...waits,
		...begins(2),
		...claims,
		'outcome-resolved committed',
		...commits,
		'committed',
	]);
	t.assert.deepStrictEqual([pool.misuse, pool.held, pool.sent.filter(({text}) => text === 'UPDATE balance').length], [[], 0, 1]);
});

test('A COMMIT that was not done is done anew, behind the claim', async (t: TestContext) => {
	const {chronicle, pool, ended} = rehearse([lostCommit, free], readThenWrite, {settle});
	t.assert.deepStrictEqual(await ended, {value: 2});
	t.assert.deepStrictEqual(chronicle, [
		...begins(1),
		...works,
		...loses,
		...waits,
		...begins(2),
		...claims,
		'outcome-resolved not committed',
		...works,
		...commits,
		'committed',
	]);
	t.assert.deepStrictEqual([pool.misuse, pool.held], [[], 0]);
});

test('What was found to have committed stays so, whatever becomes of the transaction that found it', async (t: TestContext) => {
	for (const answer of [connectionLost(), serverError('40001'), serverError('57P01'), serverError('42501')]) {
		const {chronicle, ended} = rehearse([lostCommit, taken, ['COMMIT', answer]], readThenWrite, {settle});
		t.assert.deepStrictEqual(await ended, {value: 1});
		t.assert.strictEqual(chronicle.at(-1), 'committed');
	}
});

test('Nothing but time ends the doubt: refused connections, conflicts, a server that starts, a right that is missing', async (t: TestContext) => {
	const inTheWay: readonly Line[] = [
		...times(15, ['connect', socketError('ECONNREFUSED')]),
		['connect', serverError('57P03')],
		['CLAIM', serverError('40001')],
		['CLAIM', connectionLost()],
		['CLAIM', serverError('42501')],
		['BEGIN', serverError('53300')],
	];
	// The first attempt gets as far as its COMMIT.
	const {chronicle, ended, pool} = rehearse([['connect', {}], ['BEGIN', {}], lostCommit, ...inTheWay, taken], readThenWrite, {settle, maxAttempts: 3});
	t.assert.deepStrictEqual(await ended, {value: 1});
	t.assert.strictEqual(chronicle.filter(line => line === 'outcome-unknown').length, 1, 'it is told once');
	t.assert.strictEqual(chronicle.filter(line => line.startsWith('backoff ')).length, inTheWay.length + 1);
	t.assert.deepStrictEqual([pool.misuse, pool.held], [[], 0]);
});

test('Once it is known that it did not commit, attempts count again', async (t: TestContext) => {
	const {ended} = rehearse([lostCommit, free, ['COMMIT', serverError('40001')]], readThenWrite, {settle, maxAttempts: 2});
	const {error} = await ended;
	t.assert.ok(error instanceof RetriesExhaustedError);
	t.assert.strictEqual(error.attempts, 2);
});

test('Once it is known that it did not commit, a refusal is a refusal', async (t: TestContext) => {
	const refusal = new RangeError('Not covered.');
	const {ended, chronicle} = rehearse([lostCommit, free], readThenWrite, {
		async settle(transaction, finding) {
			await settle(transaction, finding);
			throw refusal;
		},
	});
	t.assert.strictEqual((await ended).error, refusal);
	t.assert.strictEqual(chronicle.at(-1), 'gave-up refused');
});

test('As long as it is not known, nothing that happens since is said to be the end', async (t: TestContext) => {
	const {ended, chronicle} = rehearse([lostCommit], readThenWrite, {
		async settle() {
			throw new RangeError('Not covered.');
		},
	});
	const {error} = await ended;
	t.assert.ok(error instanceof OutcomeUnknownError);
	t.assert.strictEqual((error.cause as Error).message, connectionLost().message);
	t.assert.strictEqual(chronicle.at(-1), 'gave-up unknown');
});

test('A second COMMIT may be lost as well', async (t: TestContext) => {
	const {ended, chronicle} = rehearse([lostCommit, free, lostCommit, taken], readThenWrite, {settle});
	t.assert.deepStrictEqual(await ended, {value: 1});
	t.assert.deepStrictEqual(chronicle.filter(line => line.startsWith('outcome-')), [
		'outcome-unknown', 'outcome-resolved not committed', 'outcome-unknown', 'outcome-resolved committed',
	]);
});

test('When time runs out, or it is cancelled, the outcome is unknown', async (t: TestContext) => {
	const script: readonly Line[] = [['connect', {}], lostCommit, ...times(1000, ['connect', socketError('ECONNREFUSED')])];
	const late = rehearse(script, readThenWrite, {settle, deadline: 2000});
	const {error} = await late.ended;
	t.assert.ok(error instanceof OutcomeUnknownError);
	t.assert.ok(error.attempts > 3);
	t.assert.strictEqual(error.failure?.phase, 'commit');
	t.assert.strictEqual(late.chronicle.at(-1), 'gave-up unknown');

	const controller = new AbortController();
	const cancelled = rehearse(script, readThenWrite, {
		settle,
		signal: controller.signal,
		onEvent({type, attempt}) {
			if (type === 'backoff-started' && attempt === 3) {
				controller.abort();
			}
		},
	});
	t.assert.ok((await cancelled.ended).error instanceof OutcomeUnknownError);
	t.assert.deepStrictEqual([cancelled.pool.misuse, cancelled.pool.held], [[], 0]);
});

test('Without a doubt nothing is settled', async (t: TestContext) => {
	const asked = t.mock.fn(settle);
	const conflict = rehearse([['UPDATE', serverError('40001')]], readThenWrite, {settle: asked});
	t.assert.deepStrictEqual(await conflict.ended, {value: 2});
	const refused = rehearse([['UPDATE', serverError('42501')]], readThenWrite, {settle: asked});
	t.assert.ok((await refused.ended).error instanceof TransactionFailedError);
	const aborted = rehearse([], readThenWrite, {settle: asked, signal: AbortSignal.abort()});
	t.assert.ok((await aborted.ended).error instanceof TransactionAbortedError);
	t.assert.strictEqual(asked.mock.callCount(), 0);
});

test('A server that is lost is not asked without a pause, even where conflicts are', async (t: TestContext) => {
	const {ended, clock} = rehearse([['connect', {}], lostCommit, ...times(3, ['connect', socketError('ECONNREFUSED')]), taken], readThenWrite, {settle, policy: none});
	t.assert.deepStrictEqual(await ended, {value: 1});
	t.assert.deepStrictEqual(clock.sleeps.map(({ms}) => ms), [50, 100, 200, 400]);
});

test('A claim that was rolled back proves nothing where the lost COMMIT had company: that may still come', async (t: TestContext) => {
	for (const how of ['send', 'query'] as const) {
		const pool = new ScriptedPool([lostCommit, free, ['UPDATE', serverError('40001')], free]);
		// As a client that sends two statements at a time.
		const connect = async () => {
			const client = await pool.connect();
			return Object.assign(client, {
				async send<R extends Row>(statement: QueryConfig, first?: QueryConfig) {
					await (first && client.query(first));
					return client.query<R>(statement);
				},
			});
		};

		const ended = runTransaction({connect}, async transaction => {
			// BEGIN goes along with this one.
			await transaction.query('LOOK');
			await transaction[how]({text: 'WRITE key'});
			return 1;
		}, {base: 1, maxAttempts: 1, settle});
		const claimed = () => pool.sent.filter(({text}) => text === 'CLAIM key').length;
		if (how === 'send') {
			t.assert.strictEqual(await ended, 3, 'the attempt that committed');
			t.assert.strictEqual(claimed(), 2);
		} else {
			await t.assert.rejects(ended, {name: 'RetriesExhaustedError'});
			t.assert.strictEqual(claimed(), 1);
		}

		t.assert.deepStrictEqual([pool.misuse, pool.held], [[], 0]);
	}
});
