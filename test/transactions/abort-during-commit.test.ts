import {getEventListeners} from 'node:events';
import {test, type TestContext} from 'node:test';
import {OutcomeUnknownError, TransactionAbortedError, TransactionFailedError} from '../../source/index.js';
import {connectionLost, serverError} from '../support/database-errors.js';
import {atRest, until} from '../support/fake-clock.js';
import {never, type Answer} from '../support/scripted-client.js';
import {readThenWrite, rehearse} from './rehearse.js';

const reason = new Error('Escape was pressed.');

for (const [what, answer, ending] of [
	['commits, it returns the value', {}, undefined],
	['is refused, it says so', serverError('23505'), TransactionFailedError],
	['meets a conflict, it is not tried again', serverError('40001'), TransactionAbortedError],
	['is lost, the outcome is unknown', connectionLost(), OutcomeUnknownError],
] as const) {
	test(`Aborted during a COMMIT that ${what}`, async (t: TestContext) => {
		const controller = new AbortController();
		const committing = Promise.withResolvers<Answer>();
		const {ended, chronicle, pool} = rehearse([['COMMIT', async () => committing.promise]], readThenWrite, {signal: controller.signal});
		await until(() => chronicle.at(-1) === 'sent COMMIT');
		controller.abort(reason);
		await atRest();
		t.assert.strictEqual(chronicle.at(-1), 'sent COMMIT');
		committing.resolve(answer);
		const {value, error} = await ended;
		t.assert.strictEqual(value, ending === undefined ? 1 : undefined);
		t.assert.ok(ending === undefined ? error === undefined : error instanceof ending);
		t.assert.ok(!chronicle.includes('attempt 2'));
		t.assert.strictEqual(pool.held, 0);
	});
}

test('Aborted during a COMMIT that is never answered, the outcome is unknown after a second', async (t: TestContext) => {
	t.mock.timers.enable({apis: ['setTimeout']});
	const controller = new AbortController();
	const {ended, chronicle} = rehearse([['COMMIT', never]], readThenWrite, {signal: controller.signal});
	await until(() => chronicle.at(-1) === 'sent COMMIT');
	controller.abort(reason);
	await atRest();
	t.mock.timers.tick(1000);
	t.assert.ok((await ended).error instanceof OutcomeUnknownError);
	t.assert.deepStrictEqual(chronicle.slice(-5), ['destroyed', 'failed COMMIT', 'attempt-failed', 'outcome-unknown', 'gave-up unknown']);
	t.assert.deepStrictEqual(getEventListeners(controller.signal, 'abort'), []);
});

test('Aborted by whoever hears that COMMIT was sent, it still does not wait for ever', async (t: TestContext) => {
	t.mock.timers.enable({apis: ['setTimeout']});
	const controller = new AbortController();
	const {ended, chronicle} = rehearse([['COMMIT', never]], readThenWrite, {
		signal: controller.signal,
		onEvent(event) {
			if (event.type === 'statement-sent' && event.statement.text === 'COMMIT') {
				controller.abort(reason);
			}
		},
	});
	await until(() => chronicle.at(-1) === 'sent COMMIT');
	await atRest();
	t.mock.timers.tick(1000);
	await atRest();
	t.assert.strictEqual(chronicle.at(-1), 'gave-up unknown');
	t.assert.ok((await ended).error instanceof OutcomeUnknownError);
});
