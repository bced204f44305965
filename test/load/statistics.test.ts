import {describe, test, type TestContext} from 'node:test';
import {AccountCounts, hottestCount} from '../../source/load/account-counts.js';
import {jainIndex} from '../../source/load/fairness.js';
import {FailureCounts, reasonOf} from '../../source/load/failure-counts.js';
import {StormStatistics} from '../../source/load/statistics.js';
import type {Failure} from '../../source/transactions/failure.js';
import {origin} from '../store/messages.js';

const failure = (code: string | undefined, message: string, reason?: string): Failure => ({
	phase: 'work', verdict: 'retry', message, ...(code !== undefined && {code}), ...(reason !== undefined && {reason}),
});

describe('Jain\'s index', () => {
	const shares: ReadonlyArray<readonly [shares: readonly number[], index: number]> = [
		[[5, 5, 5, 5], 1],
		[[20, 0, 0, 0], 0.25],
		[[1, 3], 16 / 20],
		[[1, 2, 3, 4], 100 / 120],
		[[0, 0], 1],
		[[], 1],
	];
	for (const [each, index] of shares) {
		test(`of ${JSON.stringify(each)} is ${index.toFixed(2)}`, (t: TestContext) => {
			t.assert.strictEqual(jainIndex(each), index);
		});
	}
});

describe('The statistics of a storm', () => {
	/** A hundred commits of 1 to 100 ms, all by the first of two clients. */
	const hundred = () => {
		const statistics = new StormStatistics(2);
		for (let latency = 1; latency <= 100; latency++) {
			statistics.ended(0, 'committed', latency);
		}

		return statistics;
	};

	const latencies: ReadonlyArray<readonly [latencies: readonly number[], p50: number, p99: number, max: number]> = [
		[[], 0, 0, 0],
		[[0], 0.001, 0.001, 0.001],
		[[0.2, 0.2, 0.4], 0.2, 0.4, 0.4],
		[[1, 2, 3, 10_000], 2, 10_000, 10_000],
		[[5_000_000], 3_600_000, 3_600_000, 3_600_000],
	];
	for (const [each, ...expected] of latencies) {
		test(`tell p50, p99 and max of ${JSON.stringify(each)} ms to a thousandth`, (t: TestContext) => {
			const statistics = new StormStatistics(1);
			for (const latency of each) {
				statistics.ended(0, 'committed', latency);
			}

			const {latency: {p50, p99, max}} = statistics.figures(1000);
			for (const [index, value] of [p50, p99, max].entries()) {
				const right = expected[index] ?? NaN;
				t.assert.ok(Math.abs(value - right) <= right * 0.001, `${value} is not ${right}`);
			}
		});
	}

	test('tell rate, percentiles, fairness and who starved', (t: TestContext) => {
		const {perSecond, latency, jain, starved, committed, transfers} = hundred().figures(2000);
		t.assert.deepStrictEqual([perSecond, jain, starved, committed, transfers], [50, 0.5, 1, 100, 100]);
		t.assert.deepStrictEqual([latency.p50, latency.p95, latency.p99, latency.max].map(ms => Math.round(ms)), [50, 95, 99, 100]);
	});

	test('count attempts, retries and the time waited from events', (t: TestContext) => {
		const statistics = new StormStatistics(1);
		for (const attempt of [1, 2, 3]) {
			statistics.hear({...origin(attempt, 0), type: 'attempt-started', isolation: 'serializable'});
		}

		statistics.hear({...origin(1, 0), type: 'backoff-started', delay: 12, ceiling: 20, policy: 'full'});
		statistics.hear({...origin(2, 0), type: 'backoff-started', delay: 30, ceiling: 40, policy: 'full'});
		const {attempts, retries, backoff, perSecond} = statistics.figures(0);
		t.assert.deepStrictEqual([attempts, retries, backoff, perSecond], [3, 2, 42, 0]);
	});

	test('count what does not commit, and no latency for it', (t: TestContext) => {
		const statistics = new StormStatistics(1);
		for (const outcome of ['refused', 'exhausted', 'exhausted', 'failed', 'unknown', 'cancelled'] as const) {
			statistics.ended(0, outcome, 100);
		}

		const {transfers, refused, exhausted, failed, unknown, latency, starved} = statistics.figures(1000);
		t.assert.deepStrictEqual([transfers, refused, exhausted, failed, unknown, latency.max, starved], [5, 1, 2, 1, 1, 0, 1]);
	});

	test('of two whiles add up, but for the fairness, which is the later one\'s', (t: TestContext) => {
		const later = new StormStatistics(2);
		later.ended(0, 'committed', 1000);
		later.ended(1, 'committed', 1000);
		later.hear({...origin(1, 0), type: 'attempt-failed', failure: failure('40P01', 'deadlock detected'), elapsed: 1});
		const earlier = hundred();
		earlier.hear({...origin(1, 0), type: 'attempt-failed', failure: failure('40P01', 'deadlock detected'), elapsed: 1});
		const {committed, jain, starved, latency, failures} = later.after(earlier).figures(1000);
		t.assert.deepStrictEqual([committed, jain, starved, Math.round(latency.max), Math.round(latency.p50)], [102, 1, 0, 1000, 51]);
		t.assert.deepStrictEqual(failures, [{code: '40P01', reason: 'deadlock', count: 2}]);
		t.assert.strictEqual(later.figures(1000).committed, 2, 'the later ones stay as they are');
		t.assert.strictEqual(later.after(undefined), later);
	});
});

