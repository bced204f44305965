import {randomBytes} from 'node:crypto';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {run} from 'node:test';
import {spec} from 'node:test/reporters';
import meow from 'meow';
import pg from 'pg';
import {checkOffered} from '../../source/commands/check-offered.js';
import {connectDatabase} from '../../source/database/connect.js';
import {isolationInForce} from '../../source/database/isolation-in-force.js';
import {readSettings} from '../../source/settings.js';
import {isolationLevels} from '../../source/transactions/isolation.js';

const {flags} = meow(`
  Usage
    $ npm run test:engine -- --url URL

  Options
    --url URL        the server: a user that may create schemas there
    --restart MODE   begin, or, on CockroachDB, savepoint [begin]
    --help           this text

  Runs the bank's own tests on a server of yours. What they make has names of its own (backoff_bank_test_…) and is dropped at the
  end; before CockroachDB 20.2 the tables public.accounts and public.transfers are used, and dropped. Connections that programs of
  the bank have to that server are ended on the way. The end says what the server offered, and what was left out and why.
`, {
	importMeta: import.meta,
	flags: {url: {type: 'string', isRequired: true}, restart: {type: 'string', default: 'begin'}},
});

type Counts = {passed: number; failed: number; readonly leftOut: Set<string>};

const print = (text: string): void => {
	process.stdout.write(`${text}\n`);
};

/** What the server is and has, in lines. */
const describeServer = async (): Promise<{engine: string; lines: readonly string[]}> => {
	const {settings} = readSettings({url: flags.url, restart: flags.restart}, {});
	const database = await connectDatabase({url: flags.url});
	try {
		const {server} = database;
		checkOffered(settings, server);
		const levels: string[] = [];
		for (const level of isolationLevels) {
			levels.push(`${level}: ${await isolationInForce(database, level)}`);
		}

		return {
			engine: server.engine.name,
			lines: [
				`${server.engine.title} ${server.version} at ${server.address}, restarts from ${flags.restart}`,
				`isolation, asked for: in force: ${levels.join(', ')}`,
				`settings taken: ${server.settings.taken.map(({name}) => name).join(', ')}`,
				...server.settings.refused.map(({name, why}) => `setting refused: ${name}: ${why}`),
			],
		};
	} finally {
		await database.close();
	}
};

/** Runs one file of tests, and counts. */
const runFile = async (file: string, counts: Counts): Promise<void> => {
	process.env['BACKOFF_BANK_TEST_FILE'] = file;
	const tests = run({files: [fileURLToPath(new URL('suite.ts', import.meta.url))], execArgv: ['--import=tsx']});
	tests.on('test:pass', ({name, skip, details}) => {
		if (skip !== undefined) {
			counts.leftOut.add(`${name}: ${String(skip)}`);
		} else if (details.type === 'test') {
			counts.passed++;
		}
	});
	tests.on('test:fail', ({details}) => {
		counts.failed += details.type === 'test' ? 1 : 0;
	});
	for await (const text of tests.compose(spec)) {
		process.stdout.write(String(text));
	}
};

/** Tests whose tables and functions have plain names: each file in a database of its own, which goes with them. */
const inOwnDatabase = ['transactions/on-a-server/conflicts', 'transactions/on-a-server/interruptions', 'transactions/on-a-server/first-statement', 'bank/watch-sessions'];

/** How a database goes with all that is in it. */
const dropping: ReadonlyMap<string, string> = new Map([['postgresql', 'WITH (FORCE)'], ['cockroachdb', 'CASCADE']]);

const runInOwnDatabase = async (file: string, engine: string, counts: Counts): Promise<void> => {
	const name = `backoff_bank_test_${randomBytes(4).toString('hex')}`;
	const client = new pg.Client(flags.url);
	await client.connect();
	try {
		await client.query(`CREATE DATABASE ${name}`);
	} catch (error) {
		counts.leftOut.add(`${file}, in a database of its own: ${String(error)}`);
		await client.end();
		return;
	}

	process.env['BACKOFF_BANK_TEST_URL'] = flags.url.replace(/^(?<server>\w+:\/\/[^\/?]*)(?:\/[^?]*)?/v, (_all, server: string) => `${server}/${name}`);
	await runFile(file, counts);
	await client.query(`DROP DATABASE ${name} ${dropping.get(engine)}`);
	await client.end();
};

const runAll = async (): Promise<number> => {
	const {engine, lines} = await describeServer();
	print(lines[0] ?? '');
	process.env['BACKOFF_BANK_TEST_URL'] = flags.url;
	process.env['BACKOFF_BANK_TEST_RESTART'] = flags.restart;
	const counts: Counts = {passed: 0, failed: 0, leftOut: new Set()};
	// One after the other: where there are no schemas, they have the same tables.
	for (const file of ['accounts', 'transfer', 'rivals', 'faults', 'faults-of-the-line', 'audit', 'watch']) {
		await runFile(`bank/${file}`, counts);
	}

	if (dropping.has(engine)) {
		await runFile('bank/settle-left-over', counts);
		for (const file of [...inOwnDatabase, ...(engine === 'postgresql' ? ['bank/schema'] : [])]) {
			await runInOwnDatabase(file, engine, counts);
		}
	} else {
		counts.leftOut.add('settling what a killed program left open, runTransaction by itself, and who waits for whom: the tests have to see who waits, and nobody tells them here');
	}

	if (engine !== 'postgresql') {
		counts.leftOut.add('schemas: the tests ask information_schema and pg_constraint in PostgreSQL\'s way');
	}

	counts.leftOut.add('users with few rights: the tests make users who need no password');

	for (const line of ['', ...lines, ...[...counts.leftOut].map(each => `left out: ${each}`)]) {
		print(line);
	}

	print(counts.failed === 0 ? `verdict: all ${counts.passed} tests passed` : `verdict: FAILED, ${counts.failed} beside ${counts.passed} that passed`);
	return counts.failed === 0 ? 0 : 1;
};

try {
	process.exitCode = await runAll();
} catch (error) {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 2;
}
