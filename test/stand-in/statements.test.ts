import {readFile} from 'node:fs/promises';
import {after, describe, test, type TestContext} from 'node:test';
import {runProgram} from '../support/command-line.js';
import {startStandIn, type StandIn} from './stand-in.js';

const standIns = await Promise.all([startStandIn({version: '20.1'}), startStandIn({version: 'current'})]);
after(async () => {
	await Promise.all(standIns.map(async each => each.stop()));
});

/** All that the program can do to a database, without a terminal. Of the lessons there is one: the others' statements are in themselves. */
const commands: ReadonlyArray<readonly string[]> = [
	['doctor'],
	['demo', '--rivals', '1', '--base', '1ms'],
	['transfer', 'Ada', 'Ben', '1', '--rivals', '1', '--restart', 'savepoint'],
	['transfer', 'Ada', 'Ben', '1', '--base', '1ms', '--fault', 'end-session,conflict,lose-commit'],
	['storm', '--clients', '2', '--duration', '200ms'],
	// Every cure.
	['lab', '--clients', '2', '--accounts', '2', '--duration', '100ms', '--rounds', '1'],
	['lesson', 'deadlock', '--base', '1ms'],
];
/** What only a server with the setting can be made to do. */
const commitConflict = ['transfer', 'Ada', 'Ben', '1', '--base', '1ms', '--fault', 'commit-conflict'];

/** The same statement always in the same words. */
const plain = (statement: string): string => statement
	.replaceAll(/\s+/gv, ' ')
	// The schema is called otherwise where there is but one.
	.replaceAll('"public"', '"backoff_bank"')
	.replace(/(?<=^CANCEL SESSION ')[0-9a-f]{32}/v, () => '0'.repeat(32))
	// A mark of its own for each lab.
	.replaceAll(/\blab_[0-9a-f]{8}_/gv, 'lab_00000000_')
	.replaceAll(/\bbackoff_bank_lesson_[0-9a-f]+/gv, 'backoff_bank_lesson_00000000');

const listOf = (title: string, statements: Iterable<string>): string => [`-- ${title}`, ...Array.from(statements, each => `${each};`).toSorted((a, b) => a.localeCompare(b, 'en'))].join('\n');

describe('The program', {concurrency: true}, () => {
	const sentTo = async ({version, statements, url}: StandIn, t: TestContext) => {
		for (const args of version === '20.1' ? commands : [...commands, commitConflict]) {
			const {code, stderr} = await runProgram(args, {env: {DATABASE_URL: url()}});
			t.assert.deepStrictEqual([args, code, stderr], [args, 0, '']);
		}

		return new Set(statements.map(statement => plain(statement)));
	};

	test('sends CockroachDB the statements that are listed in statements.sql, and no others', async (t: TestContext) => {
		const [old = new Set<string>(), current = new Set<string>()] = await Promise.all(standIns.map(async each => sentTo(each, t)));
		const lists = [
			listOf('To every version', old.intersection(current)),
			listOf('To CockroachDB 20.1 only', old.difference(current)),
			listOf('To a current CockroachDB only', current.difference(old)),
		];
		const listed = await readFile(new URL('statements.sql', import.meta.url), 'utf8');
		t.assert.strictEqual(`${lists.join('\n\n')}\n`, listed, 'Look at what has changed, hold it against the grammar of CockroachDB, and then correct the list');
	});
});
