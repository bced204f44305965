import {mkdtemp, rm, stat, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {after, describe, test, type TestContext} from 'node:test';
import {lessons} from '../../source/lessons/index.js';
import {newHere} from '../../source/ui/new-here.js';
import {allIsWell, openBankTerminal} from '../support/bank-terminal.js';
import {startServer} from '../support/servers.js';
import {keys} from '../support/terminal.js';

const server = await startServer('loopback');
const place = await mkdtemp(path.join(os.tmpdir(), 'first-start-'));
after(async () => {
	await server.stop();
	await rm(place, {recursive: true});
});

const open = (state: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
	openBankTerminal(['--url', server.url(), '--schema', path.basename(state), ...args], {columns: 100, env: {XDG_STATE_HOME: state, ...env}});

/** Opens the bank, waits until it says that all is well, and leaves. Resolves to what was on the screen. */
const look = async (state: string): Promise<string> => {
	await using terminal = open(state);
	const text = await terminal.waitFor(allIsWell);
	terminal.type('q');
	await terminal.exited;
	return text;
};

describe('The first start', {concurrency: 2}, () => {
	test('offers a lesson that there is', (t: TestContext) => {
		const name = / lesson (?<name>\S+)$/v.exec(newHere.command)?.groups?.['name'];
		t.assert.ok(lessons.some(lesson => lesson.name === name));
	});

	test('offers it on the screen until something happens, and never again', async (t: TestContext) => {
		const state = path.join(place, 'screen');
		await using terminal = open(state, ['--rivals', '0']);
		const text = await terminal.waitFor(/New here\? A lesson [\s\S]* type: [\s\S]* backoff-bank lesson rival /v);
		t.assert.match(text, /Nothing yet\. Press/v);
		terminal.type(keys.enter);
		await terminal.waitFor(screen => screen.includes('Committed at the first attempt') && !screen.includes('New here'));
		terminal.type('q');
		t.assert.strictEqual((await terminal.exited).code, 0);
		t.assert.strictEqual((await stat(path.join(state, 'backoff-bank', 'opened-before'))).mode % 0o1000, 0o600);
		t.assert.doesNotMatch(await look(state), /New here/v);
	});

	test('offers it in a sentence, once', async (t: TestContext) => {
		const state = path.join(place, 'sentence');
		await using terminal = open(state, ['--accessible'], {TERM: 'dumb'});
		await terminal.waitFor(/^New here\? .* and type: backoff-bank lesson rival\nType again to send/mv);
		terminal.type('quit\r');
		t.assert.strictEqual((await terminal.exited).code, 0);
		t.assert.doesNotMatch(await look(state), /New here/v);
	});

	test('offers nothing where that can\'t be noted, and disturbs nobody', async (t: TestContext) => {
		const state = path.join(place, 'file');
		await writeFile(state, '');
		const text = await look(state);
		t.assert.match(text, /Nothing yet\. Press/v);
		t.assert.doesNotMatch(text, /New here|opened-before/v);
	});
});
