import {after, describe, test, type TestContext} from 'node:test';
import {openBank} from '../../source/bank/open-bank.js';
import {controlsIn, isGone, runProgram} from '../support/command-line.js';
import {readEvents} from '../support/json-lines.js';
import {connectFor, makeTransferOn, openBankFor, startServer} from '../support/servers.js';
import {ledgerOf, transferOf} from '../support/tellers.js';

const server = await startServer();
after(async () => {
	await server.stop();
});

const withUrl = {env: {DATABASE_URL: server.url(), BACKOFF_BANK_RESTART: server.restart}};
/** Once is enough for what has nothing to do with the server. */
const onceOnly = {skip: server.kind !== 'embedded' && 'it has nothing to do with the server'};
/** Where the mode makes no difference. */
const inOneMode = {skip: server.restart !== 'begin' && 'it is the same in both modes'};
/** Without schemas they all have the same tables. */
const besideEachOther = {concurrency: server.hasSchemas ? 2 : 1};
/** A transfer that keeps its locks lets no second rival in. */
const rivals = server.restart === 'begin' ? 3 : 1;

/** All schemas but the server's own, and all tables in them. */
const everything = async () => [
	await server.run('SELECT nspname FROM pg_namespace WHERE nspname !~ \'^pg_\' ORDER BY 1'),
	await server.run('SELECT schemaname, tablename FROM pg_tables WHERE schemaname !~ \'^pg_|^information_schema\' ORDER BY 1, 2'),
];

/** The sum of amounts as the demo prints them, in cents. */
const sum = (amounts: ReadonlyArray<string | undefined>): number => amounts.reduce((total, each) => total + Number(each?.replaceAll(/[$,.]/gv, '')), 0);

describe('demo', besideEachOther, () => {
	test('moves $100 through a real conflict, on a server of its own of which nothing is left', onceOnly, async (t: TestContext) => {
		const {code, stdout, stderr, pid} = await runProgram(['demo']);
		t.assert.deepStrictEqual([code, stderr, controlsIn(stdout)], [0, '', []]);
		t.assert.match(stdout, /^Backoff Bank {2}PostgreSQL 18\.\d+ embedded/v);
		t.assert.match(stdout, /attempt 1 .*BEGIN, serializable\n[\s\S]*rival[\s\S]*40001 could not serialize access[\s\S]*backoff [\d.]+m?s of at most 100ms\n.*attempt 2[\s\S]*committed/v);
		const balances = stdout.matchAll(/^Balances at \d\d:\d\d:\d\d\.\d{3}\n {2}Ada \(demo\) +(?<ada>\S+)\n {2}Ben \(demo\) +(?<ben>\S+)$/gmv);
		const [before, later] = Array.from(balances, ({groups}) => groups);
		t.assert.deepStrictEqual([before?.['ada'], before?.['ben'], later?.['ada'], later?.['ben']], ['$1,000.00', '$250.00', '$899.99', '$350.01']);
		t.assert.strictEqual(sum([later?.['ada'], later?.['ben']]), 125_000);
		t.assert.match(stdout, /\$1,250\.00 . nothing lost, nothing twice\nRemoved what the demo made/v);
		t.assert.ok(await isGone(pid));
	});

	test('has as many conflicts as it is told to have, and prints each wait', async (t: TestContext) => {
		const schema = await server.freshSchema('three');
		const {code, stdout} = await runProgram(['demo', '--rivals', String(rivals), '--base', '1ms', '--cap', '2ms', '--seed', '1', '--schema', schema], withUrl);
		t.assert.strictEqual(code, 0);
		t.assert.strictEqual(stdout.match(/ 40001 /gv)?.length, rivals);
		const wait = server.restart === 'begin' ? / backoff .* of at most 2\.0ms$/gmv : / no wait: the savepoint keeps its locks, and others would wait along$/gmv;
		t.assert.strictEqual(stdout.match(wait)?.length, rivals);
		t.assert.match(stdout, server.restart === 'begin' ? /^Backoff Bank .* · full jitter 1ms·2ⁿ ≤2ms$/mv : /^Backoff Bank .* · no wait \(savepoint\)$/mv);
		t.assert.match(stdout, new RegExp(String.raw`attempt ${rivals + 1}[\s\S]*Ada \(demo\) +\$899\.9${10 - rivals}\n`, 'v'));
	});

	test('shows every statement when it is asked to', onceOnly, async (t: TestContext) => {
		const {stdout} = await runProgram(['demo', '--rivals', '0', '--verbose', '--schema', 'verbose'], withUrl);
		t.assert.match(stdout, /BEGIN ISOLATION LEVEL SERIALIZABLE[\s\S]*SELECT balance FROM "verbose"\.accounts[\s\S]*INSERT INTO "verbose"\.transfers[\s\S]*COMMIT/v);
		t.assert.doesNotMatch(stdout, /40001/v);
	});

	test('has no conflict under read committed, where there is that, and says what is in force', inOneMode, async (t: TestContext) => {
		const schema = await server.freshSchema('committed');
		const {code, stdout} = await runProgram(['demo', '--isolation', 'read-committed', '--base', '1ms', '--schema', schema], withUrl);
		t.assert.strictEqual(code, 0);
		if (server.hasReadCommitted) {
			t.assert.match(stdout, /attempt 1 +BEGIN, read committed/v);
			t.assert.doesNotMatch(stdout, /40001|attempt 2/v);
		} else {
			t.assert.match(stdout, / · serializable, not read committed · /v);
			t.assert.match(stdout, /attempt 1 +BEGIN, serializable, not read committed\n[\s\S]*40001 [\s\S]*attempt 2/v);
		}
	});

	test('says what its reader went away from to nobody, and clears up all the same', onceOnly, async (t: TestContext) => {
		const {code, stderr} = await runProgram(['demo', '--schema', 'unread', '--verbose'], {...withUrl, closesOutput: true});
		t.assert.deepStrictEqual([code, stderr], [0, '']);
		t.assert.deepStrictEqual(await server.run('SELECT 1 FROM pg_namespace WHERE nspname = \'unread\''), []);
	});
});

