import {after, describe, test, type TestContext} from 'node:test';
import {openBank} from '../../source/bank/open-bank.js';
import {connectDatabase} from '../../source/database/connect.js';
import {controlsIn, isGone, runProgram} from '../support/command-line.js';
import {readEvents} from '../support/json-lines.js';
import {findFreePort} from '../../source/database/embedded/free-port.js';
import {listenFor} from '../support/peers.js';
import {startServer} from '../support/servers.js';
import {accountOf, balancesOf, ledgerOf} from '../support/tellers.js';

const server = await startServer();
const database = await connectDatabase({url: server.url()});
after(async () => {
	await database.close();
	await server.stop();
});

/** Once is enough for what has nothing to do with the server. */
const onceOnly = {skip: server.kind === 'embedded' ? false : 'it has nothing to do with the server'};
/** Where the mode makes no difference. */
const inOneMode = {skip: server.restart !== 'begin' && 'it is the same in both modes'};
/** A transfer that keeps its locks lets no second rival in, and doesn't wait. */
const beginsAnew = {skip: server.restart === 'begin' ? false : 'a savepoint keeps its locks'};
const rivals = server.restart === 'begin' ? 2 : 1;

const envOf = (schema: string) => ({DATABASE_URL: server.url(), BACKOFF_BANK_SCHEMA: schema, BACKOFF_BANK_RESTART: server.restart});

/** A bank of four in a schema of that name, where there are any, and `backoff-bank transfer` in it. */
const makeBank = async (name: string) => {
	const schema = await server.freshSchema(name);
	const {bank} = await openBank(database, {schema, accounts: 4});
	const env = envOf(schema);
	return {bank, transfer: async (...words: readonly string[]) => runProgram(['transfer', ...words], {env})};
};

