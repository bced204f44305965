import {mkdtemp, readdir, rm} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {after, describe, test, type TestContext} from 'node:test';
import {openBank} from '../../../source/bank/open-bank.js';
import {startEmbeddedServer} from '../../../source/database/embedded/embedded-server.js';
import {restartModes} from '../../../source/transactions/restart.js';
import {controlsIn, runProgram, startProgram} from '../../support/command-line.js';
import {readEvents} from '../../support/json-lines.js';
import {connectFor} from '../../support/servers.js';
import {balancesOf} from '../../support/tellers.js';
import {startStandIn, type StandIn} from '../stand-in.js';

const behind = await startEmbeddedServer({transport: 'socket'});
const standIns = [await startStandIn({version: '20.1', behind}), await startStandIn({version: 'current', behind})];
after(async () => {
	await Promise.all(standIns.map(async each => each.stop()));
	await behind.stop();
});

/** Tables outside of what belongs to the stand-in itself. */
const tablesOn = async ({run}: StandIn): Promise<unknown[][]> =>
	run('SELECT schemaname, tablename FROM pg_tables WHERE schemaname !~ \'^(pg_|information_schema|stand_in|crdb_)\'');

/** Loses the answer to what commits, and then waits longer than anybody lives. */
const loseAndWait = ['--fault', 'lose-commit', '--policy', 'constant', '--base', '60s', '--cap', '60s'];

describe('On a stand-in', {concurrency: true, timeout: 60_000}, () => {
	for (const standIn of standIns) {
		const {version} = standIn;
		const env = {DATABASE_URL: standIn.url()};
		// One after the other: the old version has but one place for tables.
		describe(`of CockroachDB ${version}`, {concurrency: 1}, () => {
			test('lab keeps the money of all cures but the one that is wrong on purpose, compares no waits where nobody waits, and leaves nothing', async (t: TestContext) => {
				const args = ['lab', '--json', '--restart', 'savepoint', '--rounds', '1', '--duration', '100ms', '--clients', '4', '--accounts', '4'];
				const {code, stdout, stderr} = await runProgram([...args, '--cures', 'read-then-write,queue,read-modify-write'], {env});
				t.assert.deepStrictEqual([code, controlsIn(stdout), controlsIn(stderr)], [0, [], []], stderr);
				const events = readEvents(stdout);
				const runs = events.filter(({type}) => type === 'lab-cell');
				t.assert.deepStrictEqual(runs.map(({cell}) => String(cell)).toSorted(), [
					'queue full:10ms-1000ms serializable',
					'read-modify-write full:10ms-1000ms read-committed',
					'read-then-write full:10ms-1000ms read-committed',
					'read-then-write full:10ms-1000ms serializable',
				]);
				t.assert.ok(runs.every(({cell, money}) => String(cell).startsWith('read-modify-write') || (money as {conserved: boolean}).conserved));
				t.assert.doesNotMatch(stderr, /Backoff alone|sleep/v);
				t.assert.deepStrictEqual(await tablesOn(standIn), []);
				const refused = await runProgram([...args, '--policies', 'none,full'], {env});
				t.assert.strictEqual(refused.code, 2);
				t.assert.match(refused.stderr, /^--policies can't be compared with --restart savepoint: nobody waits there, .* Use --restart begin/v);
			});

			for (const restart of restartModes) {
				test(`the journal tells what became of a transfer whose program was killed after it had committed (${restart})`, async (t: TestContext) => {
					const {bank} = await openBank(await connectFor(t, standIn.url()), {schema: 'backoff_bank', accounts: 3});
					const state = await mkdtemp(path.join(os.tmpdir(), 'state-'));
					t.after(async () => {
						await rm(state, {recursive: true});
						await standIn.run(`DROP TABLE ${bank.tables.accounts}, ${bank.tables.transfers}`);
					});
					const here = {env: {...env, XDG_STATE_HOME: state, BACKOFF_BANK_RESTART: restart}};
					const killed = startProgram(['transfer', 'Ada', 'Ben', '100', ...loseAndWait], here);
					await killed.until(/backoff 60\.0s/v);
					killed.kill('SIGKILL');
					await killed.ended;
					const next = await runProgram(['transfer', 'Cleo', 'Ben', '1'], here);
					t.assert.strictEqual(next.code, 0, next.stderr);
					t.assert.match(next.stdout, /^An earlier run left transfers open: 1 was made\.$/mv);
					t.assert.deepStrictEqual((await readdir(path.join(state, 'backoff-bank'))).filter(name => name.startsWith('journal-')), []);
					t.assert.deepStrictEqual(await balancesOf(bank), {Ada: 90_000n, Ben: 35_100n, Cleo: 49_900n});
				});
			}

			test('a signal in the middle of a wait ends the demo with its number, and all it made is removed', async (t: TestContext) => {
				const program = startProgram(['demo', '--rivals', '1', '--policy', 'constant', '--base', '20s', '--cap', '20s'], {env});
				await program.until(/backoff 20\.0s/v);
				program.kill('SIGINT');
				const {code, stdout, stderr} = await program.ended;
				t.assert.deepStrictEqual([code, stderr], [130, '']);
				t.assert.match(stdout, /Removed what the demo made/v);
				t.assert.deepStrictEqual(await tablesOn(standIn), []);
			});

			test('the lesson of the deadlock shows 40001 and this engine\'s own reason, and leaves nothing', async (t: TestContext) => {
				const {code, stdout, stderr} = await runProgram(['lesson', 'deadlock', '--base', '1ms'], {env});
				t.assert.deepStrictEqual([code, stderr, controlsIn(stdout)], [0, '', []]);
				t.assert.match(stdout, new RegExp(String.raw`^The deadlock · CockroachDB ${version === '20.1' ? '20.1.0' : '26'}[\s\S]*✗ 40001[\s\S]*TransactionAbortedError`, 'v'));
				t.assert.doesNotMatch(stdout, /✗ 40P01|one of the two: 40P01/v);
				t.assert.deepStrictEqual(await tablesOn(standIn), []);
			});
		});
	}
});
