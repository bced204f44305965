import {after, describe, test, type TestContext} from 'node:test';
import {openBank} from '../../source/bank/open-bank.js';
import {controlsIn, runProgram} from '../support/command-line.js';
import {connectFor, startServer} from '../support/servers.js';
import {startStandIn} from '../stand-in/stand-in.js';

const server = await startServer();
const cockroach = await startStandIn({version: 'current'});
const oldCockroach = await startStandIn({version: '20.1'});
after(async () => {
	await Promise.all([server.stop(), cockroach.stop(), oldCockroach.stop()]);
});
await server.run(
	'CREATE ROLE clerk LOGIN',
	'CREATE ROLE "Ann B" LOGIN',
	'CREATE ROLE reader LOGIN',
	'ALTER ROLE reader SET default_transaction_read_only = on',
	'CREATE SCHEMA closed',
	'CREATE SCHEMA strange',
	'CREATE TABLE strange.accounts (login text)',
);

await cockroach.run('CREATE ROLE clerk LOGIN', 'GRANT CREATE ON DATABASE postgres TO clerk');

const clerk = server.url({user: 'clerk'});

/** Everything that the server refuses is said with what to do about it, and with the code that opening the bank would end with. */
const refusals: ReadonlyArray<readonly [what: string, args: readonly string[], code: number, says: readonly RegExp[]]> = [
	['the user may make no schema', ['--url', clerk], 3, [/✗ The user may not make the schema backoff_bank\. Somebody who may has to run: GRANT CREATE ON DATABASE postgres TO clerk\./v]],
	['the user\'s name has to be quoted', ['--url', server.url({user: 'Ann B'})], 3, [/: GRANT CREATE ON DATABASE postgres TO "Ann B"\./v]],
	['the user may make no tables in the schema', ['--url', clerk, '--schema', 'closed'], 3, [
		/✗ The user may not make tables in the schema closed\. [^\n]*: GRANT USAGE, CREATE ON SCHEMA "closed" TO clerk\./v,
	]],
	['the tables are somebody else\'s', ['--url', server.url(), '--schema', 'strange'], 3, [
		/✗ The table strange\.accounts is not the bank's own: .*Name another schema \(--schema NAME\) or another database\./v,
	]],
	['the server only takes reads', ['--url', server.url({user: 'reader'})], 3, [/✗ This server only takes reads: .* Connect to the one that takes writes\./v]],
	['a savepoint would cure nothing', ['--url', server.url(), '--restart', 'savepoint'], 2, [/✗ --restart savepoint is CockroachDB's own way, .* use --restart begin\./v]],
	['a fault can\'t be had', ['--url', server.url(), '--fault', 'conflict'], 2, [/✗ PostgreSQL 18\.\d+ can't be made to show the fault conflict\. Leave it out \(--fault\)\./v]],
	['there can be no schema', ['--url', oldCockroach.url(), '--schema', 'mine'], 2, [
		/✗ CockroachDB 20\.1\.0 can't make the schema mine: it has none but public\. Leave --schema out/v,
		/does without +idle_in_transaction_session_timeout, which ends transactions that were left open: .*\. Nothing is to be done\n/v,
		/contention +This version does not tell who waits for whom: 22\.1 and later do\.\n/v,
		/served by +node 1\n/v,
	]],
	['a level is not what it is called', ['--url', cockroach.url(), '--isolation', 'repeatable-read'], 0, [
		/isolation +serializable, though repeatable read was asked for \(--isolation\)\n/v,
		/repeatable read: SET CLUSTER SETTING sql\.txn\.repeatable_read_isolation\.enabled = true makes it real, from 24\.3 on\n/v,
	]],
	['contention is nothing for the user to see', ['--url', cockroach.url({user: 'clerk'})], 0, [
		/contention +The user may not see who waits for whom: GRANT SYSTEM VIEWACTIVITY TO the user shows it\.\n/v,
		/contention +The user may not see how often somebody had to wait: GRANT SYSTEM VIEWACTIVITY TO the user shows it\.\n/v,
	]],
];

describe('doctor says what to do where', {concurrency: 2}, () => {
	for (const [what, args, code, says] of refusals) {
		test(what, async (t: TestContext) => {
			const ended = await runProgram(['doctor', ...args]);
			for (const pattern of says) {
				t.assert.match(ended.stdout, pattern);
			}

			t.assert.deepStrictEqual([ended.code, ended.stderr, controlsIn(ended.stdout)], [code, '', []]);
			t.assert.strictEqual(ended.stdout.includes('All is well.'), code === 0);
		});
	}

	test('the bank is there, and the user may not work in it', async (t: TestContext) => {
		await openBank(await connectFor(t, server.url()), {schema: 'theirs'});
		const blind = await runProgram(['doctor', '--url', clerk, '--schema', 'theirs']);
		t.assert.match(blind.stdout, /✗ The user may not use the schema theirs\. [^\n]*: GRANT USAGE ON SCHEMA "theirs" TO clerk\./v);
		await server.run('GRANT USAGE ON SCHEMA theirs TO clerk', 'GRANT SELECT ON theirs.accounts TO clerk');
		const {stdout, code} = await runProgram(['doctor', '--url', clerk, '--schema', 'theirs']);
		t.assert.deepStrictEqual(Array.from(stdout.matchAll(/has to run: (?<grant>.*)\.$/gmv), ({groups}) => groups?.['grant']), [
			'GRANT UPDATE ON "theirs".accounts TO clerk',
			'GRANT SELECT ON "theirs".transfers TO clerk',
			'GRANT INSERT ON "theirs".transfers TO clerk',
		]);
		t.assert.strictEqual(code, 3);
		await server.run('GRANT UPDATE ON theirs.accounts TO clerk', 'GRANT SELECT, INSERT ON theirs.transfers TO clerk');
		const well = await runProgram(['doctor', '--url', clerk, '--schema', 'theirs']);
		t.assert.match(well.stdout, /All is well\./v);
	});
});