describe('A slow reader of demo --json', () => {
	test('loses nothing: the program waits until all of it has been taken', onceOnly, async (t: TestContext) => {
		const {code, stdout} = await runProgram(['demo', '--json', '--rivals', '60', '--max-attempts', '100', '--policy', 'none'], {...withUrl, readsAfter: /Removed what the demo made/v});
		t.assert.strictEqual(code, 0);
		t.assert.ok(stdout.length > 300_000, `${stdout.length} characters, of which a pipe takes 64 KB`);
		t.assert.partialDeepStrictEqual(readEvents(stdout).at(-1), {type: 'summary', attempts: 61});
	});
});

describe('demo in a database that is there', () => {
	test('leaves nothing behind, the schema neither', inOneMode, async (t: TestContext) => {
		await server.freshSchema('backoff_bank');
		const before = await everything();
		const {code, stdout} = await runProgram(['demo'], withUrl);
		t.assert.strictEqual(code, 0);
		t.assert.match(stdout, /^Backoff Bank {2}(?:PostgreSQL 18\.\d+ postgres|CockroachDB \d+\.\d+\.\d+ root)@\//v);
		t.assert.deepStrictEqual(await everything(), before);
	});

	test('leaves what it made with --keep, and says where', inOneMode, async (t: TestContext) => {
		const schema = await server.freshSchema('kept');
		const {code, stdout} = await runProgram(['demo', '--keep', '--schema', schema, '--base', '1ms'], withUrl);
		t.assert.strictEqual(code, 0);
		t.assert.match(stdout, new RegExp(String.raw`Kept: the accounts \S+ and \S+ in ${schema}`, 'v'));
		t.assert.deepStrictEqual(await server.run(`SELECT owner, balance FROM ${schema}.accounts ORDER BY 1`), [['Ada (demo)', '89999'], ['Ben (demo)', '35001']]);
		t.assert.deepStrictEqual(await server.run(`SELECT cents FROM ${schema}.transfers ORDER BY 1`), [['1'], ['10000']]);
	});

	test('leaves a bank that was there as it was', inOneMode, async (t: TestContext) => {
		const schema = await server.freshSchema('old');
		const bank = await openBankFor(t, server, {schema, accounts: 3});
		await makeTransferOn(server)(bank, await transferOf(bank, 'Ada', 'Ben', 1n));
		const all = async () => [await everything(), await server.run(`SELECT * FROM ${schema}.accounts ORDER BY id`), await ledgerOf(bank)];
		const before = await all();
		const {code} = await runProgram(['demo', '--schema', schema, '--base', '1ms'], withUrl);
		t.assert.strictEqual(code, 0);
		t.assert.deepStrictEqual(await all(), before);
	});

	test('says that somebody else\'s books do not balance: code 4, and the name made safe', onceOnly, async (t: TestContext) => {
		await openBank(await connectFor(t, server.url()), {schema: 'off', accounts: 2});
		await server.run('UPDATE off.accounts SET balance = balance + 1, owner = \'E\u{1B}[31mve\u{202E}\u{7}\' WHERE owner = \'Ada\'');
		const {code, stdout, stderr} = await runProgram(['demo', '--schema', 'off', '--base', '1ms'], withUrl);
		t.assert.match(stdout, /✗ E\[31mve \$0\.01 above the ledger/v);
		t.assert.deepStrictEqual([code, controlsIn(stdout + stderr)], [4, []]);
	});

	test('touches no tables that are somebody else\'s: code 3', onceOnly, async (t: TestContext) => {
		await server.run('CREATE SCHEMA taken', 'CREATE TABLE taken.accounts (login text)');
		const before = await everything();
		const {code, stdout, stderr} = await runProgram(['demo', '--schema', 'taken'], withUrl);
		t.assert.strictEqual(code, 3);
		t.assert.match(stderr, /^The table taken\.accounts is not the bank's own: .*Nothing was changed\./v);
		t.assert.doesNotMatch(stdout, /Balances/v);
		t.assert.deepStrictEqual(await everything(), before);
	});
});

describe('demo --json', () => {
	test('prints nothing but events, and a summary at the end', onceOnly, async (t: TestContext) => {
		const {code, stdout, stderr} = await runProgram(['demo', '--json', '--rivals', '2', '--base', '1ms', '--schema', 'json'], withUrl);
		t.assert.strictEqual(code, 0);
		t.assert.match(stderr, /^Backoff Bank[\s\S]*Balances at[\s\S]*40001[\s\S]*nothing lost, nothing twice\nRemoved/v);
		t.assert.deepStrictEqual(controlsIn(stdout), []);
		const events = readEvents(stdout);
		t.assert.ok(events.every(({v}) => v === 1));
		t.assert.ok(events.slice(0, -1).every(({at}) => typeof at === 'number' && at > 1e12));
		t.assert.strictEqual(events.filter(({type}) => type === 'rival-sent').length, 2);
		const started = events.find(({type}) => type === 'transfer-started');
		t.assert.strictEqual(typeof started?.['transfer'], 'object');
		t.assert.match(JSON.stringify(started?.['transfer']), /"cents":"10000"/v, 'cents are decimal strings');
		t.assert.strictEqual(events.filter(({type}) => type === 'attempt-failed').length, 2);
		const {backoff, engine, ...summary} = events.at(-1) ?? {v: 1, type: 'none'};
		t.assert.deepStrictEqual(summary, {
			v: 1, type: 'summary', command: 'demo', ok: true, transfers: 1, committed: 1, refused: 0, unknown: 0, attempts: 3, retries: 2,
			audit: {conserved: true, lost: 0, twice: 0, unknown: 0},
		});
		t.assert.ok(Number(backoff) > 0);
		t.assert.strictEqual(typeof backoff, 'number');
		t.assert.match(JSON.stringify(engine), /^\{"name":"postgresql","version":"18[\d.]*"\}$/v);
	});
});
