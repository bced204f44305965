import {describe, test, type TestContext} from 'node:test';
import {runAnew} from '../../../source/bank/run-anew.js';
import {auroraDsql} from '../../../source/database/engines/aurora-dsql.js';
import {cockroachdb} from '../../../source/database/engines/cockroachdb.js';
import {engines, recogniseEngine} from '../../../source/database/engines/index.js';
import {yugabytedb} from '../../../source/database/engines/yugabytedb.js';
import {serverError} from '../../support/database-errors.js';

const aurora = 'abcdefghijklmnopqrst.dsql.us-east-1.on.aws';

const answers: ReadonlyArray<readonly [version: string, engine: string, number: string, host?: string]> = [
	['CockroachDB CCL v20.1.17 (x86_64-unknown-linux-gnu, built 2021/05/17 16:32:20, go1.13.9)', 'cockroachdb', '20.1.17'],
	['CockroachDB OSS v20.1.0 (x86_64-unknown-linux-gnu, built , go1.13.15)', 'cockroachdb', '20.1.0'],
	['CockroachDB CCL v25.1.0 (aarch64-apple-darwin21.2, built 2025/02/11 22:09:17, go1.22.8 X:nocoverageredesign)', 'cockroachdb', '25.1.0'],
	['CockroachDB CCL v25.2.0-beta.1 (x86_64-pc-linux-gnu, built 2025/05/12 14:23:02, go1.23.7)', 'cockroachdb', '25.2.0'],
	['PostgreSQL 15.2-YB-2.25.1.0-b0 on x86_64-pc-linux-gnu, compiled by clang version 17.0.6, 64-bit', 'yugabytedb', '2.25.1.0'],
	['PostgreSQL 11.2-YB-2.20.1.3-b0 on aarch64-unknown-linux-gnu, compiled by clang version 15.0.7', 'yugabytedb', '2.20.1.3'],
	['PostgreSQL 13.23 on x86_64-pc-linux-musl, compiled by gcc (Alpine 14.2.0) 14.2.0, 64-bit', 'postgresql', '13.23'],
	['PostgreSQL 14.20 (Debian 14.20-1.pgdg12+1) on x86_64-pc-linux-gnu, compiled by gcc', 'postgresql', '14.20'],
	['PostgreSQL 15.15 (Homebrew) on aarch64-apple-darwin24.6.0, compiled by Apple clang', 'postgresql', '15.15'],
	['PostgreSQL 16.11 (Ubuntu 16.11-0ubuntu0.24.04.1) on x86_64-pc-linux-gnu', 'postgresql', '16.11'],
	['PostgreSQL 17.7, compiled by Visual C++ build 1944, 64-bit', 'postgresql', '17.7'],
	['PostgreSQL 18.4 on x86_64-pc-linux-gnu, compiled by gcc (GCC) 8.5.0, 64-bit', 'postgresql', '18.4'],
	['PostgreSQL 19devel on x86_64-pc-linux-gnu', 'postgresql', '19'],
	['PostgreSQL 16', 'aurora-dsql', '16', aurora],
	['PostgreSQL 16.9', 'postgresql', '16.9', 'bank.cluster-abc.us-east-1.rds.amazonaws.com'],
	['PostgreSQL 16.9', 'postgresql', '16.9', `${aurora}.example.com`],
	['PostgreSQL 16.9', 'postgresql', '16.9', 'dsql.us-east-1.on.aws'],
	['Materialize 0.130.0', 'postgresql', 'unknown'],
	['MyPostgreSQL 1.0', 'postgresql', 'unknown'],
	['', 'postgresql', 'unknown'],
];

