import {test, type TestContext} from 'node:test';
import {classify} from '../../../source/index.js';
import {explainReason, readReason} from '../../../source/database/engines/index.js';
import {serverError} from '../../support/database-errors.js';

const cockroach = (reason: string): string => `restart transaction: TransactionRetryWithProtoRefreshError: ${reason}: "sql txn" meta={id=26c66787}`;

const messages: ReadonlyArray<readonly [message: string, detail: string | undefined, reason: string | undefined]> = [
	[
		'could not serialize access due to read/write dependencies among transactions',
		'Reason code: Canceled on identification as a pivot, during commit attempt.',
		'Canceled on identification as a pivot, during commit attempt',
	],
	['could not serialize access due to concurrent update', undefined, undefined],
	['deadlock detected', 'Process 1 waits for ShareLock on transaction 2; blocked by process 3.', undefined],
	[
		cockroach('TransactionRetryError: retry txn (RETRY_WRITE_TOO_OLD - WriteTooOld flag converted to WriteTooOldError)'),
		undefined,
		'RETRY_WRITE_TOO_OLD',
	],
	[cockroach('TransactionRetryError: retry txn (RETRY_SERIALIZABLE)'), undefined, 'RETRY_SERIALIZABLE'],
	[cockroach('TransactionRetryError: retry txn (RETRY_ASYNC_WRITE_FAILURE)'), undefined, 'RETRY_ASYNC_WRITE_FAILURE'],
	[cockroach('TransactionRetryError: retry txn (RETRY_COMMIT_DEADLINE_EXCEEDED)'), undefined, 'RETRY_COMMIT_DEADLINE_EXCEEDED'],
	[cockroach('TransactionAbortedError(ABORT_REASON_PUSHER_ABORTED)'), undefined, 'ABORT_REASON_PUSHER_ABORTED'],
	[cockroach('TransactionAbortedError(ABORT_REASON_ABORTED_RECORD_FOUND)'), undefined, 'ABORT_REASON_ABORTED_RECORD_FOUND'],
	[
		cockroach('ReadWithinUncertaintyIntervalError: read at time 1.2 encountered previous write with future timestamp 1.3'),
		undefined,
		'ReadWithinUncertaintyInterval',
	],
	['change conflicts with another transaction, please retry: (OC000)', undefined, 'OC000'],
	['schema has been updated by another transaction, please retry: (OC001)', undefined, 'OC001'],
	['duplicate key value violates unique constraint', undefined, undefined],
];

for (const [message, detail, reason] of messages) {
	test(`The reason in "${message.slice(0, 100)}" is ${reason ?? 'not given'}`, (t: TestContext) => {
		t.assert.strictEqual(readReason(message, detail), reason);
		const failure = classify(serverError('40001', {message, ...(detail !== undefined && {detail})}), 'commit');
		t.assert.strictEqual(failure.reason, reason);
		t.assert.strictEqual('reason' in failure, reason !== undefined);
	});
}

test('The words of a message decide nothing', (t: TestContext) => {
	const tempting = serverError('23505', {message: 'restart transaction: RETRY_SERIALIZABLE, please retry', hint: 'The transaction might succeed if retried.'});
	t.assert.strictEqual(classify(tempting, 'work').verdict, 'final');
});

/** Every cause that the engines' documentation, or their source, names. */
const documented = [
	'Canceled on identification as a pivot, during conflict out checking',
	'Canceled on conflict out to old pivot 4711',
	'Canceled on conflict out to pivot 4711, during read',
	'Canceled on identification as a pivot, with conflict out to old committed transaction 4711',
	'Canceled on identification as a pivot, during conflict in checking',
	'Canceled on identification as a pivot, during write',
	'Canceled on identification as a pivot, during commit attempt',
	'Canceled on commit attempt with conflict in from prepared pivot',
	'RETRY_WRITE_TOO_OLD',
	'RETRY_SERIALIZABLE',
	'RETRY_ASYNC_WRITE_FAILURE',
	'RETRY_COMMIT_DEADLINE_EXCEEDED',
	'ReadWithinUncertaintyInterval',
	'ABORT_REASON_ABORTED_RECORD_FOUND',
	'ABORT_REASON_CLIENT_REJECT',
	'ABORT_REASON_PUSHER_ABORTED',
	'ABORT_REASON_ABORT_SPAN',
	'ABORT_REASON_NEW_LEASE_PREVENTS_TXN',
	'ABORT_REASON_TIMESTAMP_CACHE_REJECTED',
	'OC000',
	'OC001',
	'Conflicts with higher priority transaction',
	'Restart read required',
	'expired or aborted by a conflict',
];

test('Each documented reason has its sentence', (t: TestContext) => {
	for (const reason of documented) {
		const sentence = explainReason(reason) ?? '';
		t.assert.match(sentence, /^[A-Z].+\.$/v, reason);
	}

	t.assert.strictEqual(explainReason('RETRY_SOMETHING_NEW'), explainReason('ABORT_REASON_SOMETHING_NEW'));
	t.assert.strictEqual(explainReason('none of theirs'), undefined);
});
