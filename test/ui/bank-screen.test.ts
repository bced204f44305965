import {describe, test, type TestContext} from 'node:test';
import {keys} from '../support/terminal.js';
import {allIsWell, openBankTerminal} from '../support/bank-terminal.js';

/** Waits that are long enough to be seen, and always the same. */
const visibleWaits = ['--policy', 'constant', '--base', '400ms'];

/** A wait that nobody lives to see the end of. */
const endlessWait = ['--policy', 'constant', '--base', '60s', '--cap', '60s', '--timeout', '10m'];

describe('the bank on a real terminal', {concurrency: 2}, () => {
	test('a typed transfer meets two rivals, is refused twice, counts its waits down and commits', async (t: TestContext) => {
		await using terminal = openBankTerminal(['--rivals', '2', ...visibleWaits]);
		await terminal.waitFor(allIsWell);
		terminal.type(keys.tab);
		await terminal.waitFor(/text goes into From/v);
		terminal.type('cl');
		await terminal.waitFor(/From ▸ cleo/v);
		terminal.type(keys.tab);
		await terminal.waitFor(/From {3}Cleo .*To ▸ Ben/v);
		terminal.type(keys.tab);
		await terminal.waitFor(/Amount ▸ \$100\.00/v);
		terminal.type('12.5');
		await terminal.waitFor(/Amount ▸ 12\.5/v);
		terminal.type(keys.enter);
		const counting = await terminal.waitFor(/◌ backoff 400ms(?! of)/v);
		t.assert.match(counting, /40001 could not serialize access due to/v);
		t.assert.match(counting, /rival ↯ Cleo -\$0\.01 .*debit ✗/sv);
		t.assert.match(counting, /Cleo → Ben {2}\$12\.50 .* attempt 1 of 10/v);
		const left = (text: string) => Number(/(?<left>\d+)ms left/v.exec(text)?.groups?.['left'] ?? NaN);
		const first = left(counting);
		await terminal.waitFor(text => left(text) < first);
		await terminal.waitFor(/attempt 2 of 10/v);
		await terminal.waitFor(/40001 \(same\)/v);
		const done = await terminal.waitFor(/✓ Committed at attempt 3/v);
		t.assert.match(done, /COMMIT ✓/v);
		await terminal.waitFor(text => allIsWell.test(text) && /Cleo +▼ 12\.52 +\$487\.48/v.test(text) && /Ben +▲ 12\.50 +\$262\.50/v.test(text));
		t.assert.match(terminal.text(), /1 commit +2 rivals' +2 retries/v);
		terminal.type('q');
		t.assert.strictEqual((await terminal.exited).code, 0);
		t.assert.strictEqual(terminal.text().trim(), '1 transfer; 2 retries. ✓ nothing lost, nothing twice');
	});

	test('a COMMIT whose answer is lost is looked up by a new connection, and is not made twice', async (t: TestContext) => {
		await using terminal = openBankTerminal(['--rivals', '0', ...visibleWaits]);
		await terminal.waitFor(allIsWell);
		terminal.type('f');
		await terminal.waitFor(/1 {3}lose the answer to COMMIT +the server commits; we never hear/v);
		terminal.type('4');
		await terminal.waitFor(/to go wrong: freeze/v);
		terminal.type('4');
		await terminal.waitFor(text => !text.includes('to go wrong'));
		terminal.type('1');
		await terminal.waitFor(/to go wrong: lose-commit ─/v);
		terminal.type(keys.escape);
		await terminal.waitFor(/Press ⏎ to send/v);
		terminal.type(keys.enter);
		await terminal.waitFor(/fault: lose-commit ─ COMMIT ✗/v);
		await terminal.waitFor(/\? COMMIT was sent and not answered/v);
		const done = await terminal.waitFor(/✓ Committed at attempt 2/v);
		t.assert.match(done, /✓ The ledger has it: that COMMIT was done\./v);
		await terminal.waitFor(text => allIsWell.test(text) && /Ada +▼ 100\.00 +\$900\.00/v.test(text) && /Ben +▲ 100\.00 +\$350\.00/v.test(text));
		t.assert.doesNotMatch(terminal.text(), /to go wrong/v);
	});

	test('e explains what happened, attempt by attempt', async (t: TestContext) => {
		await using terminal = openBankTerminal(['--rivals', '2', '--base', '1ms']);
		await terminal.waitFor(allIsWell);
		terminal.type('e');
		await terminal.waitFor(/Nothing has been tried yet/v);
		terminal.type(keys.enter);
		await terminal.waitFor(/✓ Committed at attempt 3/v);
		terminal.type('e');
		const why = await terminal.waitFor(/Attempt 2 of 3/v);
		t.assert.match(why, /40001: serialization_failure/v);
		t.assert.match(why, /A rival won/v);
		terminal.type(keys.down);
		await terminal.waitFor(/Attempt 3 of 3[^A]*It read, decided, wrote and committed/v);
		terminal.type(keys.escape);
		await terminal.waitFor(/✓ Committed at attempt 3/v);
	});

	test('c tells who waits for whom, and what each account has cost', async (t: TestContext) => {
		await using terminal = openBankTerminal(['--rivals', '2', '--base', '1ms']);
		await terminal.waitFor(allIsWell);
		terminal.type('c');
		await terminal.waitFor(/Who waits for whom[\s\S]*none so far: r adds rivals[\s\S]*nobody waits for anybody; \d idle/v);
		terminal.type(keys.escape);
		await terminal.waitFor(/Press ⏎ to send/v);
		terminal.type(keys.enter);
		await terminal.waitFor(/✓ Committed at attempt 3/v);
		terminal.type('c');
		const told = await terminal.waitFor(/Ada +2× 40001 concurrent update/v);
		t.assert.match(told, /Sessions of the bank's programs, as the server tells of them/v);
		terminal.type('c');
		await terminal.waitFor(/✓ Committed at attempt 3/v);
		terminal.type('?');
		const help = await terminal.waitFor(/c +who waits for whom, and why/v);
		t.assert.match(help, /q +leave the bank/v);
	});

	test('letters are keys until a field takes text, and text from then on', async (t: TestContext) => {
		await using terminal = openBankTerminal();
		await terminal.waitFor(allIsWell);
		terminal.type('r');
		await terminal.waitFor(/Rivals 2/v);
		terminal.type('p');
		await terminal.waitFor(/equal jitter/v);
		terminal.type(keys.tab);
		await terminal.waitFor(/text goes into From/v);
		terminal.type('q');
		terminal.type('p');
		const typed = await terminal.waitFor(/From ▸ qp/v);
		t.assert.match(typed, /There is no account "qp"/v);
		t.assert.match(typed, /equal jitter/v);
		terminal.type(keys.escape);
		await terminal.waitFor(/From ▸ Ada[\s\S]*esc leave/v);
		terminal.type(keys.escape);
		await terminal.waitFor(/From {3}Ada/v);
		terminal.type('q');
		t.assert.deepStrictEqual(await terminal.exited, {code: 0, signal: undefined});
	});

	test('pasted rubbish fires no shortcut and sends nothing', async (t: TestContext) => {
		await using terminal = openBankTerminal();
		await terminal.waitFor(allIsWell);
		terminal.paste('q\r\nrrr\r\n\u{3}\u{1B}[31mp');
		await terminal.waitFor(/Pasted text was ignored/v);
		t.assert.match(terminal.text(), /Rivals 1/v);
		terminal.type('r');
		await terminal.waitFor(text => text.includes('Rivals 2') && !text.includes('Pasted'));
		// As terminals without bracketed paste deliver it.
		terminal.type('squire\tBen\r');
		await terminal.waitFor(/Pasted text was ignored/v);
		t.assert.match(terminal.text(), /Nothing yet/v);
		terminal.type(keys.tab);
		await terminal.waitFor(/text goes into From/v);
		terminal.paste('\u{1B}]0;hi\u{7}Dan\r\nq\r\n');
		await terminal.waitFor(/From ▸ \]0;hiDan/v);
		t.assert.match(terminal.text(), /Nothing yet/v);
		terminal.type(keys.ctrlC);
		t.assert.strictEqual((await terminal.exited).code, 0);
	});

	test('a transfer sends itself with Enter, with what was typed ahead', async (t: TestContext) => {
		await using terminal = openBankTerminal(['--rivals', '0']);
		await terminal.waitFor(allIsWell);
		terminal.type('\tdan\tada\t7.01\r');
		t.assert.match(await terminal.waitFor(/✓ Committed at the first attempt/v), /Dan → Ada {2}\$7\.01/v);
		t.assert.match(await terminal.waitFor(/Dan +▼ 7\.01/v), /\$492\.99/v);
	});

	test('the bank\'s own refusal is shown, and not retried', async (t: TestContext) => {
		await using terminal = openBankTerminal(['--rivals', '0']);
		await terminal.waitFor(allIsWell);
		terminal.type('\tBen\tAda\t1000');
		await terminal.waitFor(/Ben has \$250\.00/v);
		terminal.type(keys.enter);
		const refused = await terminal.waitFor(/Refused by the bank/v);
		t.assert.match(refused, /Ben has \$250\.00[\s\S]*Nobody else has as much: ⇥ goes to the form,/v);
		t.assert.match(refused, /0 retries/v);
		await terminal.waitFor(allIsWell);
		terminal.type(`\t\t\t300${keys.enter}`);
		await terminal.waitFor(/Cleo has \$500\.00: ⇥ goes to From, where/v);
	});

	test('space stops the wait and lets it go on, and Esc ends it at once', async (t: TestContext) => {
		await using terminal = openBankTerminal(endlessWait);
		await terminal.waitFor(allIsWell);
		terminal.type(keys.enter);
		await terminal.waitFor(/◌ backoff 60\.0s(?! of)/v);
		terminal.type(' ');
		await terminal.waitFor(/◌ paused: backoff/v);
		terminal.type(' ');
		await terminal.waitFor(/◌ backoff/v);
		// The rest of the screen lives meanwhile.
		terminal.type('r');
		terminal.type('\tfi');
		await terminal.waitFor(/From ▸ finn/v);
		terminal.type(keys.escape);
		await terminal.waitFor(/From ▸ Ada[\s\S]*esc leave/v);
		terminal.type(keys.escape);
		await terminal.waitFor(/esc cancel/v);
		terminal.type(keys.escape);
		const cancelled = await terminal.waitFor(/✗ Cancelled/v);
		t.assert.match(cancelled, /cut short/v);
		await terminal.waitFor(/Ada +▼ 0\.01 +\$999\.99/v);
		await terminal.waitFor(allIsWell);
	});

	test('. sends one statement and stops before the next, the rival\'s too, and [ ] change the pace', async (t: TestContext) => {
		await using terminal = openBankTerminal(['--rivals', '1', '--base', '1ms']);
		await terminal.waitFor(allIsWell);
		terminal.type('[');
		await terminal.waitFor(/0\.5×/v);
		terminal.type(']');
		await terminal.waitFor(text => !text.includes('×'));
		// Also between the rival's COMMIT and our debit, which is where it is decided.
		for (const next of ['BEGIN', 'read', ...['BEGIN', 'read', 'debit', 'credit', 'ledger', 'COMMIT'].map(name => `rival 1's ${name}`), 'debit']) {
			terminal.type('.');
			const held = await terminal.waitFor(text => text.includes(`Paused before ${next}:`));
			t.assert.match(held, /--timeout stands still/v);
			t.assert.doesNotMatch(held, /✓ Committed|✗/v);
		}

		terminal.type(' ');
		await terminal.waitFor(/✓ Committed at attempt 2/v);
		await terminal.waitFor(/Ada +▼ 100\.01/v);
		t.assert.doesNotMatch(terminal.text(), /Paused/v);
		terminal.type('l');
		const lanes = await terminal.waitFor(/you {10,}rival/v);
		t.assert.match(lanes, /debit {2}✗ 40001 ─+▸/v);
		t.assert.match(lanes, /✓ Committed at attempt 2/v);
		terminal.type(',');
		await terminal.waitFor(/The screen went back, the database didn't/v);
		t.assert.doesNotMatch(terminal.text(), /✓ Committed/v);
		terminal.type('l');
		await terminal.waitFor(/Ada +▼ 100\.01/v);
		t.assert.match(terminal.text(), /The screen went back, the +│$/mv);
		terminal.type('.');
		await terminal.waitFor(/✓ Committed at attempt 2/v);
		t.assert.match(terminal.text(), /Here again: this is how it stands/v);
	});

	test('slow motion holds every statement, and lets go', async (t: TestContext) => {
		await using terminal = openBankTerminal(['--rivals', '0']);
		await terminal.waitFor(allIsWell);
		terminal.type('s');
		await terminal.waitFor(/0\.1×/v);
		terminal.type(keys.enter);
		await terminal.waitFor(/BEGIN \d/v);
		t.assert.doesNotMatch(terminal.text(), /COMMIT/v);
		await terminal.waitFor(/read \$1,000\.00/v);
		terminal.type('s');
		await terminal.waitFor(/✓ Committed/v);
	});

	test('the help closes with the key that opened it', async (t: TestContext) => {
		await using terminal = openBankTerminal();
		await terminal.waitFor(allIsWell);
		terminal.type('?');
		t.assert.match(await terminal.waitFor(/Letters are keys/v), /slow motion/v);
		terminal.type('?');
		t.assert.match(await terminal.waitFor(/What happened/v), /Nothing yet/v);
	});
});