describe('The engine', () => {
	for (const [version, name, number, host = 'localhost'] of answers) {
		test(`of "${version.slice(0, 60)}" at ${host} is ${name} ${number}`, (t: TestContext) => {
			const found = recogniseEngine({greeting: new Map(), version, host});
			t.assert.deepStrictEqual([found?.engine.name ?? 'postgresql', found?.version ?? 'unknown'], [name, number]);
		});
	}

	test('is known by what the server says at the start of a connection, before it is asked anything', (t: TestContext) => {
		const greeting = new Map([['server_version', '13.0.0'], ['crdb_version', 'CockroachDB CCL v26.2.0 (x86_64-pc-linux-gnu, built 2026/05/04 00:00:00, go1.25.5)']]);
		const found = recogniseEngine({greeting, version: '', host: 'localhost'});
		t.assert.deepStrictEqual([found?.engine.name, found?.version], ['cockroachdb', '26.2.0']);
		t.assert.strictEqual(recogniseEngine({greeting: new Map([['server_version', '18.4']]), version: '', host: 'localhost'}), undefined);
	});

	test('is one of a kind: each has its own name and title', (t: TestContext) => {
		t.assert.strictEqual(new Set(engines.map(({name}) => name)).size, engines.length);
		t.assert.strictEqual(new Set(engines.map(({title}) => title)).size, engines.length);
	});

	test('reads what it may of the past only where it can', (t: TestContext) => {
		t.assert.deepStrictEqual(engines.filter(({asOf}) => asOf !== '').map(({name}) => name), ['cockroachdb']);
		t.assert.deepStrictEqual(engines.filter(engine => engine.transactionalSchema).map(({name}) => name), ['postgresql']);
	});
});

describe('YugabyteDB', () => {
	test('is not said to have nobody waiting, since its locks are its own', async (t: TestContext) => {
		const row = {id: '7', program: 'backoff-bank', state: 'active', statement: 'UPDATE …', since: '12', waits_for: ''};
		const told = await yugabytedb.contention?.sessions(async () => ({rows: [row]}));
		t.assert.deepStrictEqual(told?.sessions.map(({id, waitsFor}) => [id, waitsFor]), [['7', []]]);
		t.assert.match(told?.notes.join(' ') ?? '', /who waits for whom stands in pg_locks/v);
		t.assert.deepStrictEqual(await yugabytedb.contention?.counted(async () => ({rows: [{deadlocks: '0'}]})), []);
	});
});

describe('Schemas', () => {
	for (const [version, hasSchemas] of [['1.1', false], ['19.2.12', false], ['20.1.0', false], ['20.1', false], ['20.2.0', true], ['21.1', true], ['25.4.1', true], ['unknown', true]] as const) {
		test(`${hasSchemas ? 'can' : 'can\'t'} be made on CockroachDB ${version}`, (t: TestContext) => {
			t.assert.strictEqual(cockroachdb.hasSchemas(version), hasSchemas);
		});
	}

	test('of a lesson are databases where there can be no other schema than public', (t: TestContext) => {
		t.assert.deepStrictEqual(['20.1.17', '20.2.0'].map(version => cockroachdb.scratchPlace(version).create('brief')), ['CREATE DATABASE brief', 'CREATE SCHEMA brief']);
		t.assert.ok(engines.every(engine => engine === cockroachdb || engine.scratchPlace('1.0').what === 'schema'));
	});

	test('can be made on all the others', (t: TestContext) => {
		t.assert.ok(engines.every(engine => engine === cockroachdb || engine.hasSchemas('1.0')));
	});
});

describe('A statement by itself', () => {
	for (const [code, engine, tries] of [['OC001', auroraDsql, 3], ['40001', auroraDsql, 3], ['OC001', cockroachdb, 1], ['42P01', auroraDsql, 1]] as const) {
		test(`that ends with ${code} is ${tries === 1 ? 'not ' : ''}run again on ${engine.title}`, async (t: TestContext) => {
			let count = 0;
			const pool = {
				async query() {
					count++;
					if (count < 3) {
						throw serverError(code);
					}

					return {rowCount: 7};
				},
			};
			const run = runAnew({pool, server: {engine}}, 'DELETE FROM accounts');
			await (tries === 1 ? t.assert.rejects(run, {code}) : run);
			t.assert.strictEqual(count, tries);
		});
	}
});
