import assert from 'node:assert/strict';
import process from 'node:process';
import {test} from 'node:test';
import {childEnvironment} from '../../scripts/picture/child-environment.js';
import {keys, openTerminal, type Terminal, type TerminalOptions} from './terminal.js';

/** Runs a few lines of JavaScript in a pseudo-terminal. */
const run = (script: string, options: Partial<TerminalOptions> = {}): Terminal =>
	openTerminal({...options, command: process.execPath, args: ['-e', script]});

/** Echoes each chunk of input as JSON. */
const echo = `
	process.stdin.setRawMode(true);
	process.stdin.on('data', data => console.log(JSON.stringify(String(data))));
	console.log('ready');
`;

test('shows what the program wrote, without trailing blanks', async () => {
	await using terminal = run(String.raw`process.stdout.write('one   \n  two: €')`, {columns: 12, rows: 3});
	assert.deepEqual(await terminal.exited, {code: 0, signal: undefined});
	assert.deepEqual(terminal.rows(), ['one', '  two: €', '']);
	assert.equal(terminal.text(), 'one\n  two: €\n');
	assert.equal(terminal.raw(), 'one   \r\n  two: €');
	assert.equal(terminal.bytes, 18);
});

test('shows the last rows of what is longer than the screen, however much there is', async () => {
	await using terminal = run('for (let line = 1; line <= 20000; line++) console.log(\'line \' + line)', {rows: 3});
	await terminal.exited;
	assert.deepEqual(terminal.rows(), ['line 19999', 'line 20000', '']);
});

test('resolves colours and attributes of every cell', async () => {
	const sgr = String.raw`\x1B[31mR\x1B[38;5;208mO\x1B[38;2;1;2;3;48;5;16mT\x1B[0;1;4mb\x1B[0;2;3mi\x1B[0;7;9mv\x1B[0m表`;
	await using terminal = run(`process.stdout.write('${sgr}')`, {columns: 9, rows: 1});
	await terminal.exited;
	const plain = {width: 1, fg: undefined, bg: undefined, bold: false, dim: false, italic: false, underline: false, strikethrough: false, inverse: false};
	assert.deepEqual(terminal.cells(), [[
		{...plain, character: 'R', fg: '#ee6a6f'},
		{...plain, character: 'O', fg: '#ff8700'},
		{...plain, character: 'T', fg: '#010203', bg: '#000000'},
		{...plain, character: 'b', bold: true, underline: true},
		{...plain, character: 'i', dim: true, italic: true},
		{...plain, character: 'v', inverse: true, strikethrough: true},
		{...plain, character: '表', width: 2},
		{...plain, character: '', width: 0},
		{...plain, character: ' '},
	]]);
});

test('follows the program onto the alternate screen and back', async () => {
	await using terminal = run(String.raw`
		process.stdout.write('before\x1B[?1049h\x1B[Hinside');
		process.stdin.setRawMode(true);
		process.stdin.once('data', () => process.stdout.write('\x1B[?1049l', () => process.exit()));
	`);
	await terminal.waitFor('inside');
	assert.equal(terminal.onAlternateScreen, true);
	terminal.type('q');
	await terminal.exited;
	assert.equal(terminal.onAlternateScreen, false);
	assert.match(terminal.text(), /^before\n/v);
});

test('lets the program see a resize', async () => {
	await using terminal = run(`
		const say = () => console.log(process.stdout.columns + 'x' + process.stdout.rows);
		process.stdout.on('resize', say);
		say();
		process.stdin.resume();
	`, {columns: 70, rows: 20});
	await terminal.waitFor('70x20');
	terminal.resize(100, 30);
	await terminal.waitFor('100x30');
	assert.equal(terminal.rows().length, 30);
	assert.equal(terminal.cells()[0]?.length, 100);
});

test('sends keys, and answers queries, as a terminal does', async () => {
	await using terminal = run(echo);
	await terminal.waitFor('ready');
	terminal.type(`a${keys.enter}${keys.tab}${keys.shiftTab}${keys.up}${keys.ctrlC}`);
	assert.match(await terminal.waitFor(/".*"/v), /"a\\r\\t\\u001b\[Z\\u001b\[A\\u0003"/v);
	await using asking = run(echo + String.raw`process.stdout.write('\x1B[6n')`);
	assert.match(await asking.waitFor(/".*"/v), /"\\u001b\[2;1R"/v);
});

test('pastes in brackets only while the program asks for them', async () => {
	await using terminal = run(echo + String.raw`
		process.stdin.on('data', data => String(data) === '+' && process.stdout.write('\x1B[?2004hon\n'));
	`);
	await terminal.waitFor('ready');
	terminal.paste('a\nb');
	assert.match(await terminal.waitFor(/".*"/v), /"a\\rb"/v);
	terminal.type('+');
	await terminal.waitFor('on\n');
	terminal.paste('a\nb');
	assert.match(await terminal.waitFor(/201~"/v), /"\\u001b\[200~a\\rb\\u001b\[201~"/v);
});

test('tells how the program ended', async () => {
	await using failed = run('process.exitCode = 3');
	assert.deepEqual(await failed.exited, {code: 3, signal: undefined});
	await using killed = run(echo);
	await killed.waitFor('ready');
	killed.kill('SIGTERM');
	assert.deepEqual(await killed.exited, {code: 0, signal: 15});
	assert.throws(killed.type.bind(undefined, 'x'), /has exited/v);
});

test('gives the program the environment of a plain terminal', async () => {
	assert.deepEqual(
		childEnvironment({CI: '', PGHOST: 'db', BACKOFF_BANK_SEED: '1', HOME: '/root', PATH: '/bin', TERM: 'dumb'}, {ADDED: 'yes', HOME: undefined}),
		{PATH: '/bin', TERM: 'xterm-256color', COLORTERM: 'truecolor', ADDED: 'yes'},
	);
	await using terminal = run('console.log(process.env.TERM, process.env.ADDED)', {env: {ADDED: 'yes'}});
	await terminal.exited;
	assert.match(terminal.text(), /^xterm-256color yes\n/v);
});

test('a wait that fails shows the screen', async () => {
	await using terminal = run(echo, {columns: 10, rows: 2});
	await terminal.waitFor('ready');
	await assert.rejects(terminal.waitFor(/balance/v, 20), {
		message: '20 ms have passed, and the screen never matched /balance/v:\n┌──────────┐\n│ready     │\n│          │\n└──────────┘',
	});
});

test('a wait fails at once when the program ends without a match', async () => {
	await using terminal = run('console.log("bye"); process.exitCode = 4');
	await assert.rejects(terminal.waitFor('hello', 60_000), /exited with code 4, and the screen never matched hello:[\s\S]*bye/v);
	assert.match(await terminal.waitFor('bye'), /^bye/v);
});

test('a wait does not match half of a synchronized update', async () => {
	await using terminal = run(String.raw`
		process.stdout.write('\x1B[?2026hhalf', () => process.stdout.write('\x1B[Hwhole\x1B[?2026l'));
		process.stdin.resume();
	`);
	assert.match(await terminal.waitFor(/half|whole/v), /^whole/v);
});

test('closing ends even a program that ignores a closed window', async () => {
	const terminal = run(`process.on('SIGHUP', () => console.log('no')); ${echo}`);
	await terminal.waitFor('ready');
	await terminal.close(100);
	assert.deepEqual(await terminal.exited, {code: 0, signal: 9});
	assert.match(terminal.text(), /no/v);
});
