import {readFile} from 'node:fs/promises';
import {after, describe, test, type TestContext} from 'node:test';
import pg from 'pg';
import {comparable, Replay, type Recording} from './replay.js';
import {startStandIn} from './stand-in.js';

const recording = JSON.parse(await readFile(new URL('cockroachdb-20.1.json', import.meta.url), 'utf8')) as Recording;
const standIn = await startStandIn({version: '20.1', transport: 'loopback'});
const replay = new Replay(standIn);
after(async () => {
	await replay.end();
	await standIn.stop();
});

/** Where a statement waited for another session's when it was recorded, counted from 0. */
const waiting: Readonly<Record<string, readonly number[]>> = {
	deadlock: [4],
	'SELECT FOR UPDATE: the rival waits': [2],
};

test('The stand-in introduces itself as the recorded CockroachDB 20.1 did', async (t: TestContext) => {
	const told: Record<string, string> = {};
	const client = new pg.Client({connectionString: standIn.url(), application_name: 'bank'});
	client.connection.on('parameterStatus', ({parameterName, parameterValue}: {parameterName: string; parameterValue: string}) => {
		told[parameterName] = parameterValue;
	});
	await client.connect();
	const {rows} = await client.query('SELECT version()');
	await client.end();
	t.assert.deepStrictEqual(told, recording.parameterStatus);
	t.assert.deepStrictEqual(rows, [{version: recording.server}]);
});

// Each scene goes on where the one before it ended.
describe('The stand-in answers as the recorded CockroachDB 20.1 did', () => {
	const played = new Set<string>();
	for (const {name, steps} of recording.scenes) {
		test(name, {timeout: 20_000}, async (t: TestContext) => {
			const answers = await replay.play(steps);
			t.assert.strictEqual(answers.played.length, steps.length);
			for (const [index, step] of steps.entries()) {
				t.assert.deepStrictEqual(comparable(answers.played[index] ?? step), comparable(step), `step ${index + 1}, ${step.session}: ${step.sql ?? step.connect}`);
			}

			t.assert.deepStrictEqual(waiting[name]?.filter(index => !answers.waited.includes(index)) ?? [], []);
			played.add(name);
		});
	}

	test('in all of its scenes', (t: TestContext) => {
		t.assert.strictEqual(recording.scenes.length, 14);
		t.assert.strictEqual(played.size, 14);
	});
});
