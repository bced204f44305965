import {after, describe, test, type TestContext} from 'node:test';
import type pg from 'pg';
import {openBank} from '../../source/bank/open-bank.js';
import {moveMoney} from '../../source/bank/transfer.js';
import {connectDatabase} from '../../source/database/connect.js';
import type {Gate} from '../../source/transactions/gate.js';
import {codes} from '../simulation/every-fault-kinds.js';
import {startServer} from '../support/servers.js';
import {fateOf, nameOfCuts, pairsOfCuts, singleCuts} from './every-wire-fault-cuts.js';
import {
	endedBefore, interrupted, raising, strikingFirst, triggered, triggersIn, type Unwatched,
} from './every-wire-fault-server.js';
import {Trial, type Desk, type Made} from './every-wire-fault-run.js';

/** How many transfers are made at once. */
const tellers = 12;

const server = await startServer();
const database = await connectDatabase({url: server.url()});
after(async () => {
	await database.close();
	await server.stop();
});

type Send = (statement: pg.QueryConfig, first?: pg.QueryConfig) => Promise<unknown>;

const verdictOf = ({log}: Made): string => log.all('attempt-failed')[0]?.failure.verdict ?? 'none';

describe('On a real server', () => {
	test('a transfer whose line is cut, at each of its steps, is made once', async (t: TestContext) => {
		const {bank} = await openBank(database, {schema: 'singles', accounts: 3});
		const trial = new Trial(bank, server.url());
		const [desk] = await trial.desks();
		const found: Record<string, unknown> = {};
		const expected: Record<string, unknown> = {};
		for (const cut of singleCuts) {
			const made = await trial.makeUnder([cut], desk);
			const name = nameOfCuts([cut]);
			found[name] = {
				known: made.known,
				struck: made.struck.length,
				verdict: verdictOf(made),
				attempts: made.log.all('attempt-started').length,
				resolved: made.log.all('outcome-resolved').map(({committed}) => committed),
			};
			expected[name] = {known: 'committed', struck: 1, ...fateOf(cut)};
		}

		t.assert.deepStrictEqual(found, expected);
		t.assert.strictEqual(singleCuts.length, 30);
		t.assert.deepStrictEqual(await trial.end(), []);
	});

	test('a transfer whose line is cut twice, at each two of its steps, is made once', async (t: TestContext) => {
		const {bank} = await openBank(database, {schema: 'pairs', accounts: 3 * tellers});
		const trial = new Trial(bank, server.url());
		const left = [...pairsOfCuts];
		const wrong: string[] = [];
		const counts = {pairs: 0, committed: 0, conflicts: 0, unknown: 0};
		const work = async (desk: Desk) => {
			for (let cuts = left.shift(); cuts; cuts = left.shift()) {
				const {known, struck, log} = await trial.makeUnder(cuts, desk);
				counts.pairs++;
				counts.committed += known === 'committed' ? 1 : 0;
				counts.conflicts += log.all('attempt-failed').filter(({failure}) => failure.code === '40001').length;
				counts.unknown += log.all('outcome-unknown').length;
				if (known !== 'committed' || struck.length < cuts.length) {
					wrong.push(`${nameOfCuts(cuts)}: ${known}, struck by ${nameOfCuts(struck)}`);
				}
			}
		};

		await Promise.all((await trial.desks()).map(async desk => work(desk)));
		t.assert.deepStrictEqual(wrong, []);
		t.assert.deepStrictEqual(await trial.end(), []);
		t.assert.deepStrictEqual([pairsOfCuts.length, counts.pairs, counts.committed], [531, 531, 531]);
		t.assert.ok(counts.conflicts >= 99, 'each ROLLBACK comes after a conflict');
		t.assert.ok(counts.unknown >= 36, 'each lost COMMIT is in doubt');
		t.diagnostic(JSON.stringify(counts));
	});

	test('a transfer that the server refuses at a step, with any code, comes to what the rules say', async (t: TestContext) => {
		const {bank} = await openBank(database, {schema: 'codes', accounts: 3});
		await server.run(...triggersIn(bank.tables));
		const trial = new Trial(bank, server.url());
		const [desk] = await trial.desks();
		const found: Record<string, unknown> = {};
		const expected: Record<string, unknown> = {};
		for (const step of triggered) {
			for (const rule of codes) {
				const name = `${step} ${rule.code}`;
				const {known, log, ...made} = await trial.make(desk, {gate: raising(step, rule.code)});
				found[name] = {known, code: log.all('attempt-failed')[0]?.failure.code, verdict: verdictOf({known, log, ...made}), attempts: log.all('attempt-started').length};
				const verdict = rule[step === 'commit' ? 'commit' : 'work'];
				expected[name] = {known: verdict === 'final' ? 'not-made' : 'committed', code: rule.code, verdict, attempts: verdict === 'final' ? 1 : 2};
			}
		}

		t.assert.deepStrictEqual(found, expected);
		t.assert.strictEqual(Object.keys(found).length, 104);
		t.assert.deepStrictEqual(await trial.end(), []);
	});

	test('a transfer whose session is ended, or whose statement is cancelled, comes to what the rules say', async (t: TestContext) => {
		const {bank} = await openBank(database, {schema: 'ended', accounts: 3});
		await server.run(...triggersIn(bank.tables));
		const trial = new Trial(bank, server.url());
		const [desk] = await trial.desks();
		const made = async (gate: Gate) => {
			const {log, ...rest} = await trial.make(desk, {gate});
			return [rest.known, log.all('attempt-failed')[0]?.failure.code, verdictOf({log, ...rest}), log.all('attempt-started').length];
		};

		for (const step of ['begin', 'read-balance', ...triggered]) {
			// Nothing was sent: the session was gone, and whoever had it may have read the server's last words.
			const [known, , verdict, attempts] = await made(endedBefore(step, database.reader));
			t.assert.deepStrictEqual([known, attempts], ['committed', 2], step);
			t.assert.ok(verdict === 'retry' || (step === 'commit' && verdict === 'ambiguous'), step);
		}

		for (const step of triggered) {
			t.assert.deepStrictEqual(await made(interrupted(step, 'pg_terminate_backend', database.reader)), ['committed', '57P01', step === 'commit' ? 'ambiguous' : 'retry', 2], step);
			t.assert.deepStrictEqual(await made(interrupted(step, 'pg_cancel_backend', database.reader)), ['not-made', '57014', 'final', 1], step);
		}

		t.assert.deepStrictEqual(await trial.end(), []);
	});

	test('a transfer that nobody watches, whose ledger row goes along with COMMIT, comes to what the rules say', async (t: TestContext) => {
		const {bank} = await openBank(database, {schema: 'unwatched', accounts: 3});
		await server.run(...triggersIn(bank.tables));
		const trial = new Trial(bank, server.url());
		const [desk] = await trial.desks();
		const found: Record<string, unknown> = {};
		const expected: Record<string, unknown> = {};
		const strike = async (what: Unwatched, verdict: string) => {
			const {known, moved, error} = await trial.makeUnwatched(desk, strikingFirst(what, database.reader));
			const name = `${what.step} ${'code' in what ? what.code : what.doing}`;
			found[name] = {known, moved, isRefused: error !== undefined};
			// What is in doubt is settled, and not moved as before; what failed for good is told.
			expected[name] = {known: verdict === 'final' ? 'not-made' : 'committed', moved: verdict === 'retry' ? 2 : 1, isRefused: verdict === 'final'};
		};

		for (const step of triggered) {
			// COMMIT was sent with the ledger's row: from there on nobody knows.
			const phase = step === 'commit' || step === 'write-ledger' ? 'commit' : 'work';
			for (const rule of codes) {
				await strike({step, code: rule.code}, rule[phase]);
			}

			await strike({step, doing: 'pg_terminate_backend'}, phase === 'commit' ? 'ambiguous' : 'retry');
			await strike({step, doing: 'pg_cancel_backend'}, 'final');
		}

		t.assert.deepStrictEqual(found, expected);
		t.assert.strictEqual(Object.keys(found).length, 112);
		t.assert.deepStrictEqual(await trial.end(), []);
	});

	test('a transfer that nobody watches, whose COMMIT is not answered, is made once', async (t: TestContext) => {
		const {bank} = await openBank(database, {schema: 'unheard', accounts: 3});
		const trial = new Trial(bank, server.url());
		const [desk] = await trial.desks();
		for (const when of ['before', 'during'] as const) {
			const along: unknown[] = [];
			const connect = async () => {
				const client = await database.pool.connect();
				const {connection} = client as typeof client & pg.Client;
				const send = 'send' in client && typeof client.send === 'function' ? client.send.bind(client) as Send : undefined;
				Object.assign(client, {
					async send(statement: pg.QueryConfig, first?: pg.QueryConfig) {
						const isLost = statement.text === 'COMMIT' && along.length === 0;
						if (!isLost) {
							return send?.(statement, first);
						}

						along.push(first?.text);
						if (when === 'during') {
							await send?.(statement, first);
						}

						connection.stream.destroy();
						throw new Error('Connection terminated unexpectedly');
					},
				});
				return client;
			};

			const {known, moved} = await trial.makeUnwatched(desk, moveMoney, connect);
			t.assert.deepStrictEqual([known, moved], ['committed', 1], when);
			t.assert.match(String(along), /^INSERT INTO .*transfers/v, 'it went along');
		}

		t.assert.deepStrictEqual(await trial.end(), []);
	});
});
