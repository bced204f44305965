import {describe, test, type TestContext} from 'node:test';
import {allIsWell, openBankTerminal} from '../../support/bank-terminal.js';

const storm = ['storm', '--clients', '4', '--cap', '40ms'];

/** How many transfers the screen says were committed. */
const committed = (text: string): number => Number(/(?<count>[\d,]+) committed/v.exec(text)?.groups?.['count']?.replaceAll(',', '') ?? 0);

describe('the storm on a real terminal', {concurrency: 2, timeout: 120_000}, () => {
	test('starts by itself, takes more clients, another cure and policy, stops, starts again, and leaves', async (t: TestContext) => {
		await using terminal = openBankTerminal(storm);
		await terminal.waitFor(text => /Storm {2}4 clients · 2 accounts · read-then-write .*running/v.test(text) && committed(text) > 0 && allIsWell.test(text));
		t.assert.match(terminal.text(), /full jitter 10ms·2ⁿ ≤40ms · PostgreSQL 18\.\d+ embedded · serializable/v);
		terminal.type('+');
		await terminal.waitFor(text => /Storm {2}8 clients/v.test(text) && /waiting +\d of 8/v.test(text));
		terminal.type('c');
		await terminal.waitFor(text => /8 clients · 2 accounts · SELECT … FOR UPDATE .*running/v.test(text) && committed(text) > 0);
		terminal.type('p');
		await terminal.waitFor(text => text.includes('equal jitter 10ms·2ⁿ ≤40ms') && text.includes('running') && committed(text) > 0);
		terminal.type(' ');
		await terminal.waitFor(/stopped {2}\d:\d\d/v);
		const before = committed(terminal.text());
		terminal.type(' ');
		await terminal.waitFor(text => text.includes('running') && committed(text) > 0 && committed(text) !== before);
		terminal.type('q');
		const {code} = await terminal.exited;
		t.assert.strictEqual(code, 0);
		t.assert.match(terminal.text(), /^Storm {2}8 clients · 2 accounts · SELECT … FOR UPDATE · equal jitter/mv);
		t.assert.match(terminal.text(), /this storm only\. There were 3 before it/v);
		t.assert.match(terminal.text(), /^ {2}transfers +[1-9][\d,]* committed in /mv);
		t.assert.match(terminal.text(), /^Σ \$[\d,.]+ ✓ nothing lost, nothing twice$/mv);
	});

	test('explains each figure, shows its keys, and the hottest accounts where there is room', async (t: TestContext) => {
		await using terminal = openBankTerminal([...storm, '--accounts', '3'], {columns: 120, rows: 30});
		await terminal.waitFor(text => text.includes('Hottest accounts') && /Ada +\$1,000\.\d\d +\d+/v.test(text.replaceAll('$999', '$1,000')) && committed(text) > 0);
		terminal.type('e');
		await terminal.waitFor(/What the figures mean[\s\S]*Jain's index: 1\.00 when all clients commit alike/v);
		terminal.type('e');
		await terminal.waitFor(/commits\/s +\d/v);
		terminal.type('?');
		await terminal.waitFor(/Many clients want the same few rows[\s\S]*c +the next cure for conflicts/v);
		terminal.type('q');
		t.assert.strictEqual((await terminal.exited).code, 0);
	});

	test('says what it can\'t show on a small terminal, and ends there too', async (t: TestContext) => {
		await using terminal = openBankTerminal(storm, {columns: 60, rows: 16});
		await terminal.waitFor(/running/v);
		await terminal.waitFor(/commits\/s/v);
		terminal.kill('SIGTERM');
		t.assert.strictEqual((await terminal.exited).code, 128 + 15);
	});
});
