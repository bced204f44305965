import {describe, test, type TestContext} from 'node:test';
import {eventToJson} from '../../source/recording/event-json.js';
import {kindOf, remarkOn, type RecordedKind} from '../../source/recording/recording.js';
import {seededRandom} from '../../source/transactions/seeded-random.js';
import {fixtureLines, readFixture, readText, type FixtureName} from './fixtures.js';

const fixtures = [
	['lesson', 'lesson'],
	['lesson-of-storms', 'lesson'],
	['storm', 'storm'],
	['lab', 'lab'],
	['article', 'lab'],
] as const satisfies ReadonlyArray<readonly [FixtureName, RecordedKind]>;

describe('A recording of a lesson, a storm or a lab', () => {
	for (const [name, kind] of fixtures) {
		test(`is read whole, and comes out as it went in: ${name}`, async (t: TestContext) => {
			const recording = await readFixture(name);
			t.assert.deepStrictEqual([kindOf(recording), recording.unknown, remarkOn(recording)], [kind, 0, undefined]);
			t.assert.deepStrictEqual(recording.lines.map(line => eventToJson(line)), (await fixtureLines(name)).slice(1, -1));
		});

		test(`is never anything but refused or read, however it is changed: ${name}`, async (t: TestContext) => {
			const random = seededRandom(11);
			const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
			const values = ['null', '-1', '1e308', String.raw`"\u0000"`, '[]', '{}', '{"__proto__":{"x":1}}', 'true', '""', '9007199254740993', '[[[1]]]'];
			const [head = '', ...lines] = await fixtureLines(name);
			const outcomes = {refused: 0, read: 0};
			for (let round = 0; round < 600; round++) {
				const changed = pick(lines).replaceAll(/(?<=:)(?:"[^"]*"|-?[\d.]+|true|false|\[\])(?=[,\}])/gv, value => random() < 0.1 ? pick(values) : value);
				const ended: unknown = await readText(`${head}\n${changed}\n`).catch((error: unknown) => error);
				const isRefused = ended instanceof Error;
				t.assert.strictEqual(isRefused ? ended.name : 'read', isRefused ? 'RecordingError' : 'read', `${String(ended)}: ${changed}`);
				outcomes[isRefused ? 'refused' : 'read']++;
			}

			t.assert.ok(outcomes.refused > 50, JSON.stringify(outcomes));
			t.assert.ok(outcomes.read > 20, JSON.stringify(outcomes));
		});
	}

	test('is taken for what its command says only where that began', async (t: TestContext) => {
		for (const [name, kind] of fixtures) {
			const [head = '', ...lines] = await fixtureLines(name);
			t.assert.strictEqual(kindOf(await readText(`${head}\n`)), 'bank');
			t.assert.strictEqual(kindOf(await readText([head.replace(`"command":"${kind}"`, '"command":"__proto__"'), ...lines, ''].join('\n'))), 'bank');
		}
	});

	test('is refused with the line where something in it can\'t be', async (t: TestContext) => {
		const at = 1_795_000_000_000;
		const started = {type: 'lesson-started', at, lesson: 'l', title: '', look: '', sessions: ['a'], steps: 1, isolation: 'serializable', inForce: 'serializable', server: ''};
		const [head = ''] = await fixtureLines('lesson');
		for (const [event, says] of [
			[{...started, sessions: Array.from({length: 21}, () => 'a')}, '"sessions" is not a list of at most 20'],
			[{...started, isolation: 'chaos'}, '"isolation" is not one of '],
			[{type: 'lesson-caption', at, text: 7}, '"text" is not a text'],
			[{type: 'lesson-checked', at, says: '', found: [[1]], ok: true}, '"found.0.0" is not a text'],
			[{type: 'lesson-ended', at, ok: 'yes', missed: 0}, '"ok" is not true or false'],
			[{type: 'storm-opened', at, connections: 1, refusedCures: ['x', 1]}, '"refusedCures" is not an object'],
			[{type: 'storm-started', at, clients: 1.5}, '"clients" is not a whole number from 0 on'],
			[{type: 'balances-changed', at, elapsed: 1, accounts: [{id: 'a', balance: 1}]}, '"accounts.0.balance" is not an amount in cents'],
			[{type: 'lab-cell-started', at, round: -1, cell: ''}, '"round" is not a whole number from 0 on'],
		] as const) {
			await t.assert.rejects(readText(`${head}\n${JSON.stringify(event)}\n`), (error: unknown) => String(error).includes(`Line 2: ${says}`), says);
		}
	});
});
