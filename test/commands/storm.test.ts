import {after, describe, test, type TestContext} from 'node:test';
import {openBank} from '../../source/bank/open-bank.js';
import {controlsIn, runProgram, startProgram} from '../support/command-line.js';
import {readEvents} from '../support/json-lines.js';
import {connectFor, startServer} from '../support/servers.js';

const server = await startServer();
after(async () => {
	await server.stop();
});

const withUrl = {env: {DATABASE_URL: server.url(), BACKOFF_BANK_RESTART: server.restart}};
/** Where the mode makes no difference. */
const inOneMode = {skip: server.restart !== 'begin' && 'it is the same in both modes'};
/** Once is enough for what has nothing to do with the server. */
const onceOnly = {skip: server.kind !== 'embedded' && 'it has nothing to do with the server'};

/** How many transfers the ledger of a schema has. */
const ledgerCount = async (schema: string): Promise<number> => {
	const [[count] = []] = await server.run(`SELECT count(*)::INT FROM ${schema}.transfers`);
	return Number(count);
};

describe('storm', {timeout: 60_000}, () => {
	test('prints samples and a summary as JSON, and every transfer that it reports is in the ledger', async (t: TestContext) => {
		const schema = await server.freshSchema('json');
		const args = ['--clients', '4', '--duration', '900ms', '--cap', '60ms', '--accounts', '3', '--hot', '50%:2', '--schema', schema];
		const {code, stdout, stderr} = await runProgram(['storm', '--json', ...args], withUrl);
		t.assert.deepStrictEqual([code, controlsIn(stdout), controlsIn(stderr)], [0, [], []]);
		const events = readEvents(stdout);
		const {type: first, clients, hot, accounts, cap, base} = events[0] ?? {v: 1, type: 'none'};
		t.assert.deepStrictEqual([first, clients, hot, accounts, cap, base], ['storm-started', 4, '50%:2', 3, 60, 10]);
		t.assert.ok(events.filter(({type}) => type === 'storm-sample').length >= 2);
		t.assert.ok(events.some(({type}) => type === 'audited'));
		const summary = events.at(-1) ?? {v: 1, type: 'none'};
		t.assert.deepStrictEqual([summary.type, summary['command'], summary['ok'], summary['audit']], ['summary', 'storm', true, {conserved: true, lost: 0, twice: 0, unknown: 0}]);
		t.assert.strictEqual(
			Object.keys(summary).toSorted().join(' '),
			'attempts audit backoff clients command committed elapsed engine exhausted failed failures jain latency ok perSecond refused retries shape starved transfers type unknown v',
		);
		t.assert.strictEqual(await ledgerCount(schema), Number(summary['committed']));
		t.assert.ok(Number(summary['committed']) > 0);
		t.assert.match(stderr, /^Storm {2}4 clients · 3 accounts \(50%:2 hot\) · read-then-write · /v);
		t.assert.match(stderr, server.restart === 'begin' ? /^Storm .* · full jitter 10ms·2ⁿ ≤60ms/v : /^Storm .* · no wait \(savepoint\) · /v);
		t.assert.strictEqual(/^◌ no wait: the savepoint keeps its locks, /mv.test(stderr), server.restart === 'savepoint');
	});

	test('tells in plain lines how it goes and what it came to', onceOnly, async (t: TestContext) => {
		const {code, stdout, stderr} = await runProgram(['storm', '--clients', '3', '--duration', '400ms', '--schema', 'plain', '--policy', 'none', '--rate', '50'], withUrl);
		t.assert.deepStrictEqual([code, stderr, controlsIn(stdout)], [0, '', []]);
		t.assert.match(stdout, /^Storm {2}3 clients · 2 accounts · 50\/s asked · read-then-write · no backoff · PostgreSQL/v);
		t.assert.match(stdout, /\d commits\/s +\d+ retries\/s +\d+ of 3 waiting +p50 .* p99 .* fairness [01]\.\d\d$/mv);
		t.assert.match(stdout, /^ {2}transfers +[\d,]+ committed in [\d.]+s, \d+ a second$/mv);
		t.assert.match(stdout, /^ {2}fairness +[01]\.\d\d \(Jain's index\)/mv);
		t.assert.match(stdout, /Σ \$4,250\.00 ✓ nothing lost, nothing twice\n$/v);
	});

	test('comes to its end when it is interrupted, and still says what it came to', inOneMode, async (t: TestContext) => {
		const schema = await server.freshSchema('interrupted');
		const program = startProgram(['storm', '--json', '--duration', '60s', '--clients', '4', '--schema', schema], withUrl);
		await program.until(/storm-sample.*"committed":[1-9]/v);
		program.kill('SIGINT');
		const {code, stdout} = await program.ended;
		t.assert.strictEqual(code, 130);
		const summary = readEvents(stdout).at(-1);
		t.assert.deepStrictEqual([summary?.type, summary?.['ok']], ['summary', true]);
		t.assert.strictEqual(await ledgerCount(schema), Number(summary?.['committed']));
	});

	test('says that the books do not balance: code 4', onceOnly, async (t: TestContext) => {
		await openBank(await connectFor(t, server.url()), {schema: 'off'});
		await server.run('UPDATE off.accounts SET balance = balance + 1 WHERE owner = \'Hana\'');
		const {code, stdout} = await runProgram(['storm', '--duration', '100ms', '--schema', 'off'], withUrl);
		t.assert.strictEqual(code, 4);
		t.assert.match(stdout, /✗ Hana \$0\.01 above the ledger/v);
	});

	test('shares the connections that the server has left, and says so', onceOnly, async (t: TestContext) => {
		const [[left] = []] = await server.run('SELECT current_setting(\'max_connections\')::INT');
		const {code, stdout} = await runProgram(['storm', '--duration', '100ms', '--clients', '250', '--think', '60s', '--schema', 'many'], withUrl);
		t.assert.strictEqual(code, 0);
		const shared = /^250 clients share (?<connections>\d+) connections, in turn/mv.exec(stdout)?.groups?.['connections'];
		t.assert.ok(Number(shared) <= Math.min(100, Number(left)), stdout);
	});

	for (const [args, says] of [
		[['--hot', 'none'], /--hot can't be "none": it is "all", a number of accounts/v],
		[['--clients', '0'], /--clients can't be "0"/v],
		[['--rate', '10', '--think', '5ms'], /leave one of them out/v],
		[['--cure', 'aspirin'], /--cure can't be "aspirin": it is one of read-then-write/v],
	] as const) {
		test(`refuses ${args.join(' ')}: code 2`, onceOnly, async (t: TestContext) => {
			const {code, stderr} = await runProgram(['storm', ...args], withUrl);
			t.assert.strictEqual(code, 2);
			t.assert.match(stderr, says);
		});
	}
});