describe('Why attempts failed', () => {
	const reasons: ReadonlyArray<readonly [failure: Failure, reason: string]> = [
		[failure('40001', 'could not serialize access due to concurrent update'), 'concurrent update'],
		[failure('40001', 'could not serialize access due to read/write dependencies among transactions', 'Canceled on identification as a pivot, during write'), 'read/write dependency'],
		[failure('40P01', 'deadlock detected'), 'deadlock'],
		[failure('40001', 'restart transaction: … (RETRY_WRITE_TOO_OLD - …)', 'RETRY_WRITE_TOO_OLD'), 'RETRY_WRITE_TOO_OLD'],
		[failure(undefined, 'timeout exceeded when trying to connect'), 'no connection in time'],
		[failure(undefined, 'Query read timeout'), 'no answer in time'],
		[failure('57P01', 'terminating connection due to administrator command'), 'connection lost'],
		[failure('ECONNREFUSED', 'connect ECONNREFUSED /tmp/x'), 'connection lost'],
		[failure(undefined, 'what?'), 'driver error'],
		[failure('23514', 'new row violates check constraint'), 'other'],
	];
	for (const [each, reason] of reasons) {
		test(`is told in few words: ${each.code ?? 'no code'} ${each.message.slice(0, 40)} is ${reason}`, (t: TestContext) => {
			t.assert.strictEqual(reasonOf(each), reason);
		});
	}

	test('is counted by code and reason, the most frequent first, and never without end', (t: TestContext) => {
		const counts = new FailureCounts();
		for (let number = 0; number < 100; number++) {
			counts.add(failure(`XX${String(number).padStart(3, '0')}`, 'x'));
			counts.add(failure('40P01', 'deadlock detected'));
		}

		const list = counts.list();
		t.assert.deepStrictEqual(list.slice(0, 2), [{code: '40P01', reason: 'deadlock', count: 100}, {reason: 'other reasons', count: 81}]);
		t.assert.strictEqual(list.length, 21);
	});
});

describe('The hottest accounts', () => {
	test('are those that most transfers touched, the hottest first', (t: TestContext) => {
		const counts = new AccountCounts(1000);
		for (let index = 0; index < 999; index++) {
			for (let transfer = 0; transfer <= index % 50; transfer++) {
				counts.committed([index, 999]);
			}
		}

		counts.conflicted([0, 999]);
		const hottest = counts.hottest();
		t.assert.deepStrictEqual(hottest.map(({transfers}) => transfers).slice(1), Array.from({length: hottestCount - 1}, () => 50));
		t.assert.deepStrictEqual(hottest[0], {index: 999, transfers: 25_450, conflicts: 1});
	});

	test('are found when they become hot late', (t: TestContext) => {
		const counts = new AccountCounts(100);
		for (let index = 0; index < 100; index++) {
			counts.committed([index, (index + 1) % 100]);
		}

		for (let transfer = 0; transfer < 5; transfer++) {
			counts.committed([71, 42]);
		}

		t.assert.deepStrictEqual(counts.hottest().slice(0, 2).map(({index, transfers}) => [index, transfers]), [[42, 7], [71, 7]]);
		t.assert.strictEqual(counts.hottest().length, hottestCount);
	});
});
