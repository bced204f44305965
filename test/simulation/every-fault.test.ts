import {execFile} from 'node:child_process';
import process from 'node:process';
import {before, describe, test, type TestContext} from 'node:test';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {figuresAtFirst, missedBy, type Figures} from './every-fault-figures.js';

const script = fileURLToPath(new URL('every-fault.ts', import.meta.url));

type Ended = {readonly code: number; readonly lines: readonly string[]};

/** Runs the script on its own: under the test runner's hooks each promise costs several times as much. Stacks, which nobody reads, would take a third. */
const run = async (...parameters: string[]): Promise<Ended> => {
	try {
		const {stdout} = await promisify(execFile)(process.execPath, ['--stack-trace-limit=0', '--import=tsx', script, ...parameters], {maxBuffer: 2 ** 28});
		return {code: 0, lines: stdout.trim().split('\n')};
	} catch (error) {
		const {code, stdout, stderr} = {code: -1, stdout: '', stderr: String(error), ...(error instanceof Error && error)};
		return {code, lines: `${stdout}${stderr}`.trim().split('\n')};
	}
};

const isFigures = (value: object): value is Figures => Object.keys(figuresAtFirst()).every(what => Object.hasOwn(value, what));

const figuresIn = (lines: readonly string[]): Figures => {
	const read: unknown = JSON.parse(lines.find(line => line.startsWith('{')) ?? '{}');
	if (typeof read !== 'object' || read === null || !isFigures(read)) {
		throw new Error(`There are no figures in: ${lines.slice(-5).join('\n')}`);
	}

	return read;
};

describe('Every fault of a transfer', () => {
	let halves: readonly Ended[] = [];

	before(async () => {
		halves = await Promise.all(['1', '2'].map(async part => run('--part', part, '--parts', '2')));
	});

	test('comes to what the table says, and any two leave nothing lost, nothing twice and no client in doubt', (t: TestContext) => {
		for (const {code, lines} of halves) {
			t.assert.deepStrictEqual(lines.filter(line => !line.startsWith('{')), ['verdict: nothing lost, nothing twice']);
			t.assert.strictEqual(code, 0);
		}
	});

	test('was met, each at each step, and each second one that can strike after each first one', (t: TestContext) => {
		const sum = figuresAtFirst();
		for (const {lines} of halves) {
			const figures = figuresIn(lines);
			for (const what of Object.keys(sum) as Array<keyof Figures>) {
				sum[what] += figures[what];
			}
		}

		t.assert.deepStrictEqual(sum, {
			singles: 2606,
			pairs: 52_643,
			ended: 31_518,
			over: 32_830,
			otherwise: 28_443,
			committed: 37_676,
			notMade: 17_006,
			toldUnknown: 567,
			conflicts: 13_433,
			unknown: 25_717,
		});
	});

	test('proves nothing where there was no conflict, no doubt, no commit or no refusal', (t: TestContext) => {
		const met = {...figuresAtFirst(), committed: 1, notMade: 1, toldUnknown: 1, conflicts: 1, unknown: 1};
		t.assert.deepStrictEqual(missedBy(met), []);
		for (const what of ['committed', 'notMade', 'toldUnknown', 'conflicts', 'unknown'] as const) {
			t.assert.deepStrictEqual(missedBy({...met, [what]: 0}), [what]);
		}
	});

	test('can be run alone, with its history', async (t: TestContext) => {
		const {code, lines} = await run('--only', 'plain: 1.debit 40001, 2.commit cut before');
		t.assert.strictEqual(code, 0);
		t.assert.ok(lines.some(line => line.includes('COMMIT [cut before]')));
		t.assert.ok(lines.some(line => line.includes('outcome-resolved false')));
		t.assert.deepStrictEqual(lines.slice(-2), ['plain: 1.debit 40001, 2.commit cut before: made 3', 'verdict: nothing lost, nothing twice']);
	});

	test('that is not there is not run', async (t: TestContext) => {
		const {code, lines} = await run('--only', 'plain: 1.debit 4000');
		t.assert.strictEqual(code, 1);
		t.assert.match(lines.join('\n'), /There is no fault "1\.debit 4000"/v);
	});
});