// Without schemas they all have the same tables.
describe('transfer', {concurrency: server.hasSchemas ? 2 : 1}, () => {
	test('can\'t connect where nobody answers: code 3, in 6 s at most', onceOnly, async (t: TestContext) => {
		const port = await listenFor(t, () => undefined);
		const {code, stderr, elapsed} = await runProgram(['transfer', 'Ada', 'Ben', '1', '--url', `postgresql://ann:canary@127.0.0.1:${port}/bank`]);
		t.assert.strictEqual(code, 3);
		t.assert.match(stderr, /did not answer on port \d+ within 5 s\. Check the address/v);
		t.assert.ok(elapsed <= 6500, `${elapsed} ms, of which 5 s for connecting`);
		t.assert.doesNotMatch(stderr, /canary/v);
	});

	test('moves money between owners, whatever the case, and shows what they have', inOneMode, async (t: TestContext) => {
		const {bank, transfer} = await makeBank('names');
		const {code, stdout, stderr} = await transfer('ada', 'BEN', '$1,000.00');
		t.assert.deepStrictEqual([code, stderr, controlsIn(stdout)], [0, '', []]);
		t.assert.deepStrictEqual(await balancesOf(bank), {Ada: 0n, Ben: 125_000n, Cleo: 50_000n, Dan: 50_000n});
		t.assert.match(stdout, /^Ada \S+ Ben {2}\$1,000\.00[\s\S]*committed[\s\S]*nothing lost, nothing twice\n {2}Ada {2}\$0\.00\n {2}Ben {2}\$1,250\.00\n$/v);
		const [row] = await ledgerOf(bank);
		t.assert.ok(stdout.includes(row?.id ?? 'no row'));
	});

	test('takes accounts by their ids, and rivals on the way', async (t: TestContext) => {
		const {bank, transfer} = await makeBank('ids');
		const [ada, ben] = [await accountOf(bank, 'Ada'), await accountOf(bank, 'Ben')];
		const {code, stdout} = await transfer(ada.id, ben.id.toUpperCase(), '0.01', '--rivals', '2', '--base', '1ms');
		t.assert.strictEqual(code, 0);
		t.assert.strictEqual(stdout.match(/ 40001 /gv)?.length, rivals);
		t.assert.deepStrictEqual(await balancesOf(bank), {Ada: 99_999n - BigInt(rivals), Ben: 25_001n, Cleo: 50_000n + BigInt(rivals), Dan: 50_000n});
	});

	for (const [what, words, says] of [
		['what the account does not cover', ['Ben', 'Ada', '250.01'], /^Ben has \$250\.00, which does not cover \$250\.01\n$/v],
		['an unknown payer', ['Eve', 'Ben', '1'], /^There is no account "Eve"\. (?:Did you mean|There are) .*\n$/v],
		['an unknown receiver, and names the nearest', ['Ada', 'Bem', '1'], /^There is no account "Bem"\. Did you mean Ben\?\n$/v],
		['an unknown id', ['Ada', '00000000-0000-4000-8000-000000000000', '1'], /^There is no account "00000000-0000-4000-8000-000000000000"\. There are Ada, Ben, Cleo, Dan\.\n$/v],
		['the same account on both sides', ['Ada', 'ada', '1'], /^Ada can't pay Ada: from and to are the same account\n$/v],
	] as const) {
		test(`refuses ${what}: code 7, and nothing is changed`, what.startsWith('what') ? inOneMode : onceOnly, async (t: TestContext) => {
			const {bank, transfer} = await makeBank(`refused_${what.replaceAll(/\W+/gv, '_')}`);
			const before = await balancesOf(bank);
			const {code, stderr} = await transfer(...words);
			t.assert.match(stderr, says);
			t.assert.deepStrictEqual([code, await balancesOf(bank), await ledgerOf(bank)], [7, before, []]);
		});
	}

	test('gives up when the attempts are exhausted: code 5, and only the rivals\' cents have moved', beginsAnew, async (t: TestContext) => {
		const {bank, transfer} = await makeBank('exhausted');
		const {code, stdout, stderr} = await transfer('Ada', 'Ben', '100', '--rivals', '5', '--max-attempts', '3', '--base', '1ms');
		t.assert.strictEqual(code, 5);
		t.assert.match(stderr, /^Not committed: gave up at the limit of attempts, after 3 attempts\. The last failure: (?:could not|WriteTooOldError|TransactionRetryError).* \(40001\)\.\n$/v);
		t.assert.match(stdout, /attempt 3[\s\S]*gave up: attempts/v);
		t.assert.deepStrictEqual(await balancesOf(bank), {Ada: 99_997n, Ben: 25_000n, Cleo: 50_003n, Dan: 50_000n});
	});

	test('gives up at the deadline: code 5', beginsAnew, async (t: TestContext) => {
		const {transfer} = await makeBank('deadline');
		const {code, stderr, elapsed} = await transfer('Ada', 'Ben', '1', '--rivals', '1', '--policy', 'constant', '--base', '20s', '--cap', '20s', '--timeout', '300ms');
		t.assert.strictEqual(code, 5);
		t.assert.match(stderr, /gave up at the deadline, after 1 attempt/v);
		t.assert.ok(elapsed < 10_000);
	});

	test('tells programs the same as people: events, and a summary even of a refusal', onceOnly, async (t: TestContext) => {
		const {transfer} = await makeBank('json');
		const {code, stdout, stderr} = await transfer('Ben', 'Ada', '300', '--json');
		t.assert.strictEqual(code, 7);
		t.assert.match(stderr, /does not cover \$300\.00/v);
		const events = readEvents(stdout);
		t.assert.partialDeepStrictEqual(events.at(-1), {v: 1, type: 'summary', command: 'transfer', ok: false, transfers: 1, committed: 0, refused: 1, attempts: 1});
		t.assert.match(JSON.stringify(events.find(({type}) => type === 'transfer-refused')), /"type":"insufficient-funds".*"balance":"25000","cents":"30000"/v);
	});

	test('makes a transfer once under one id, however often it is asked for', inOneMode, async (t: TestContext) => {
		const {bank, transfer} = await makeBank('once');
		const id = '3f2a1c9e-5b7d-4e10-9a44-0c6d2b8f7e31';
		const first = await transfer('Ada', 'Ben', '1000', '--id', id);
		t.assert.deepStrictEqual([first.code, first.stdout.includes('committed')], [0, true]);
		const again = await transfer('Ada', 'Ben', '1000', '--id', id.toUpperCase());
		t.assert.strictEqual(again.code, 0);
		t.assert.match(again.stdout, /already done {2}made on 2\d{3}-.*; nothing moved now/v);
		const other = await transfer('Ada', 'Ben', '999', '--id', id);
		t.assert.strictEqual(other.code, 7);
		t.assert.match(other.stderr, new RegExp(String.raw`^The id ${id} belongs to another transfer, made on 2\d{3}-.*\n$`, 'v'));
		t.assert.deepStrictEqual(await ledgerOf(bank), [{id, from: 'Ada', to: 'Ben', cents: 100_000n}]);
		const wrong = await transfer('Ada', 'Ben', '1', '--id', '7');
		t.assert.deepStrictEqual([wrong.code, wrong.stderr.includes('--id can\'t be "7": it is a UUID, for example')], [2, true]);
	});

	test('finds out what became of a COMMIT that was not answered, and says which fault was injected', async (t: TestContext) => {
		const {bank, transfer} = await makeBank('lost');
		const {code, stdout} = await transfer('Ada', 'Ben', '600', '--fault', 'lose-commit', '--json');
		t.assert.strictEqual(code, 0);
		const events = readEvents(stdout);
		t.assert.deepStrictEqual(events.filter(({type}) => /^fault-|^outcome-|^committed$/v.test(type)).map(({type, fault, committed}) => [type, fault ?? committed]), [
			['fault-injected', 'lose-commit'],
			['outcome-unknown', undefined],
			['outcome-resolved', true],
			['committed', undefined],
		]);
		const summary = events.at(-1);
		t.assert.deepStrictEqual([summary?.['committed'], summary?.['unknown'], summary?.['attempts']], [1, 0, 2]);
		t.assert.deepStrictEqual(await balancesOf(bank), {Ada: 40_000n, Ben: 85_000n, Cleo: 50_000n, Dan: 50_000n});
	});

	test('shows owners without what would play tricks on a terminal', onceOnly, async (t: TestContext) => {
		const {bank, transfer} = await makeBank('hostile');
		const {id} = await accountOf(bank, 'Ada');
		await database.pool.query(`UPDATE ${bank.tables.accounts} SET owner = $1 WHERE id = $2`, ['\u{1B}[2J\u{1B}]0;owned\u{7}A\u{9B}31mda\u{202E}\n\r\tx', id]);
		const {code, stdout, stderr} = await transfer(id, 'Ben', '1', '--rivals', '1', '--base', '1ms');
		t.assert.strictEqual(code, 0);
		t.assert.match(stdout, /^\[2J\]0;ownedA31mda x \S+ Ben/v);
		const refused = await transfer('Nobody\u{1B}[31m', 'Ben', '1');
		t.assert.match(refused.stderr, /There is no account "Nobody\[31m"/v);
		const json = await transfer(id, 'Ben', '1', '--json');
		t.assert.deepStrictEqual(controlsIn(stdout + stderr + refused.stdout + refused.stderr + json.stdout + json.stderr), []);
	});

	test('makes the bank first, also when four start at once, and all get through', inOneMode, async (t: TestContext) => {
		const schema = await server.freshSchema('four');
		const env = {...envOf(schema), BACKOFF_BANK_BASE: '5ms', BACKOFF_BANK_MAX_ATTEMPTS: '100'};
		const all = await Promise.all(Array.from({length: 4}, async () => runProgram(['transfer', 'Ada', 'Ben', '1'], {env})));
		t.assert.deepStrictEqual(all.map(({code, stderr}) => [code, stderr]), Array.from({length: 4}, () => [0, '']));
		t.assert.deepStrictEqual(await server.run(`SELECT owner, balance FROM ${schema}.accounts ORDER BY owner LIMIT 2`), [['Ada', '99600'], ['Ben', '25400']]);
	});

	test('opens a bank of its own where there is no database, of which nothing is left', onceOnly, async (t: TestContext) => {
		const {code, pid, stdout} = await runProgram(['transfer', 'Ada', 'Ben', '1']);
		t.assert.strictEqual(code, 0);
		t.assert.match(stdout, /Ben {2}\$251\.00\n$/v);
		t.assert.ok(await isGone(pid));
	});

	test('can\'t connect where nobody listens: code 3, without the password', onceOnly, async (t: TestContext) => {
		const port = await findFreePort();
		const {code, stdout, stderr} = await runProgram(['transfer', 'Ada', 'Ben', '1', '--url', `postgresql://ann:c%41nary@127.0.0.1:${port}/bank`]);
		t.assert.deepStrictEqual([code, stdout], [3, '']);
		t.assert.match(stderr, /^Can't connect to ann@127\.0\.0\.1:\d+\/bank\. Nothing listens on port \d+ of 127\.0\.0\.1\. [^\n]*\n$/v);
	});
});
