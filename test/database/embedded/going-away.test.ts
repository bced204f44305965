import assert from 'node:assert/strict';
import process from 'node:process';
import {describe, test, type TestContext} from 'node:test';
import {sweepStaleDirectories} from '../../../source/database/embedded/embedded-server.js';
import {exists, isRunning} from '../../../source/database/embedded/remains.js';
import {waitUntil} from '../../../source/database/embedded/wait-until.js';
import {nodeSupervisor} from './looked-after-by-node.js';
import {isEmptied, makePlace, patience} from './place.js';
import {parentOf, processesIn} from './processes.js';
import {startProgram, type Ending} from './program.js';

const isLinux = process.platform === 'linux';
const linuxOnly = {skip: isLinux ? false : 'it looks into /proc'};

const areProcessesGone = async (place: string): Promise<boolean> => waitUntil(
	async () => {
		const found = await processesIn(place);
		return found.length === 0;
	},
	{limit: patience},
);

const assertGone = async (place: string, processId?: number) => {
	assert.ok(await isEmptied(place), 'nothing is left of its directory');
	assert.ok(processId === undefined || !isRunning(processId), 'the server has ended');
	assert.ok(!isLinux || await areProcessesGone(place), 'no process of it is left');
};

const killed = {code: undefined, signal: 'SIGKILL'} as const;

const endings: ReadonlyArray<{readonly name: string; readonly ending: Ending; readonly code: number}> = [
	{name: 'an uncaught exception', ending: 'throw', code: 1},
	{name: 'process.exit()', ending: 'exit', code: 3},
	{name: 'stop(), and nothing else keeps the program alive', ending: 'stop', code: 0},
	{name: 'the program runs out of things to do, which the server does not prevent', ending: 'run-out', code: 0},
];

describe('The server goes away with the program', {concurrency: 3}, () => {
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const) {
		test(`after ${signal}`, async (t: TestContext) => {
			const place = await makePlace(t);
			const program = startProgram('wait', place);
			const {processId} = await program.until('ready');
			program.kill(signal);
			t.assert.deepStrictEqual(await program.ended, {code: undefined, signal});
			await assertGone(place, processId);
		});
	}

	for (const {name, ending, code} of endings) {
		test(`after ${name}`, async (t: TestContext) => {
			const place = await makePlace(t);
			const program = startProgram(ending, place);
			const {processId} = await program.until('ready');
			t.assert.deepStrictEqual(await program.ended, {code, signal: undefined});
			await assertGone(place, processId);
		});
	}

	for (const stage of ['initialising', 'starting'] as const) {
		test(`after SIGKILL while it is ${stage}`, async (t: TestContext) => {
			const place = await makePlace(t);
			const program = startProgram('wait', place);
			await program.until(stage);
			program.kill('SIGKILL');
			t.assert.deepStrictEqual(await program.ended, killed);
			await assertGone(place);
		});
	}

	test('after SIGKILL, looked after by Node instead of a shell', nodeSupervisor, async (t: TestContext) => {
		const place = await makePlace(t);
		const program = startProgram('wait', place, 'node');
		const {processId} = await program.until('ready');
		program.kill('SIGKILL');
		t.assert.deepStrictEqual(await program.ended, killed);
		await assertGone(place, processId);
	});

	test('after SIGINT, SIGTERM and SIGHUP to the supervisor, which leave it alone, and then SIGKILL', linuxOnly, async (t: TestContext) => {
		const place = await makePlace(t);
		const program = startProgram('wait', place);
		const {processId} = await program.until('ready');
		const supervisor = await parentOf(processId);
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
			process.kill(supervisor, signal);
		}

		t.assert.ok(isRunning(processId));
		program.kill('SIGKILL');
		t.assert.deepStrictEqual(await program.ended, killed);
		await assertGone(place, processId);
	});

	test('even if its supervisor was killed first; the directory goes with the next sweep', linuxOnly, async (t: TestContext) => {
		const place = await makePlace(t);
		const program = startProgram('wait', place);
		const {directory, processId} = await program.until('ready');
		process.kill(await parentOf(processId), 'SIGKILL');
		t.assert.deepStrictEqual(await sweepStaleDirectories({places: [place]}), [], 'the program lives, so it stays');
		program.kill('SIGKILL');
		t.assert.deepStrictEqual(await program.ended, killed);
		t.assert.ok(await areProcessesGone(place), 'the server has ended');
		t.assert.ok(await exists(directory));
		const swept = await sweepStaleDirectories({places: [place]});
		t.assert.ok(swept.includes(directory));
		await assertGone(place, processId);
	});

	test('and if the processes that look after it were all killed, with the next sweep', linuxOnly, async (t: TestContext) => {
		const place = await makePlace(t);
		const program = startProgram('wait', place);
		const {directory, processId} = await program.until('ready');
		const supervisor = await parentOf(processId);
		const others = await processesIn(place);
		const children = await Promise.all(others.map(async pid => ({pid, parent: await parentOf(pid)})));
		const readers = children.filter(({pid, parent}) => parent === supervisor && pid !== processId).map(({pid}) => pid);
		t.assert.strictEqual(readers.length, 1, 'one process waits for the end of the pipe');
		// The one that would end the server first, so that it can't learn of the other's end.
		for (const pid of [...readers, supervisor]) {
			process.kill(pid, 'SIGKILL');
		}

		t.assert.ok(await waitUntil(() => readers.every(pid => !isRunning(pid)), {limit: 5000}));
		program.kill('SIGKILL');
		t.assert.deepStrictEqual(await program.ended, killed);
		t.assert.ok(isRunning(processId), 'nobody was left to end it');
		const swept = await sweepStaleDirectories({places: [place]});
		t.assert.ok(swept.includes(directory));
		await assertGone(place, processId);
	});
});
