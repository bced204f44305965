import {readFile} from 'node:fs/promises';
import {after, describe, test, type TestContext} from 'node:test';
import {startEmbeddedServer} from '../../source/database/embedded/embedded-server.js';
import {runInTurn} from '../support/command-line.js';
import {startStandIn} from './stand-in.js';
import {auroraDsqlOn, tapOn, type Tap} from './tap.js';

const behind = await startEmbeddedServer({transport: 'socket'});
const [old, current] = [await startStandIn({version: '20.1', behind}), await startStandIn({version: 'current', behind})];
const [postgresql, auroraDsql] = [await tapOn(behind), await auroraDsqlOn(behind)];
after(async () => {
	postgresql.stop();
	auroraDsql.stop();
	await Promise.all([old.stop(), current.stop()]);
	await behind.stop();
});

/** All that the program can do to a database, without a terminal. Of the lessons there is one: the others' statements are in themselves. */
const commandsFor = (transfers: readonly string[], accounts: number): ReadonlyArray<readonly string[]> => [
	'doctor',
	'demo --rivals 1 --base 1ms',
	...transfers.map(options => `transfer Ada Ben 1 --base 1ms ${options}`),
	'storm --clients 2 --duration 50ms',
	// Every cure.
	`lab --clients 2 --accounts ${accounts} --duration 20ms --rounds 1`,
	'lesson deadlock --base 1ms',
].map(line => line.split(' '));

const savepoint = '--restart savepoint --rivals 1';
const faults = '--fault end-session,conflict,lose-commit';

/** Where it is sent to, and the transfers that only that server makes. */
const servers = [
	{title: 'PostgreSQL', tap: postgresql, transfers: ['--rivals 1 --fault end-session,lose-commit']},
	// More rows than a transaction takes there.
	{title: 'Aurora DSQL', tap: auroraDsql, transfers: ['--rivals 1 --fault lose-commit'], accounts: 3500},
	{title: 'CockroachDB 20.1', tap: old, transfers: [savepoint, faults]},
	{title: 'current CockroachDB', tap: current, transfers: [savepoint, faults, '--fault commit-conflict']},
] as ReadonlyArray<{readonly title: string; readonly tap: Tap; readonly transfers: readonly string[]; readonly accounts?: number}>;

const names = new URL('names.js', import.meta.url).href;

/** The same statement always in the same words. */
const plain = (statement: string): string => statement
	.replaceAll(/\s+/gv, ' ')
	// The schema is called otherwise where there is but one.
	.replaceAll('"public"', '"backoff_bank"')
	.replace(/(?<=^CANCEL SESSION ')[0-9a-f]{32}/v, () => '0'.repeat(32))
	.replace(/(?<=^SELECT (?:DISTINCT unnest\(pg_blocking_pids|pg_terminate_backend)\()\d+/v, '0')
	// A mark of its own for each lab.
	.replaceAll(/\blab_[0-9a-f]{8}_/gv, 'lab_00000000_')
	.replaceAll(/\bbackoff_bank_lesson_[0-9a-f]+/gv, 'backoff_bank_lesson_00000000');

const inOrder = (texts: Iterable<string>): string[] => [...texts].toSorted((a, b) => a.localeCompare(b, 'en'));

describe('The program', {timeout: 180_000}, () => {
	test('sends each engine the statements that are listed in statements.sql, and no others', async (t: TestContext) => {
		/** To whom each goes. */
		const sent = new Map<string, string[]>();
		await Promise.all(servers.map(async ({title, tap: {url}, transfers, accounts = 2}) => {
			const {code, stdout, stderr} = await runInTurn(commandsFor(transfers, accounts), {env: {DATABASE_URL: url(), NODE_OPTIONS: `--import=${names}`}});
			t.assert.deepStrictEqual([code, stderr], [0, '']);
			t.assert.strictEqual(stdout.matchAll(/^ {2}contention +Aurora DSQL takes no locks/gmv).toArray().length, title === 'Aurora DSQL' ? 1 : 0);
		}));
		for (const {title, tap: {statements}} of servers) {
			for (const statement of new Set(statements.map(each => plain(each)))) {
				sent.set(statement, [...sent.get(statement) ?? [], title]);
			}
		}

		const lists = Map.groupBy(sent.keys(), statement => `-- To ${sent.get(statement)?.join(', ')}`).entries().toArray()
			.toSorted(([one], [other]) => other.length - one.length)
			.map(([title, statements]) => [title, ...inOrder(statements.map(each => `${each};`))].join('\n'));
		const listed = await readFile(new URL('statements.sql', import.meta.url), 'utf8');
		t.assert.strictEqual(`${lists.join('\n\n')}\n`, listed, 'Look at what has changed, hold it against the grammar of each engine, and then correct the list');
	});
});
