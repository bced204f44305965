import {after, describe, test, type TestContext} from 'node:test';
import {waitUntil} from '../../source/database/embedded/wait-until.js';
import {allIsWell, openBankTerminal} from '../support/bank-terminal.js';
import {startProgram, type Program} from '../support/command-line.js';
import {readEvents} from '../support/json-lines.js';
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
		await program.until(/backoff 20\.0s/v);
		line.swallow();
		const {stdout, ...end} = await interrupt(t, program);
		t.assert.deepStrictEqual(end, {code: 130, stderr: '', isQuick: true});
		const [, one, other] = /The accounts (?<one>\S+) and (?<other>\S+) in demo may be left: the server can't be asked to remove them\nInterrupted\.\n$/v.exec(stdout) ?? [];
		const rows = await server.run('SELECT id::TEXT FROM demo.accounts ORDER BY owner');
		t.assert.deepStrictEqual(rows, [[one], [other]]);
	});
});

describe('A storm whose server is lost', {concurrency: 2, timeout: 60_000}, () => {
	const isDown = /◌ the server is down: nobody listens there; (?:again in|asking again)/v;
	const patient = ['--clients', '8', '--accounts', '4', '--base', '10ms', '--cap', '400ms'];

	/** The summary, what was said beside it, and how many transfers there really are. */
	const endOf = async ({kill, ended}: Program, schema: string) => {
		kill('SIGINT');
		const {code, stdout, stderr} = await ended;
		return {code, stderr, summary: readEvents(stdout).at(-1), ledger: await server.run(`SELECT count(*)::INT FROM ${schema}.transfers`)};
	};

	test('says so and goes on, with a screen and without, and every transfer is settled', async (t: TestContext) => {
		const line = await layLine(t, server);
		const program = startProgram(['storm', '--json', '--duration', '60s', ...patient, '--schema', 'lines', '--url', line.url()]);
		await using terminal = openBankTerminal(['storm', ...patient, '--schema', 'screen', '--url', line.url()]);
		await Promise.all([program.until(/storm-sample.*"committed":[1-9]/v), terminal.waitFor(/running[\s\S]*nothing lost, nothing twice/v, 20_000)]);
		await line.refuse();
		// Ten times it was asked in vain: that takes about two seconds.
		await Promise.all([program.until(/(?:"balances-lost"[\s\S]*){10}/v), terminal.waitFor(isDown)]);
		await line.mend();
		await Promise.all([program.until(/"balances-lost"[\s\S]*"audited"(?:[\s\S]*"storm-sample"){3}/v), terminal.waitFor(text => !isDown.test(text) && allIsWell.test(text), 20_000)]);
		terminal.type('q');
		const [{code, stderr, summary, ledger}, exit] = await Promise.all([endOf(program, 'lines'), terminal.exited]);
		t.assert.deepStrictEqual([code, exit.code], [130, 0]);
		t.assert.partialDeepStrictEqual(summary, {type: 'summary', ok: true, unknown: 0, audit: {conserved: true, lost: 0, unknown: 0}});
		t.assert.deepStrictEqual(ledger, [[summary?.['committed']]]);
		t.assert.match(stderr, /^◌ The server is down: nobody listens there\. The server is asked again in .*, and then over and over\.\n[\s\S]*^◌ The server answers again\.$/mv);
		t.assert.match(terminal.text(), allIsWell);
	});

	test('waits with its last audit until the server is back', async (t: TestContext) => {
		const line = await layLine(t, server);
		const program = startProgram(['storm', '--json', '--duration', '1s', ...patient, '--schema', 'late', '--url', line.url()]);
		await program.until(/"storm-sample".*"committed":[1-9]/v);
		await line.refuse();
		await program.until(/"storm-ended"[\s\S]*"balances-lost"/v);
		await line.mend();
		const {code, stdout} = await program.ended;
		const summary = readEvents(stdout).at(-1);
		t.assert.partialDeepStrictEqual(summary, {type: 'summary', audit: {conserved: true, lost: 0}});
		t.assert.strictEqual(code, summary?.['unknown'] === 0 ? 0 : 6);
	});
});

describe('A lesson without a screen whose server is lost', {timeout: 60_000}, () => {
	test('says so, and is played from its beginning once that is back', async (t: TestContext) => {
		const line = await layLine(t, server);
		const program = startProgram(['lesson', 'rival', '--json', '--policy', 'constant', '--base', '300ms', '--cap', '300ms', '--url', line.url()]);
		await program.until(/"backoff-started"/v);
		line.cut();
		const {code, stdout, stderr} = await program.ended;
		const events = readEvents(stdout);
		const turns = events.map(({type}) => type).filter(type => /^lesson-(?:started|lost|regained|ended)$/v.test(type));
		t.assert.deepStrictEqual([code, turns], [0, ['lesson-started', 'lesson-lost', 'lesson-regained', 'lesson-started', 'lesson-ended']], stderr);
		t.assert.partialDeepStrictEqual(events.at(-1), {type: 'summary', command: 'lesson', ok: true});
		t.assert.match(stderr, /^◌ The connection ended\. The server is asked again in .*, and then over and over\.\n◌ The server answers again\.\n◌ What it disturbed begins anew\.$/mv);
		t.assert.deepStrictEqual(await server.run('SELECT nspname FROM pg_namespace WHERE nspname LIKE \'backoff_bank_lesson%\''), []);
	});
});
