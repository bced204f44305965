import {after, describe, test, type TestContext} from 'node:test';
import {openBank} from '../../source/bank/open-bank.js';
import {connectDatabase} from '../../source/database/connect.js';
import {isGone, startProgram, type Ended} from '../support/command-line.js';
import {readEvents} from '../support/json-lines.js';
import {listenFor} from '../support/peers.js';
import {startServer} from '../support/servers.js';
import {balancesOf, ledgerOf} from '../support/tellers.js';

const server = await startServer();
const database = await connectDatabase({url: server.url()});
after(async () => {
	await database.close();
	await server.stop();
});

/** A rival makes it wait for 20 s. */
const long = ['--rivals', '1', '--policy', 'constant', '--base', '20s', '--cap', '20s'];

/** Starts a program and sends a signal in the middle of its wait. */
const interrupt = async (signal: NodeJS.Signals, args: readonly string[]): Promise<Ended & {readonly took: number}> => {
	const {until, kill, ended} = startProgram([...args, ...long]);
	await until(args.includes('--json') ? /backoff-started/v : /backoff 20\.0s/v);
	const sent = performance.now();
	kill(signal);
	return {...await ended, took: performance.now() - sent};
};

/** What sessions in a transaction on a schema did last. */
const openTransactions = async (schema: string): Promise<unknown[][]> =>
	server.run(`SELECT query FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND xact_start IS NOT NULL AND query LIKE '%"${schema}"%'`);

describe('In the middle of a wait', {concurrency: 3}, () => {
	for (const [signal, number] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const) {
		test(`${signal} ends a transfer at once with ${number}, rolled back`, async (t: TestContext) => {
			const schema = signal.toLowerCase();
			const {bank} = await openBank(database, {schema, accounts: 3});
			const {code, took, stdout, stderr} = await interrupt(signal, ['transfer', 'Ada', 'Ben', '100', '--schema', schema, '--url', server.url()]);
			t.assert.deepStrictEqual([code, stderr], [number, '']);
			t.assert.ok(took < 4000, `${took} ms`);
			t.assert.match(stdout, /gave up: aborted[\s\S]*nothing lost, nothing twice[\s\S]*Interrupted\.\n$/v);
			t.assert.deepStrictEqual(await balancesOf(bank), {Ada: 99_999n, Ben: 25_000n, Cleo: 50_001n});
			const ledger = await ledgerOf(bank);
			t.assert.deepStrictEqual(ledger.map(({cents}) => cents), [1n]);
			t.assert.deepStrictEqual(await openTransactions(schema), []);
		});
	}

	for (const [signal, number] of [['SIGINT', 130], ['SIGTERM', 143]] as const) {
		test(`${signal} ends the demo with ${number}, and all it made is removed`, async (t: TestContext) => {
			const schema = `demo_${signal.toLowerCase()}`;
			const {code, took, stdout} = await interrupt(signal, ['demo', '--schema', schema, '--url', server.url()]);
			t.assert.strictEqual(code, number);
			t.assert.ok(took < 4000, `${took} ms`);
			t.assert.match(stdout, /Removed what the demo made/v);
			t.assert.deepStrictEqual(await server.run(`SELECT 1 FROM pg_namespace WHERE nspname = '${schema}'`), []);
		});

		test(`${signal} ends the demo with ${number}, and its own server with it`, async (t: TestContext) => {
			const {code, pid} = await interrupt(signal, ['demo']);
			t.assert.strictEqual(code, number);
			t.assert.ok(await isGone(pid));
		});
	}

	test('a signal leaves a summary for programs', async (t: TestContext) => {
		await openBank(database, {schema: 'json', accounts: 2});
		const {code, stdout} = await interrupt('SIGTERM', ['transfer', 'Ada', 'Ben', '1', '--json', '--schema', 'json', '--url', server.url()]);
		t.assert.strictEqual(code, 143);
		t.assert.partialDeepStrictEqual(readEvents(stdout).at(-1), {type: 'summary', ok: false, committed: 0, attempts: 1, backoff: 20_000});
	});
});

describe('In the middle of a transaction', () => {
	test('a signal ends it, rolled back', async (t: TestContext) => {
		const {bank} = await openBank(database, {schema: 'slow', accounts: 2});
		const {until, kill, ended} = startProgram(['transfer', 'Ada', 'Ben', '100', '--pace', '0.1', '--schema', 'slow', '--url', server.url()]);
		await until(/reads \$1,000\.00/v);
		const open = await openTransactions('slow');
		t.assert.strictEqual(open.length, 1);
		kill('SIGINT');
		const {code, stdout} = await ended;
		t.assert.strictEqual(code, 130);
		t.assert.doesNotMatch(stdout, /committed/v);
		t.assert.deepStrictEqual([await balancesOf(bank), await ledgerOf(bank), await openTransactions('slow')], [{Ada: 100_000n, Ben: 25_000n}, [], []]);
	});
});

describe('While nobody answers', () => {
	test('a signal ends it at once', async (t: TestContext) => {
		const asked = Promise.withResolvers<void>();
		const port = await listenFor(t, () => {
			asked.resolve();
		});
		const {kill, ended} = startProgram(['demo', '--url', `postgresql://ann@127.0.0.1:${port}/bank`]);
		await asked.promise;
		const sent = performance.now();
		kill('SIGINT');
		const {code} = await ended;
		t.assert.strictEqual(code, 130);
		t.assert.ok(performance.now() - sent < 3000);
	});
});
