import {mkdtemp, readdir, rm} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {after, describe, test, type TestContext} from 'node:test';
import {openBank} from '../../source/bank/open-bank.js';
import {connectDatabase} from '../../source/database/connect.js';
import {openBankTerminal} from '../support/bank-terminal.js';
import {controlsIn, runProgram, startProgram} from '../support/command-line.js';
import {readEvents} from '../support/json-lines.js';
import {startServer} from '../support/servers.js';
import {balancesOf, ledgerOf} from '../support/tellers.js';

const server = await startServer('loopback');
const database = await connectDatabase({url: server.url()});
after(async () => {
	await database.close();
	await server.stop();
});

const journalsIn = async (directory: string): Promise<string[]> => {
	const names = await readdir(directory).catch(() => []);
	return names.filter(name => name.startsWith('journal-'));
};

/** A bank of its own and a place of its own for the journal. */
const makeBank = async (t: TestContext, schema: string) => {
	const {bank} = await openBank(database, {schema, accounts: 3});
	const state = await mkdtemp(path.join(os.tmpdir(), 'state-'));
	t.after(async () => rm(state, {recursive: true}));
	const env = {DATABASE_URL: server.url(), BACKOFF_BANK_SCHEMA: schema, XDG_STATE_HOME: state};
	return {bank, env, journals: async () => journalsIn(path.join(state, 'backoff-bank'))};
};

/** Loses the answer to COMMIT, and then waits longer than anybody lives. */
const loseAndWait = ['--fault', 'lose-commit', '--policy', 'constant', '--base', '60s', '--cap', '60s'];
const idOf = (stdout: string): string => /(?<id>[\da-f]{8}-[\d\-a-f]{27})/v.exec(stdout)?.groups?.['id'] ?? 'none';

describe('the journal', {concurrency: 2}, () => {
	test('of a transfer whose outcome is unknown: code 6, the id, and two ways to find out', async (t: TestContext) => {
		const {bank, env, journals} = await makeBank(t, 'unknown');
		const lost = await runProgram(['transfer', 'Ada', 'Ben', '600', ...loseAndWait, '--timeout', '1s'], {env});
		const id = idOf(lost.stdout);
		t.assert.deepStrictEqual([lost.code, controlsIn(lost.stdout)], [6, []]);
		t.assert.match(lost.stderr, /^It is not known whether it committed, after 1 attempt: COMMIT was sent, and its answer was lost: .*\n$/v);
		t.assert.match(lost.stdout, new RegExp(String.raw`Whether ${id} was made, backoff-bank doctor finds out later\.`, 'v'));
		const resend = /^ {2}backoff-bank (?<line>transfer .*)$/mv.exec(lost.stdout)?.groups?.['line']?.split(' ') ?? [];
		t.assert.strictEqual((await journals()).length, 1);

		const doctor = await runProgram(['doctor'], {env});
		t.assert.strictEqual(doctor.code, 0);
		t.assert.match(doctor.stdout, new RegExp(String.raw`^ {2}was made +\$600\.00, asked for on 2\d{3}-.*, ${id}$`, 'mv'));
		t.assert.deepStrictEqual(await journals(), []);
		t.assert.match((await runProgram(['doctor'], {env})).stdout, /^ {2}left open +nothing$/mv);

		const again = await runProgram(resend, {env});
		t.assert.deepStrictEqual([again.code, again.stdout.includes('already done')], [0, true]);
		t.assert.deepStrictEqual(await ledgerOf(bank), [{id, from: 'Ada', to: 'Ben', cents: 60_000n}]);
		t.assert.deepStrictEqual(await balancesOf(bank), {Ada: 40_000n, Ben: 85_000n, Cleo: 50_000n});
	});

	test('of a program that was killed after its COMMIT: the next one says that it was made', async (t: TestContext) => {
		const {bank, env, journals} = await makeBank(t, 'killed_late');
		const killed = startProgram(['transfer', 'Ada', 'Ben', '100', ...loseAndWait], {env});
		await killed.until(/backoff 60\.0s/v);
		killed.kill('SIGKILL');
		await killed.ended;
		t.assert.strictEqual((await journals()).length, 1);
		const next = await runProgram(['transfer', 'Cleo', 'Ben', '1', '--json'], {env});
		t.assert.strictEqual(next.code, 0);
		const settled = readEvents(next.stdout).find(({type}) => type === 'journal-settled');
		t.assert.deepStrictEqual((settled?.['settled'] as Array<{outcome: string; transfer: {cents: string}}>).map(({outcome, transfer: {cents}}) => [outcome, cents]), [['made', '10000']]);
		t.assert.match(next.stderr, /^An earlier run left transfers open: 1 was made\.$/mv);
		t.assert.deepStrictEqual(await journals(), []);
		t.assert.deepStrictEqual(await balancesOf(bank), {Ada: 90_000n, Ben: 35_100n, Cleo: 49_900n});
	});

	test('of a program that was killed before its COMMIT: the next screen says that it was not made, and makes nothing', async (t: TestContext) => {
		const {bank, env, journals} = await makeBank(t, 'killed_early');
		const killed = startProgram(['transfer', 'Ada', 'Ben', '100', '--fault', 'freeze'], {env});
		await killed.until(/fault: freeze/v);
		killed.kill('SIGKILL');
		await killed.ended;
		t.assert.strictEqual((await journals()).length, 1);
		await using terminal = openBankTerminal([], {env});
		await terminal.waitFor(/An earlier run left transfers open: 1 was not made/v);
		t.assert.deepStrictEqual([await ledgerOf(bank), await balancesOf(bank)], [[], {Ada: 100_000n, Ben: 25_000n, Cleo: 50_000n}]);
		terminal.type('q');
		await terminal.exited;
		t.assert.deepStrictEqual(await journals(), []);
	});

	test('leaves nothing behind a transfer that came to an end, however it did', async (t: TestContext) => {
		const {env, journals} = await makeBank(t, 'ended');
		const codes: Array<number | null> = [];
		for (const words of [['Ada', 'Ben', '1'], ['Ada', 'Ben', '99999'], ['Ada', 'Ben', '1', '--rivals', '2', '--max-attempts', '1']]) {
			codes.push((await runProgram(['transfer', ...words], {env})).code);
		}

		t.assert.deepStrictEqual([codes, await journals()], [[0, 7, 5], []]);
	});
});
