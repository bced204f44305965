import {after, describe, test, type TestContext} from 'node:test';
import {waitUntil} from '../../source/database/embedded/wait-until.js';
import {startProgram, type Program} from '../support/command-line.js';
import {layLine} from '../support/lossy-line.js';
import {openBankFor, startServer} from '../support/servers.js';

const server = await startServer('loopback');
after(async () => {
	await server.stop();
});

/** A rival makes it wait for 20 s. */
const long = ['--rivals', '1', '--policy', 'constant', '--base', '20s', '--cap', '20s'];

/** Interrupts a program: what it said, with which code it ended, and whether within 2 s. */
const interrupt = async (t: TestContext, {kill, ended}: Program) => {
	const sent = performance.now();
	kill('SIGINT');
	const {code, stdout, stderr} = await ended;
	const took = performance.now() - sent;
	t.diagnostic(`${Math.round(took)} ms`);
	return {code, stderr, isQuick: took <= 2000, stdout};
};

describe('A server that does not answer any more keeps nobody from leaving', {concurrency: 2, timeout: 40_000}, () => {
	test('a transfer, in the middle of a statement', async (t: TestContext) => {
		const {database: {pool}} = await openBankFor(t, server, {schema: 'transfer', accounts: 3});
		const line = await layLine(t, server);
		const holder = await pool.connect();
		t.after(() => {
			holder.release(true);
		});
		await holder.query('BEGIN');
		await holder.query('SELECT 1 FROM transfer.accounts FOR UPDATE');
		const program = startProgram(['transfer', 'Ada', 'Ben', '1', '--schema', 'transfer', '--url', line.url()]);
		const isWaiting = async () => (await server.run('SELECT 1 FROM pg_stat_activity WHERE wait_event_type = \'Lock\' AND query ~ \'"transfer"\'')).length === 1;
		t.assert.ok(await waitUntil(isWaiting, {limit: 10_000}));
		line.swallow();
		const {stdout, ...end} = await interrupt(t, program);
		t.assert.deepStrictEqual(end, {code: 130, stderr: '', isQuick: true});
		t.assert.match(stdout, /gave up: aborted\n.*The balances can't be read just now\.\nInterrupted\.\n$/v);
	});

	test('the demo, in the middle of a wait: it says what may be left', async (t: TestContext) => {
		const line = await layLine(t, server);
		const program = startProgram(['demo', '--schema', 'demo', '--url', line.url(), ...long]);
		await program.until(/waits 20\.0s/v);
		line.swallow();
		const {stdout, ...end} = await interrupt(t, program);
		t.assert.deepStrictEqual(end, {code: 130, stderr: '', isQuick: true});
		const [, one, other] = /The accounts (?<one>\S+) and (?<other>\S+) in demo may be left: the server can't be asked to remove them\nInterrupted\.\n$/v.exec(stdout) ?? [];
		const rows = await server.run('SELECT id::TEXT FROM demo.accounts ORDER BY owner');
		t.assert.deepStrictEqual(rows, [[one], [other]]);
	});
});
