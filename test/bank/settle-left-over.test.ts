import {mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {spawnSync} from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {setImmediate as turn} from 'node:timers/promises';
import {after, beforeEach, describe, test, type TestContext} from 'node:test';
import pg from 'pg';
import {openBank} from '../../source/bank/open-bank.js';
import {findOutcome, journalName, settleLeftOver} from '../../source/bank/settle-left-over.js';
import {moveMoney, type Transfer} from '../../source/bank/transfer.js';
import {connectDatabase} from '../../source/database/connect.js';
import {isolationLevels} from '../../source/transactions/isolation.js';
import {makeTransferOn, startServer} from '../support/servers.js';
import {balancesOf, ledgerOf, transferOf} from '../support/tellers.js';

const server = await startServer();
const makeTransfer = makeTransferOn(server);
const database = await connectDatabase({url: server.url()});
after(async () => {
	await database.close();
	await server.stop();
});
const {bank} = await openBank(database, {schema: await server.freshSchema('bank'), accounts: 3});
const {tables} = bank;

const opening = {Ada: 100_000n, Ben: 25_000n, Cleo: 50_000n};

/** A session that has done everything but its COMMIT, as a program leaves it that is killed then. */
const leaveOpen = async (t: TestContext, transfer: Transfer) => {
	const client = new pg.Client(server.url());
	client.on('error', () => undefined);
	t.after(async () => client.end());
	await client.connect();
	await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
	const {signal} = new AbortController();
	await moveMoney({
		id: transfer.id, attempt: 1, signal,
		query: async (statement, values) => client.query(statement as string, values),
		async send(statement) {
			await client.query({...statement});
		},
	}, bank.tables, transfer);
	return client;
};

/** Resolves once somebody waits for a lock. */
const someoneWaits = async (): Promise<void> => {
	while (await server.onlooker.waiting('backoff-bank') === undefined) {
		await turn();
	}
};

/** The journal of a program that is gone, in which these transfers are open. */
const leaveJournal = async (t: TestContext, name: string, transfers: readonly Transfer[]): Promise<string> => {
	const directory = await mkdtemp(path.join(os.tmpdir(), 'left-over-'));
	t.after(async () => rm(directory, {recursive: true}));
	await mkdir(directory, {recursive: true});
	const {pid} = spawnSync(process.execPath, ['--version']);
	const lines = [
		{v: 1, type: 'program', pid, started: '1'},
		...transfers.map(({cents, ...rest}) => ({v: 1, type: 'asked', at: 1_700_000_000_000, bank: name, ...rest, cents: String(cents)})),
	];
	await writeFile(path.join(directory, `journal-${pid}-x.jsonl`), lines.map(line => `${JSON.stringify(line)}\n`).join(''));
	return directory;
};

describe('What a killed program left open', () => {
	beforeEach(async () => {
		await server.run(`TRUNCATE ${tables.transfers}`, `UPDATE ${tables.accounts} SET balance = opening`);
	});

	for (const isolation of isolationLevels) {
		test(`was made when its session still commits, ${isolation}`, async (t: TestContext) => {
			const transfer = await transferOf(bank, 'Ada', 'Ben', 10_000n);
			const old = await leaveOpen(t, transfer);
			const outcome = findOutcome(bank, transfer, {isolation});
			await someoneWaits();
			await old.query('COMMIT');
			const {madeAt, ...made} = await outcome ?? {};
			t.assert.deepStrictEqual(made, transfer);
			t.assert.ok(madeAt instanceof Date);
			t.assert.deepStrictEqual(await balancesOf(bank), {...opening, Ada: 90_000n, Ben: 35_000n});
		});

		test(`was not made when its session ends, and nothing is left of the asking, ${isolation}`, async (t: TestContext) => {
			const transfer = await transferOf(bank, 'Ada', 'Ben', 10_000n);
			const old = await leaveOpen(t, transfer);
			const outcome = findOutcome(bank, transfer, {isolation});
			await someoneWaits();
			const {sessionEnding} = database.server.engine;
			t.assert.ok(sessionEnding);
			const {rows: [row = {}]} = await old.query<Record<string, unknown>>(sessionEnding.ask);
			await database.pool.query(sessionEnding.end(String(Object.values(row)[0])));
			t.assert.strictEqual(await outcome, undefined);
			t.assert.deepStrictEqual([await ledgerOf(bank), await balancesOf(bank)], [[], opening]);
		});
	}

	test('stays unknown while its session neither commits nor ends', async (t: TestContext) => {
		const transfer = await transferOf(bank, 'Ada', 'Ben', 10_000n);
		const old = await leaveOpen(t, transfer);
		await t.assert.rejects(findOutcome(bank, transfer, {deadline: 200}), {name: 'RetriesExhaustedError'});
		await old.query('COMMIT');
		t.assert.strictEqual((await findOutcome(bank, transfer))?.id, transfer.id);
	});

	test('is settled out of the journal, for this bank only, and then it is no longer there', async (t: TestContext) => {
		const [made, notMade, elsewhere] = [await transferOf(bank, 'Ada', 'Ben', 1n), await transferOf(bank, 'Ada', 'Ben', 2n), await transferOf(bank, 'Ada', 'Ben', 3n)];
		await makeTransfer(bank, made);
		const directory = await leaveJournal(t, journalName(bank), [made, notMade]);
		const other = await leaveJournal(t, 'db.example:26257/bank backoff_bank', [elsewhere]);
		t.assert.deepStrictEqual(await settleLeftOver(bank, directory), [
			{transfer: made, askedAt: 1_700_000_000_000, outcome: 'made'},
			{transfer: notMade, askedAt: 1_700_000_000_000, outcome: 'not-made'},
		]);
		t.assert.deepStrictEqual([await readdir(directory), await settleLeftOver(bank, directory)], [[], []]);
		t.assert.deepStrictEqual([await settleLeftOver(bank, other), (await readdir(other)).length], [[], 1]);
		t.assert.deepStrictEqual(await ledgerOf(bank), [{id: made.id, from: 'Ada', to: 'Ben', cents: 1n}]);
	});

	test('stays in the journal while it is unknown', async (t: TestContext) => {
		const transfer = await transferOf(bank, 'Ada', 'Ben', 10_000n);
		const directory = await leaveJournal(t, journalName(bank), [transfer]);
		const [settled] = await settleLeftOver(bank, directory, AbortSignal.abort());
		t.assert.strictEqual(settled?.outcome, 'unknown');
		const [again] = await settleLeftOver(bank, directory);
		t.assert.strictEqual(again?.outcome, 'not-made');
	});
});
