import {describe, test, type TestContext} from 'node:test';
import type {Attempt, Run} from '../../source/store/run.js';
import {explainAttempt} from '../../source/ui/explain.js';

const transfer = {id: 't', from: 'a', to: 'b', cents: 10_000n};
const owner = (id: string): string => ({a: 'Ada', b: 'Ben', c: 'Cleo'})[id] ?? id;

const lost: Attempt = {
	number: 1, steps: [], elapsed: 4, unanswered: true,
	failure: {phase: 'commit', verdict: 'ambiguous', message: 'Connection terminated unexpectedly'},
	wait: {delay: 40, ceiling: 100, policy: 'full', left: 0, since: 0, over: true},
};
const conflict: Attempt = {
	number: 1,
	steps: [{type: 'rival', transfer: {id: 'r', from: 'a', to: 'c', cents: 1n}, state: 'committed'}],
	elapsed: 4,
	failure: {phase: 'work', verdict: 'retry', code: '40001', message: 'could not serialize access'},
	wait: {delay: 40, ceiling: 100, policy: 'full', left: 0, since: 0, over: true},
};

const told = (attempts: readonly Attempt[], index: number, ending?: Run['ending'], engine?: string): string =>
	explainAttempt({transfer, attempts, ...(ending && {ending})}, index, {engine, owner}).join('\n');

/** What a failure is said to be on an engine, with nobody of ours in the way. */
const on = (engine: string, failure: Partial<Attempt['failure']>): string =>
	told([{...conflict, steps: [], failure: {phase: 'work', verdict: 'retry', code: '40001', message: '', ...failure}}], 0, undefined, engine);

