import {after, describe, test, type TestContext} from 'node:test';
import pg from 'pg';
import {waitUntil} from '../../source/database/embedded/wait-until.js';
import {allIsWell, openBankTerminal} from '../support/bank-terminal.js';
import {layLine} from '../support/lossy-line.js';
import {startServer} from '../support/servers.js';
import {keys} from '../support/terminal.js';
import {endSessionsOf, makeUser} from '../support/users.js';

const shared = await startServer('loopback');
after(async () => {
	await shared.stop();
});

/** Patient enough for a server to come back. */
const patient = ['--base', '200ms', '--cap', '800ms', '--max-attempts', '500', '--timeout', '60s', '--rivals', '0'];
/** Lets a bank's COMMITs wait, once they have been sent, until the one who holds the lock lets them go. */
const holdCommits = async (t: TestContext, schema: string): Promise<() => Promise<void>> => {
	const holder = new pg.Client({connectionString: shared.url()});
	await holder.connect();
	const letGo = async () => holder.end();

	t.after(letGo);
	await holder.query('SELECT pg_advisory_lock(hashtext($1))', [schema]);
	await holder.query(`CREATE FUNCTION ${schema}.hold() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
		BEGIN PERFORM pg_advisory_xact_lock_shared(hashtext('${schema}')); RETURN NULL; END $$`);
	await holder.query(`CREATE CONSTRAINT TRIGGER hold AFTER INSERT ON ${schema}.transfers DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ${schema}.hold()`);
	return letGo;
};

describe('Losing the server in the middle of COMMIT', {concurrency: 2}, () => {
	for (const [what, isDone] of [['it is done, and nobody hears of it', true], ['it is not done', false]] as const) {
		test(`${what}: it is found out, and the transfer is made once`, {timeout: 60_000}, async (t: TestContext) => {
			const schema = isDone ? 'unheard' : 'undone';
			const line = await layLine(t, shared);
			await using terminal = openBankTerminal(['--url', line.url(await makeUser(shared, schema)), '--schema', schema, ...patient], {rows: 40});
			await terminal.waitFor(allIsWell);
			const letGo = await holdCommits(t, schema);
			terminal.type(keys.enter);
			const isWaiting = async () => (await shared.run(`SELECT 1 FROM pg_stat_activity WHERE usename = '${schema}' AND query = 'COMMIT' AND wait_event_type = 'Lock'`)).length === 1;
			t.assert.ok(await waitUntil(isWaiting, {limit: 10_000}));
			if (isDone) {
				line.swallow();
				await letGo();
				t.assert.ok(await waitUntil(async () => (await shared.run(`SELECT 1 FROM ${schema}.transfers`)).length === 1, {limit: 10_000}));
				line.cut();
			} else {
				await endSessionsOf(shared, schema);
			}

			await terminal.waitFor('COMMIT was sent and not answered');
			await letGo();
			await line.mend();
			await terminal.waitFor(text => text.includes(isDone ? '✓ The ledger has it' : 'The ledger has not')
				&& text.includes('✓ Committed at attempt') && allIsWell.test(text) && /Ada +▼ 100\.00 +\$900\.00/v.test(text));
			terminal.type('q');
			t.assert.deepStrictEqual(await terminal.exited, {code: 0, signal: undefined});
			t.assert.strictEqual((await shared.run(`SELECT 1 FROM ${schema}.transfers`)).length, 1);
		});
	}
});
