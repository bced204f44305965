import {readFile} from 'node:fs/promises';
import {after, describe, test, type TestContext} from 'node:test';
import {startEmbeddedServer} from '../../source/database/embedded/embedded-server.js';
import {runInTurn} from '../support/command-line.js';
import {startStandIn} from './stand-in.js';
import {tapOn} from './tap.js';

const behind = await startEmbeddedServer({transport: 'socket'});
const old = await startStandIn({version: '20.1', behind});
const current = await startStandIn({version: 'current', behind});
const postgresql = await tapOn(behind);
after(async () => {
	postgresql.stop();
	await Promise.all([old.stop(), current.stop()]);
	await behind.stop();
});

/** All that the program can do to a database, without a terminal. Of the lessons there is one: the others' statements are in themselves. */
const commandsFor = (transfers: readonly string[]): ReadonlyArray<readonly string[]> => [
	'doctor',
	'demo --rivals 1 --base 1ms',
	...transfers.map(options => `transfer Ada Ben 1 --base 1ms ${options}`),
	'storm --clients 2 --duration 50ms',
	// Every cure.
	'lab --clients 2 --accounts 2 --duration 20ms --rounds 1',
	'lesson deadlock --base 1ms',
].map(line => line.split(' '));

const savepoint = '--restart savepoint --rivals 1';
const faults = '--fault end-session,conflict,lose-commit';

/** Where it is sent to, and the transfers that only that server makes. */
const servers = [
	{tap: old, transfers: [savepoint, faults]},
	{tap: current, transfers: [savepoint, faults, '--fault commit-conflict']},
	{tap: postgresql, transfers: ['--rivals 1 --fault end-session,lose-commit']},
] as const;

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

const listOf = (title: string, statements: Iterable<string>): string => [`-- ${title}`, ...Array.from(statements, each => `${each};`).toSorted((a, b) => a.localeCompare(b, 'en'))].join('\n');

describe('The program', {timeout: 60_000}, () => {
	test('sends PostgreSQL and CockroachDB the statements that are listed in statements.sql, and no others', async (t: TestContext) => {
		const [to20 = new Set<string>(), toCurrent = new Set<string>(), toPostgresql = new Set<string>()] = await Promise.all(servers.map(async ({tap: {statements, url}, transfers}) => {
			const {code, stderr} = await runInTurn(commandsFor(transfers), {env: {DATABASE_URL: url()}});
			t.assert.deepStrictEqual([code, stderr], [0, '']);
			return new Set(statements.map(statement => plain(statement)));
		}));
		const toBoth = to20.intersection(toCurrent);
		const lists = [
			listOf('To PostgreSQL and to every CockroachDB', toBoth.intersection(toPostgresql)),
			listOf('To PostgreSQL only', toPostgresql.difference(to20.union(toCurrent))),
			listOf('To PostgreSQL and to a current CockroachDB', toPostgresql.intersection(toCurrent).difference(to20)),
			listOf('To every CockroachDB', toBoth.difference(toPostgresql)),
			listOf('To CockroachDB 20.1 only', to20.difference(toCurrent)),
			listOf('To a current CockroachDB only', toCurrent.difference(to20.union(toPostgresql))),
		];
		const listed = await readFile(new URL('statements.sql', import.meta.url), 'utf8');
		t.assert.strictEqual(`${lists.join('\n\n')}\n`, listed, 'Look at what has changed, hold it against the grammar of each engine, and then correct the list');
	});
});