describe('the explanation', () => {
	const cases: ReadonlyArray<readonly [what: string, text: string, says: readonly RegExp[]]> = [
		['a conflict with a rival', told([conflict, {number: 2, steps: []}], 0), [
			/^40001: serialization_failure/v,
			/A rival won: .* \$0\.01 from Ada to Cleo/v,
			/waited 40ms, drawn by chance between 0 and 100ms, with no connection held/v,
			/safe, because COMMIT had not been sent/v,
		]],
		['a wait that was cancelled', told([conflict], 0, {type: 'gave-up', reason: 'aborted'}), [
			/was rolled back\. It was to wait 40ms, drawn by chance between 0 and 100ms, with no connection held; meanwhile it was cancelled, so there was no other attempt\.$/mv,
		]],
		['a wait that was cut short by the deadline', told([conflict], 0, {type: 'gave-up', reason: 'deadline'}), [/meanwhile its time was over \(--timeout\), so there was no other attempt/v]],
		['an attempt that was cancelled', told([{number: 1, steps: []}], 0, {type: 'gave-up', reason: 'aborted'}), [/^It was cancelled\. It was rolled back/v]],
		['a conflict with somebody else', told([{...conflict, steps: []}], 0), [/Somebody else won/v]],
		['a conflict at COMMIT', told([{...conflict, failure: {phase: 'commit', verdict: 'retry', code: '40001', message: ''}}], 0), [/safe, because the server said that it did not commit/v]],
		['a lost answer', told([lost], 0), [
			/no word from the server.*after COMMIT had been sent/v, /could move the money twice/v, /Its key is the transfer's id/v,
		]],
		['what was found', told([lost, {number: 2, steps: [], found: true}], 1, {type: 'committed', elapsed: 9}), [/^It found its id in the ledger/v, /nothing was done again\.$/v]],
		['what was not found', told([lost, {number: 2, steps: [], found: false}], 1, {type: 'committed', elapsed: 9}), [
			/was not done, and can't be any more/v,
			/committed, and nobody came in between/v,
		]],
		['a refusal', told([{number: 1, steps: []}], 0, {type: 'refused', refusal: {type: 'no-such-account', account: 'a'}}), [/The bank itself said no/v]],
		['a final failure', told([{...conflict, wait: undefined, failure: {phase: 'work', verdict: 'final', code: '23514', message: 'new row violates'}}] as Attempt[], 0), [
			/^23514: check_violation/v,
			/Another attempt could not help/v,
		]],
		['a code that it does not know', told([{...conflict, failure: {phase: 'work', verdict: 'retry', code: '99999', message: 'strange'}}], 0), [/^99999: the server said: strange\./v]],
		['nothing', told([], 0), [/^Nothing has been tried yet\.$/v]],
	];
	for (const [what, text, says] of cases) {
		test(`tells of ${what}`, (t: TestContext) => {
			for (const pattern of says) {
				t.assert.match(text, pattern);
			}
		});
	}

	test('says that nothing was waited for where nothing was', (t: TestContext) => {
		t.assert.match(told([{...conflict, wait: {delay: 0, ceiling: 0, policy: 'none', left: 0, since: 0, over: true}}], 0), /rolled back\. It did not wait, and ran everything again/v);
	});

	for (const [policy, words] of [
		['full', /waited 100ms, drawn by chance between 0 and 100ms, with no connection/v],
		['equal', /waited 100ms, drawn by chance between 50ms and 100ms, with no connection/v],
		['decorrelated', /waited 100ms, drawn by chance, 100ms at most, with no connection/v],
		['exponential', /waited 100ms, with no connection/v],
		['constant', /waited 100ms, with no connection/v],
	] as const) {
		test(`says what chance had to do with a wait by the policy ${policy}`, (t: TestContext) => {
			t.assert.match(told([{...conflict, wait: {delay: 100, ceiling: 100, policy, left: 0, since: 0, over: true}}], 0), words);
		});
	}

	for (const [what, text, says, never] of [
		['a deadlock on PostgreSQL', on('PostgreSQL', {code: '40P01', message: 'deadlock detected'}), /^40P01: deadlock_detected\./v, /Somebody else won|changed/v],
		['a deadlock on YugabyteDB', on('YugabyteDB', {code: '40P01', message: 'deadlock detected'}), /^40P01: deadlock_detected\./v, /Somebody else won/v],
		[
			'a deadlock on CockroachDB',
			on('CockroachDB', {reason: 'ABORT_REASON_PUSHER_ABORTED'}),
			/^40001: [^\n]*a deadlock's too[\s\S]*a deadlock, and the other one ended it/v,
			/Somebody else won|as if they had run alone/v,
		],
		['what the cluster did on CockroachDB', on('CockroachDB', {reason: 'RETRY_ASYNC_WRITE_FAILURE'}), /Nobody need have been in the way/v, /Somebody else won/v],
		['a conflict on CockroachDB', on('CockroachDB', {reason: 'RETRY_SERIALIZABLE'}), /code of every retry[\s\S]*Somebody else won/v, /snapshot|Nobody need/v],
		['a conflict on PostgreSQL', on('PostgreSQL', {}), /as if each had run alone/v, /CockroachDB|snapshot/v],
		[
			'a changed row on PostgreSQL',
			on('PostgreSQL', {message: 'could not serialize access due to concurrent update'}),
			/^40001: serialization_failure\. [^\n]*changed since its snapshot/v,
			/order|run alone/v,
		],
		[
			'a dependency on PostgreSQL',
			on('PostgreSQL', {message: 'could not serialize access due to read/write dependencies among transactions'}),
			/^40001: serialization_failure\. [^\n]*No order of them explains/v,
			/snapshot|run alone/v,
		],
		['a pivot on PostgreSQL', on('PostgreSQL', {reason: 'Canceled on identification as a pivot, with conflict out to old committed transaction 1'}), /It was a pivot/v, /changed the same row/v],
		['a conflict on Aurora DSQL', on('Aurora DSQL', {phase: 'commit', reason: 'OC000'}), /takes no locks[\s\S]*OC000: Another transaction changed the same rows/v, /snapshot|waited for a row/v],
		['clocks on YugabyteDB', on('YugabyteDB', {reason: 'Restart read required'}), /Nobody need have been in the way/v, /Somebody else won/v],
	] as const) {
		test(`says of ${what} what is right there, and nothing else`, (t: TestContext) => {
			t.assert.match(text, says);
			t.assert.doesNotMatch(text, never);
		});
	}

	test('says that RELEASE is the commit where it was not answered', (t: TestContext) => {
		const statement = {text: 'RELEASE SAVEPOINT cockroach_restart', label: 'release'};
		const text = told([{...lost, failure: {phase: 'commit', verdict: 'ambiguous', message: 'Connection terminated unexpectedly', statement}}], 0, undefined, 'CockroachDB');
		t.assert.match(text, /no word from the server\.[^\n]*after RELEASE, which is the commit, had been sent[\s\S]*RELEASE, which is the commit, may have been done/v);
	});
});
