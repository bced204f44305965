import {execFile} from 'node:child_process';
import process from 'node:process';
import {before, describe, test, type TestContext} from 'node:test';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {atRest} from '../support/fake-clock.js';
import {simulate} from './simulation.js';

const script = fileURLToPath(new URL('simulate.ts', import.meta.url));

type Ended = {readonly code: number; readonly stdout: string};

/** Runs the script on its own: under the test runner's hooks each promise costs several times as much. Stacks, which nobody reads, would take a fifth. */
const run = async (...parameters: string[]): Promise<Ended> => {
	try {
		const {stdout} = await promisify(execFile)(process.execPath, ['--stack-trace-limit=0', '--import=tsx', script, ...parameters], {maxBuffer: 2 ** 28});
		return {code: 0, stdout};
	} catch (error) {
		const {code, stdout} = {code: -1, stdout: String(error), ...(error instanceof Error && error)};
		return {code, stdout};
	}
};

describe('A simulation', () => {
	let halves: readonly Ended[] = [];

	before(async () => {
		halves = await Promise.all([run('--seed', '1', '--seeds', '250'), run('--seed', '251', '--seeds', '250')]);
	});

	test('finds nothing lost and nothing made twice under 500 seeds of 200 transfers and 8 workers', (t: TestContext) => {
		for (const {code, stdout} of halves) {
			const lines = stdout.trim().split('\n');
			t.assert.deepStrictEqual(lines.filter(line => line.startsWith('seed ')), []);
			t.assert.match(lines.at(-1) ?? '', /^verdict: nothing lost, nothing twice, in [\d,]+ transfers under 250 seeds$/v);
			t.assert.strictEqual(code, 0);
		}
	});

	test('meets everything that it is there for', (t: TestContext) => {
		for (const {stdout} of halves) {
			t.assert.match(stdout, /committed/v);
			t.assert.doesNotMatch(stdout, /met none of/v);
		}
	});

	test('that met nothing proves nothing, and says so', async (t: TestContext) => {
		const {code, stdout} = await run('--seeds', '100', '--transfers', '0');
		t.assert.match(stdout, /met none of: committed, conflicts, lostAndCommitted, lostAndNotCommitted, refusals, cuts, kills/v);
		t.assert.strictEqual(code, 4);
	});

	test('is the same to the letter, whenever a seed is run again', async (t: TestContext) => {
		for (const seed of [3, 47, 300]) {
			const once = await simulate({seed, isRecorded: true});
			await atRest();
			const again = await simulate({seed, isRecorded: true});
			t.assert.ok(once.history.length > 1000);
			t.assert.strictEqual(again.hash, once.hash);
		}
	});

	test('goes no other way for being recorded', async (t: TestContext) => {
		const recorded = await simulate({seed: 5, isRecorded: true});
		const plain = await simulate({seed: 5});
		t.assert.deepStrictEqual(plain.counts, recorded.counts);
	});

	test('is the same in another process, by the command that replays it', async (t: TestContext) => {
		const {hash} = await simulate({seed: 7, isRecorded: true});
		const {code, stdout} = await run('--seed', '7');
		t.assert.ok(stdout.includes(`history ${hash}`));
		t.assert.strictEqual(code, 0);
	});

	test('is another one with another seed', async (t: TestContext) => {
		const one = await simulate({seed: 1, isRecorded: true});
		const other = await simulate({seed: 2, isRecorded: true});
		t.assert.notStrictEqual(one.hash, other.hash);
	});
});
