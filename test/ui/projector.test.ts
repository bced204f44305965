import {test, type TestContext} from 'node:test';
import {readThenWrite} from '../../source/load/cures/read-then-write.js';
import {initialModel} from '../../source/store/model.js';
import {newStorm} from '../../source/store/storm.js';
import {adviceWords} from '../../source/ui/storm/storm-lines.js';
import {fixtureFile, type FixtureName} from '../recording/fixtures.js';
import {making} from '../store/messages.js';
import {allIsWell, openBankTerminal} from '../support/bank-terminal.js';
import {keys} from '../support/terminal.js';

test('For a room there is one large pane, a caption and the key that was pressed; nothing is dim', async (t: TestContext) => {
	await using terminal = openBankTerminal(['--projector', '--rivals', '1', '--policy', 'constant', '--base', '60s', '--cap', '60s', '--timeout', '10m'], {columns: 70, rows: 20});
	await terminal.waitFor(text => allIsWell.test(text) && text.includes('▸ ⏎ will send $100.00 from Ada to Ben while a rival wants'));
	terminal.type(keys.enter);
	const waiting = await terminal.waitFor(/▸ Refused with 40001, since a rival changed the row first: it waits/v);
	t.assert.match(waiting, /^╭ Ada → Ben {2}\$100\.00 ─+ attempt 1 of 10 ─╮$/mv);
	t.assert.match(waiting, /^ {2}⏎ {2}send what is in the form +rivals 1 {2}\? help$/mv);
	t.assert.doesNotMatch(waiting, /Accounts|Transfer/v);
	terminal.type('r');
	await terminal.waitFor(/^ {2}r {2}rivals for the next one, 0–3 +rivals 2 {2}\? help$/mv);
	terminal.type(keys.escape);
	await terminal.waitFor(/▸ Cancelled\. It was rolled back, and nothing moved\./v);
	terminal.type(keys.tab);
	await terminal.waitFor(/From ▸ Ada/v);
	terminal.type(keys.ctrlC);
	t.assert.strictEqual((await terminal.exited).code, 0);
	t.assert.doesNotMatch(terminal.raw(), /\u{1B}\[(?:\d+;)*2m/v);
	t.assert.match(terminal.raw(), /\u{1B}\[38;2;240;144;106m/v, 'the colours of contrast');
});

test('A lesson for a room has its last caption at the bottom, the key that was pressed, and nothing dim', async (t: TestContext) => {
	await using terminal = openBankTerminal(['lesson', 'lost-update', '--projector']);
	const begun = await terminal.waitFor(/next {2}you: BEGIN/v);
	t.assert.match(begun, /^ ▸ Ada has \$1,000\. You and a rival each take \$100 out of her account\.\n+ next/mv);
	t.assert.match(begun, /\. next step .* q leave$/mv);
	terminal.type('.');
	await terminal.waitFor(/^ {2}\. {2}let the next step go +\? help$/mv);
	terminal.type('q');
	t.assert.strictEqual((await terminal.exited).code, 0);
	t.assert.doesNotMatch(terminal.raw(), /\u{1B}\[(?:\d+;)*2m/v);
});

const recorded: ReadonlyArray<readonly [FixtureName, RegExp]> = [
	['storm', /nothing lost, nothing twice\n ▸ Deadlocks: the same two rows in opposite order/v],
	['lab', /^ ▸ A queue per account is the fastest that treats every client alike/mv],
	['lesson', /^ ▸ \S.*\n.*\n.*\n╭ Replay/mv],
];
for (const [name, caption] of recorded) {
	test(`A ${name} for a room has its caption at the bottom, the key that was pressed, and nothing dim`, async (t: TestContext) => {
		await using terminal = openBankTerminal(['replay', fixtureFile(name), '--projector', '--theme', 'contrast']);
		await terminal.waitFor(/space play/v);
		terminal.type('\u{1B}[F');
		const shown = await terminal.waitFor(/at its end/v);
		t.assert.match(shown, caption);
		t.assert.match(shown, /^ {2}end +to the end +\? help$/mv);
		terminal.type('q');
		t.assert.strictEqual((await terminal.exited).code, 0);
		t.assert.doesNotMatch(terminal.raw(), /\u{1B}\[(?:\d+;)*2m/v);
	});
}

test('A storm and a lab for a room are captioned from the beginning, also where nothing has been measured', (t: TestContext) => {
	const storm = newStorm(16, readThenWrite);
	const frame = {model: {...initialModel(making), storm}, now: 0};
	const words = adviceWords({...frame, model: {...frame.model, notice: 'The next one has 32 clients'}}, {...storm, state: 'running'});
	t.assert.deepStrictEqual([adviceWords(frame, {...storm, state: 'running'}), words], ['The first figures come in a moment.', 'The next one has 32 clients']);
});

test('Plain signs are all there is with --ascii', async (t: TestContext) => {
	await using terminal = openBankTerminal(['--ascii', '--rivals', '1', '--base', '1ms'], {columns: 100, rows: 24});
	await terminal.waitFor(allIsWell);
	terminal.type(`r${keys.enter}`);
	await terminal.waitFor(/\+ Committed at attempt 3/v);
	terminal.type('s');
	await terminal.waitFor(/0\.1x/v);
	terminal.type('?');
	await terminal.waitFor(/rivals for the next one, 0-3/v);
	terminal.type(keys.ctrlC);
	t.assert.strictEqual((await terminal.exited).code, 0);
	t.assert.doesNotMatch(terminal.raw(), /[\u{80}-\u{10FFFF}]/v);
});
