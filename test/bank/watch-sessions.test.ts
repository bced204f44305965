import {after, describe, test, type TestContext} from 'node:test';
import {watchSessions} from '../../source/bank/watch-sessions.js';
import {readCounts, readSessions} from '../../source/database/read-sessions.js';
import type {ServerSession, ServerSessions} from '../../source/database/sessions/sessions.js';
import {waitUntil} from '../../source/database/embedded/wait-until.js';
import {openBankFor, startServer} from '../support/servers.js';

const server = await startServer();
after(async () => {
	await server.stop();
});

const isCockroach = server.kind.startsWith('CockroachDB');
/** CockroachDB tells of locks since 22.1. */
const tellsLocks = !/ 2[01]\./v.test(server.kind);

describe(`On ${server.kind}, whoever looks at the sessions`, () => {
	test('sees who waits for whom, and what they run', async (t: TestContext) => {
		const bank = await openBankFor(t, server, {schema: await server.freshSchema('waits'), accounts: 3});
		const {database: {pool}, tables} = bank;
		const [holder, waiter] = [await pool.connect(), await pool.connect()];
		await holder.query('BEGIN');
		await holder.query(`UPDATE ${tables.accounts} SET balance = balance WHERE owner = 'Ada'`);
		await waiter.query('BEGIN ISOLATION LEVEL READ COMMITTED');
		const waiting = waiter.query(`UPDATE ${tables.accounts} SET balance = balance + 1 WHERE owner = 'Ada'`);
		let told: ServerSessions = {sessions: [], notes: []};
		const isSeen = await waitUntil(async () => {
			told = await readSessions(bank.database);
			const blocked = told.sessions.find(({state, statement}) => state === 'active' && statement?.includes('balance + 1') === true);
			return blocked !== undefined && (!tellsLocks || blocked.waitsFor.length === 1);
		}, {limit: 10_000});
		await holder.query('ROLLBACK');
		await waiting;
		await waiter.query('ROLLBACK');
		holder.release();
		waiter.release();
		t.assert.ok(isSeen, JSON.stringify(told));
		t.assert.ok(told.sessions.every(({program}) => program === 'backoff-bank'));
		const inTransaction = told.sessions.find(({state}) => state === 'in transaction');
		t.assert.match(inTransaction?.statement ?? '', /SET balance = balance WHERE/v);
		const blocked: Partial<ServerSession> = told.sessions.find(({state}) => state === 'active') ?? {};
		t.assert.deepStrictEqual(blocked.waitsFor, tellsLocks ? [inTransaction?.id] : []);
		t.assert.ok((blocked.since ?? -1) >= 0);
		t.assert.strictEqual(blocked.node, isCockroach ? '1' : undefined);
		t.assert.deepStrictEqual(told.notes, tellsLocks ? [] : ['This version does not tell who waits for whom: 22.1 and later do.']);
	});

	test('reads what the server counted', async (t: TestContext) => {
		const {database} = await openBankFor(t, server, {schema: await server.freshSchema('counts'), accounts: 3});
		const [said = ''] = await readCounts(database);
		t.assert.match(said, tellsLocks ? /^\d+ (?:deadlocks|contention events) /v : /^This version does not tell how often somebody had to wait: 22\.1 and later do\.$/v);
	});

	test('goes on reading until they look away, also while the server can\'t be asked', async (t: TestContext) => {
		const bank = await openBankFor(t, server, {schema: await server.freshSchema('looks'), accounts: 3});
		const looking = new AbortController();
		const heard: ServerSessions[] = [];
		const watched = watchSessions(bank, {
			signal: looking.signal,
			onEvent(event) {
				if (event.type !== 'sessions-read') {
					return;
				}

				heard.push(event);
				if (heard.length === 2) {
					looking.abort();
				} else {
					void bank.database.reader.end();
				}
			},
		});
		await watched;
		t.assert.match(heard[1]?.notes[0] ?? '', /^The server can't be asked just now: /v);
	});
});
