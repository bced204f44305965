import {test, type TestContext} from 'node:test';
import {
	OutcomeUnknownError, RetriesExhaustedError, TransactionFailedError, type Verdict,
} from '../../source/index.js';
import {connectionLost, queryTimeout, serverError, socketError} from '../support/database-errors.js';
import {times, type Line} from '../support/scripted-client.js';
import {readThenWrite, rehearse} from './rehearse.js';

const steps = ['connect', 'BEGIN', 'SELECT', 'UPDATE', 'COMMIT'] as const;
type Step = (typeof steps)[number];

/** What is left of a client: `server`: all of it; `doubtful`: nobody should meet it again; `gone`: not even ROLLBACK gets through. */
type Kind = {readonly name: string; readonly make: () => Error; readonly before: Verdict; readonly commit: Verdict; readonly leaves: 'server' | 'doubtful' | 'gone'};

const kinds: readonly Kind[] = [
	{name: '40001', make: () => serverError('40001'), before: 'retry', commit: 'retry', leaves: 'server'},
	{name: '40P01', make: () => serverError('40P01'), before: 'retry', commit: 'retry', leaves: 'server'},
	{name: '40003', make: () => serverError('40003'), before: 'ambiguous', commit: 'ambiguous', leaves: 'doubtful'},
	{name: '57P01', make: () => serverError('57P01'), before: 'retry', commit: 'ambiguous', leaves: 'gone'},
	{name: '23505', make: () => serverError('23505'), before: 'final', commit: 'final', leaves: 'server'},
	{name: '42501', make: () => serverError('42501'), before: 'final', commit: 'final', leaves: 'server'},
	{name: 'a lost connection', make: connectionLost, before: 'retry', commit: 'ambiguous', leaves: 'gone'},
	{name: 'ECONNRESET', make: () => socketError('ECONNRESET'), before: 'retry', commit: 'ambiguous', leaves: 'gone'},
	{name: 'EPIPE', make: () => socketError('EPIPE'), before: 'retry', commit: 'ambiguous', leaves: 'gone'},
	{name: 'a query timeout', make: queryTimeout, before: 'retry', commit: 'ambiguous', leaves: 'gone'},
];

const answered = (step: Step): string[] => step === 'connect' ? ['connected'] : [`sent ${step}`, `finished ${step}`];

const goodAttempt = (attempt: number): string[] =>
	[`attempt ${attempt}`, ...steps.flatMap(step => answered(step)), 'released', 'committed'];

/** ROLLBACK is sent where a transaction is open and there is a connection to send it over. */
const clearedUp = (step: Step, leaves: Kind['leaves']): string[] => {
	const isOpen = step === 'SELECT' || step === 'UPDATE';
	return [
		...(isOpen && leaves !== 'gone' ? ['sent ROLLBACK', 'finished ROLLBACK'] : []),
		leaves === 'server' ? 'released' : 'destroyed',
	];
};

const badAttempt = (attempt: number, step: Step, leaves: Kind['leaves']): string[] => [
	`attempt ${attempt}`,
	...steps.slice(0, steps.indexOf(step)).flatMap(before => answered(before)),
	...(step === 'connect' ? ['attempt-failed'] : [`sent ${step}`, `failed ${step}`, 'attempt-failed', ...clearedUp(step, leaves)]),
];

const wait = ['backoff 50 of 100', 'sleep 50'];
const endings = {
	ambiguous: {lines: ['outcome-unknown', 'gave-up unknown'], type: OutcomeUnknownError},
	final: {lines: ['gave-up final'], type: TransactionFailedError},
	retry: {lines: ['gave-up attempts'], type: RetriesExhaustedError},
};

const cases = kinds.flatMap(kind => steps.flatMap(step => (['postgresql', 'cockroachdb'] as const).map(engine => ({
	...kind, step, engine, verdict: step === 'COMMIT' ? kind.commit : kind.before,
}))));

const heldThrough = (pool: {readonly held: number; readonly misuse: readonly string[]}, held: readonly number[]) =>
	({misuse: pool.misuse, held: [...new Set([...held, pool.held])]});
const nothing = {misuse: [], held: [0]};

const retried = cases.filter(({verdict}) => verdict === 'retry');
for (const {name, step, engine, make, leaves} of retried) {
	test(`${name} at ${step} is retried, and the next attempt commits, on ${engine}`, async (t: TestContext) => {
		const error = make();
		const {chronicle, pool, held, ended, events} = rehearse([[step, error]], readThenWrite, {engine});
		t.assert.deepStrictEqual(await ended, {value: 2});
		t.assert.deepStrictEqual(chronicle, [...badAttempt(1, step, leaves), ...wait, ...goodAttempt(2)]);
		const failed = events.find(event => event.type === 'attempt-failed');
		t.assert.strictEqual(failed?.failure.verdict, 'retry');
		t.assert.strictEqual(failed.failure.message, error.message);
		t.assert.deepStrictEqual(heldThrough(pool, held), nothing);
	});
}

const ending = cases.filter(({verdict}) => verdict !== 'retry');
for (const {name, step, engine, verdict, make, leaves} of ending) {
	test(`${name} at ${step} is ${verdict} and ends the first attempt on ${engine}`, async (t: TestContext) => {
		const error = make();
		const {chronicle, pool, held, ended} = rehearse([[step, error]], readThenWrite, {engine});
		const {error: thrown} = await ended;
		const {type, lines} = endings[verdict];
		t.assert.ok(thrown instanceof type);
		t.assert.deepStrictEqual(chronicle, [...badAttempt(1, step, leaves), ...lines]);
		t.assert.strictEqual(thrown.cause, error);
		t.assert.strictEqual(thrown.attempts, 1);
		t.assert.match(thrown.message, /\b1 attempt\b|attempt 1\b/v);
		t.assert.strictEqual(thrown.failure?.verdict, verdict);
		t.assert.deepStrictEqual(heldThrough(pool, held), nothing);
	});
}

for (const {name, step, engine, verdict, make, leaves} of cases) {
	test(`${name} at ${step} in the last of three attempts ends it on ${engine}`, async (t: TestContext) => {
		const error = make();
		const before: readonly Line[] = step === 'COMMIT' ? [] : times(2, [step, {}]);
		const script: readonly Line[] = [...times(2, ['COMMIT', serverError('40001')]), ...before, [step, error]];
		const {chronicle, pool, held, ended} = rehearse(script, readThenWrite, {engine, maxAttempts: 3});
		const {error: thrown} = await ended;
		const {type, lines} = endings[verdict];
		t.assert.ok(thrown instanceof type);
		t.assert.deepStrictEqual(chronicle.slice(chronicle.indexOf('attempt 3')), [...badAttempt(3, step, leaves), ...lines]);
		t.assert.strictEqual(thrown.cause, error);
		t.assert.strictEqual(thrown.attempts, 3);
		t.assert.match(thrown.message, /\b3 attempts\b|attempt 3\b/v);
		t.assert.ok(thrown.message.includes(error.message));
		t.assert.deepStrictEqual(heldThrough(pool, held), nothing);
	});
}
