import {after, describe, test, type TestContext} from 'node:test';
import pg from 'pg';
import {waitUntil} from '../../source/database/embedded/wait-until.js';
import {allIsWell, openBankTerminal} from '../support/bank-terminal.js';
import {leave, leftWell} from '../support/leaving.js';
import {layLine} from '../support/lossy-line.js';
import {startServer} from '../support/servers.js';
import {keys} from '../support/terminal.js';
import {makeUser} from '../support/users.js';
import {losses} from './losses.js';

const shared = await startServer('loopback');
after(async () => {
	await shared.stop();
});

/** Patient enough for a server to come back. */
const patient = ['--base', '200ms', '--cap', '800ms', '--max-attempts', '500', '--timeout', '60s', '--rivals', '0'];
/** Quick to notice that it is gone. */
const settings = [...patient, '--statement-timeout', '1s', '--pool-timeout', '1s'];

/** Connects past what may be lost, for a moment. */
const withAdmin = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
	const client = new pg.Client({connectionString: url});
	client.on('error', () => undefined);
	await client.connect();
	try {
		return await work(client);
	} finally {
		await client.end();
	}
};

/** Holds the first account's row, so that a transfer from it waits in the middle. Resolves to what lets it go. */
const holdRow = async (t: TestContext, url: string, schema: string): Promise<() => void> => {
	const client = new pg.Client({connectionString: url});
	client.on('error', () => undefined);
	await client.connect();
	const letGo = () => {
		// Its connection may have gone with the server, or hang with it.
		client.connection.stream.destroy();
	};

	t.after(letGo);
	await client.query('BEGIN');
	await client.query(`SELECT 1 FROM ${schema}.accounts WHERE owner = 'Ada' FOR UPDATE`);
	return letGo;
};

describe('Losing the server', {concurrency: 3}, () => {
	for (const {name, words, failure, options, place} of losses) {
		test(`${name}: it is said, the program goes on, and so does the transfer; leaving is quick`, {timeout: 60_000, ...options}, async (t: TestContext) => {
			const {url, adminUrl, lose, restore} = await place(t, shared);
			const schema = `bank_${name.replaceAll(/\W/gv, '_').slice(0, 30)}`;
			const open = () => openBankTerminal(['--url', url, '--schema', schema, ...settings]);
			await using idle = open();
			await idle.waitFor(allIsWell);
			// A server that stops ends its newest sessions first. If this one went before the transfer's, the transfer might get its row and commit.
			const letGo = await holdRow(t, adminUrl, schema);
			await using busy = open();
			await busy.waitFor(allIsWell);

			// In the middle of a transfer, which waits for a row.
			busy.type(keys.enter);
			const isWaiting = async () => withAdmin(adminUrl, async admin => {
				const {rowCount} = await admin.query('SELECT 1 FROM pg_stat_activity WHERE wait_event_type = \'Lock\' AND query ~ $1', [schema]);
				return rowCount === 1;
			});
			t.assert.ok(await waitUntil(isWaiting, {limit: 10_000}));
			await lose();
			letGo();
			if (words) {
				await Promise.all([idle, busy].map(async terminal => terminal.waitFor(words)));
				await busy.waitFor(/◌ backoff \d/v);
			}

			await busy.waitFor(failure);
			await restore?.();
			await Promise.all([
				busy.waitFor(text => /✓ Committed at attempt (?!1,)\d+/v.test(text) && allIsWell.test(text), 20_000),
				// The balances live again: what the other one moved is seen.
				idle.waitFor(text => /Ada +▼ 100\.00 +\$900\.00/v.test(text) && allIsWell.test(text), 20_000),
			]);

			// And once more, for good.
			await lose();
			if (words) {
				await Promise.all([idle, busy].map(async terminal => terminal.waitFor(words)));
				await Promise.all([idle, busy].map(async terminal => {
					terminal.type(keys.enter);
					await terminal.waitFor(/◌ backoff \d/v);
				}));
				// A wait can be cancelled; the other one is left in the middle of it.
				idle.type(keys.escape);
				await idle.waitFor(/✗ cancelled/v);
			}

			t.assert.deepStrictEqual(await Promise.all([leave(t, idle, 'q'), leave(t, busy, keys.ctrlC)]), [leftWell, leftWell]);
			await restore?.();
			const moved = await withAdmin(adminUrl, async admin => {
				const {rows} = await admin.query<{owner: string; moved: string}>(`SELECT owner, balance - opening AS moved FROM ${schema}.accounts WHERE balance <> opening ORDER BY owner`);
				return rows;
			});
			t.assert.deepStrictEqual(moved, [{owner: 'Ada', moved: '-10000'}, {owner: 'Ben', moved: '10000'}]);
		});
	}
});

describe('Leaving is quick, too,', {concurrency: 2}, () => {
	test('where the first connection is still waited for', {timeout: 30_000}, async (t: TestContext) => {
		const line = await layLine(t, shared);
		line.swallow();
		await using terminal = openBankTerminal(['--url', line.url(await makeUser(shared, 'early'))]);
		await terminal.waitFor(/Connecting to the database/v);
		t.assert.deepStrictEqual(await leave(t, terminal, 'q'), leftWell);
	});

	test('where the server is lost while the bank is being opened', {timeout: 30_000}, async (t: TestContext) => {
		const line = await layLine(t, shared);
		const login = await makeUser(shared, 'opening');
		await shared.run('CREATE SCHEMA AUTHORIZATION opening');
		const holder = new pg.Client({connectionString: shared.url()});
		await holder.connect();
		t.after(async () => holder.end());
		await holder.query('BEGIN');
		await holder.query('CREATE TABLE opening.accounts (id UUID)');
		await using terminal = openBankTerminal(['--url', line.url(login), '--schema', 'opening']);
		await terminal.waitFor(/Opening the bank: its tables and accounts/v);
		line.swallow();
		t.assert.deepStrictEqual(await leave(t, terminal, keys.ctrlC), leftWell);
	});

	for (const [name, args, busy] of [
		['storm', ['storm', '--clients', '8'], /running[\s\S]*nothing lost, nothing twice/v],
		['lab', ['lab', '--clients', '4', '--accounts', '2', '--cures', 'queue', '--duration', '30s'], /warming up|round 1 of/v],
		['lesson', ['lesson', 'rival'], /next {2}you: BEGIN/v],
		['lesson with storms', ['lesson', 'why-jitter'], /next {2}storm:/v],
	] as const) {
		test(`where the server is lost in the middle of a ${name}`, {timeout: 30_000}, async (t: TestContext) => {
			const line = await layLine(t, shared);
			const login = await makeUser(shared, name.replaceAll(' ', '_'));
			await using terminal = openBankTerminal([...args, '--schema', name.replaceAll(' ', '_'), '--url', line.url(login)]);
			await terminal.waitFor(busy);
			if (name.startsWith('lesson')) {
				terminal.type('.');
				await terminal.waitFor(name === 'lesson' ? /next {2}you: SELECT/v : /The storm goes on/v);
			}

			line.swallow();
			const {shown, ...left} = await leave(t, terminal, 'q') as typeof leftWell;
			t.assert.deepStrictEqual({...left, shown: ''}, leftWell, shown);
		});
	}
});
