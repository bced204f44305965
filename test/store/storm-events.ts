import type {StormEvent} from '../../source/load/events.js';

export const startedStorm: StormEvent = {
	type: 'storm-started', at: 1000, clients: 8, cure: 'read-then-write', policy: 'full', base: 10, cap: 1000, isolation: 'serializable', accounts: 2, hot: 'all', think: 0,
};

export const sampled = (at: number, changes: Partial<Extract<StormEvent, {readonly type: 'storm-sample'}>> = {}): StormEvent => ({
	type: 'storm-sample', at, elapsed: at - 1000, clients: 8, waiting: 3, commitsNow: 100, retriesNow: 10, hottest: [],
	transfers: 50, committed: 50, refused: 0, exhausted: 0, failed: 0, unknown: 0, attempts: 60, retries: 10, backoff: 500, perSecond: 100,
	latency: {p50: 1, p95: 2, p99: 3, max: 4}, jain: 0.9, starved: 0, failures: [{code: '40001', reason: 'concurrent update', count: 10}], ...changes,
});
