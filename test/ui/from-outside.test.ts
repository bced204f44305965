import {after, before, describe, test, type TestContext} from 'node:test';
import pg from 'pg';
import {startEmbeddedServer, type EmbeddedServer} from '../../source/database/embedded/embedded-server.js';
import {keys} from '../support/terminal.js';
import {allIsWell, openBankTerminal} from '../support/bank-terminal.js';

describe('what others do to the bank', () => {
	let server: EmbeddedServer;
	let client: pg.Client;
	let url: string;

	before(async () => {
		server = await startEmbeddedServer();
		const {host, user, database, port} = server.connection;
		url = `postgresql:///${database}?host=${encodeURIComponent(host)}&user=${user}&port=${port}`;
		client = new pg.Client({...server.connection});
		client.on('error', () => undefined);
		await client.connect();
	});

	after(async () => {
		await client.end();
		await server.stop();
	});

	test('a change from elsewhere appears within 300 ms, without a key', async (t: TestContext) => {
		await using terminal = openBankTerminal(['--url', url]);
		await terminal.waitFor(allIsWell);
		const delays: number[] = [];
		for (const dollars of [501, 502, 503, 504, 505]) {
			await client.query('UPDATE backoff_bank.accounts SET balance = $1, opening = $1 WHERE owner = \'Hana\'', [dollars * 100]);
			const changed = performance.now();
			await terminal.waitFor(new RegExp(String.raw`Hana .*\$${dollars}\.00`, 'v'));
			delays.push(performance.now() - changed);
		}

		t.assert.strictEqual(Math.max(...delays) < 300, true, `after ${delays.map(delay => delay.toFixed(0)).join(', ')} ms`);
	});

	test('money that moved behind the ledger is found and named', async (t: TestContext) => {
		await using terminal = openBankTerminal(['--url', url]);
		await terminal.waitFor(allIsWell);
		await client.query('UPDATE backoff_bank.accounts SET balance = balance + 500 WHERE owner = \'Gus\'');
		t.assert.match(await terminal.waitFor(/✗ Gus \$5\.00 above the ledger/v), /\$4,2\d\d\.00/v);
		await client.query('UPDATE backoff_bank.accounts SET balance = balance - 500 WHERE owner = \'Gus\'');
		t.assert.match(await terminal.waitFor(allIsWell), /✓/v);
	});

	test('nothing that a name contains gets out of its place', async (t: TestContext) => {
		await using terminal = openBankTerminal(['--url', url]);
		await terminal.waitFor(allIsWell);
		await client.query('UPDATE backoff_bank.accounts SET owner = $1 WHERE owner = \'Finn\'', ['Fi\u{1B}[2J\u{1B}]0;hacked\u{7}\u{85}\u{202E}nn\r\nx']);
		const screen = await terminal.waitFor(/Fi\[2J/v);
		await client.query('UPDATE backoff_bank.accounts SET owner = \'Finn\' WHERE owner LIKE \'Fi%\'');
		t.assert.match(screen, /^│ Fi\[2J\]0;hacked/mv);
		t.assert.doesNotMatch(terminal.raw(), /\u{1B}\[2J\u{1B}\]0;hacked/v);
		t.assert.doesNotMatch(terminal.raw(), /[\u{85}\u{202E}]/v);
	});

	test('names of any length and width keep the columns straight', async (t: TestContext) => {
		await client.query('UPDATE backoff_bank.accounts SET owner = $1 WHERE owner = \'Eve\'', ['銀行の口座を持っているとても長い名前の人']);
		await using terminal = openBankTerminal(['--url', url]);
		const screen = await terminal.waitFor(/銀行/v);
		await client.query('UPDATE backoff_bank.accounts SET owner = \'Eve\' WHERE owner LIKE \'銀行%\'');
		t.assert.match(screen, /^│ 銀行の口座を.*… +\$500\.00 │/mv);
	});

	test('a server that dies leaves the program running, and able to quit', async (t: TestContext) => {
		const doomed = await startEmbeddedServer();
		const {host, user, database, port} = doomed.connection;
		await using terminal = openBankTerminal(['--url', `postgresql:///${database}?host=${encodeURIComponent(host)}&user=${user}&port=${port}`]);
		await terminal.waitFor(allIsWell);
		await doomed.stop();
		await terminal.waitFor(/◌ the server is down/v);
		terminal.type(keys.enter);
		await terminal.waitFor(/attempt \d of 10/v);
		const asked = performance.now();
		terminal.type('q');
		t.assert.strictEqual((await terminal.exited).code, 0);
		t.assert.strictEqual(performance.now() - asked < 2000, true);
	});
});
