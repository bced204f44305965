import {describe, test, type TestContext} from 'node:test';
import {classify, type Phase, type Verdict} from '../../source/index.js';
import {connectionLost, queryTimeout, serverError, socketError} from '../support/database-errors.js';

const phases: readonly Phase[] = ['connect', 'work', 'commit'];

const codes: ReadonlyArray<readonly [codes: string, atConnect: Verdict, atWork: Verdict, atCommit: Verdict]> = [
	['40001 40P01', 'retry', 'retry', 'retry'],
	['08000 08001 08003 08004 08006 57P01 57P02 57P03 53300 25P03', 'retry', 'retry', 'ambiguous'],
	['40003 08007', 'ambiguous', 'ambiguous', 'ambiguous'],
	// CockroachDB: committed, but a schema change failed.
	['XXA00', 'final', 'final', 'ambiguous'],
	// The neighbours of what is retried: no class prefix decides.
	['40000 40002 08P01 53000 53100 53200 53400 57000 57014 57P04 57P05 25P02 25006 25001', 'final', 'final', 'final'],
	['22003 22012 22P02 23502 23503 23505 23514 23P01 42501 42601 42703 42P01 42P07 28000 28P01', 'final', 'final', 'final'],
	['3D000 3F000 0A000 55P03 55006 P0001 XX000 XX001 XXUUU EPIPE CR000', 'final', 'final', 'final'],
];

for (const [list, ...verdicts] of codes) {
	for (const code of list.split(' ')) {
		test(`SQLSTATE ${code} is ${verdicts.join(' / ')} at connect / work / commit`, (t: TestContext) => {
			const error = serverError(code, {severity: 'ERROR'});
			t.assert.deepStrictEqual(phases.map(phase => classify(error, phase).verdict), verdicts);
			t.assert.strictEqual(classify(error, 'work').code, code);
		});
	}
}

const coded = (name: string, code: string): Error => Object.assign(new Error(name), {code});
const thrown: ReadonlyArray<readonly [what: string, error: unknown, before: Verdict]> = [
	['a lost connection, which has no code', connectionLost(), 'retry'],
	['a query timeout, which has no code', queryTimeout(), 'retry'],
	['a connection timeout, which has no code', new Error('timeout exceeded when trying to connect'), 'retry'],
	['ECONNREFUSED', socketError('ECONNREFUSED'), 'retry'],
	['ECONNRESET', socketError('ECONNRESET'), 'retry'],
	['EPIPE, which looks like a SQLSTATE and is none', socketError('EPIPE'), 'retry'],
	['ETIMEDOUT', socketError('ETIMEDOUT'), 'retry'],
	['EAI_AGAIN', socketError('EAI_AGAIN'), 'retry'],
	['ENOENT, where a socket was', socketError('ENOENT'), 'retry'],
	['ENOTFOUND', socketError('ENOTFOUND'), 'final'],
	['a certificate that nobody vouches for', coded('self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT'), 'final'],
	['the code 40001 that no server sent', coded('made up', '40001'), 'final'],
	['a mistake in the call', new TypeError('Client was passed a null or undefined query'), 'final'],
	['a number out of range', new RangeError('The value of "value" is out of range.'), 'final'],
	['something that is no error', 'gone', 'retry'],
];

for (const [what, error, before] of thrown) {
	test(`${what} is ${before} before COMMIT was sent and ambiguous after`, (t: TestContext) => {
		t.assert.deepStrictEqual(phases.map(phase => classify(error, phase).verdict), [before, before, 'ambiguous']);
	});
}

describe('A failure', () => {
	test('has what the server said, and the statement without its values', (t: TestContext) => {
		const error = serverError('23505', {message: 'duplicate key', detail: 'Key (id)=(1) already exists.', hint: 'Take another.'});
		const statement = {text: 'INSERT', label: 'ledger'};
		t.assert.deepStrictEqual(classify(error, 'work', statement), {
			phase: 'work', verdict: 'final', message: 'duplicate key', code: '23505',
			detail: 'Key (id)=(1) already exists.', hint: 'Take another.', statement,
		});
	});

	test('has no field that nobody gave', (t: TestContext) => {
		t.assert.deepStrictEqual(classify(connectionLost(), 'commit'), {
			phase: 'commit', verdict: 'ambiguous', message: 'Connection terminated unexpectedly',
		});
		t.assert.strictEqual(classify('gone', 'work').message, 'gone');
	});

	test('says something where every address of a host refused', (t: TestContext) => {
		const refused = [new Error('connect ECONNREFUSED ::1:5432'), new Error('connect ECONNREFUSED 127.0.0.1:5432')];
		const error = Object.assign(new AggregateError(refused, 'without'), {code: 'ECONNREFUSED', message: ''});
		t.assert.strictEqual(classify(error, 'connect').verdict, 'retry');
		t.assert.match(classify(error, 'connect').message, /ECONNREFUSED/v);
	});
});
