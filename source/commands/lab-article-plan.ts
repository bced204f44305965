import type {ServerIdentity} from '../database/connect.js';
import type {ArticleRun} from '../load/article/events.js';
import type {ArticleOutcome} from '../load/article/outcome.js';
import type {ArticlePlan} from '../load/article/run-article.js';
import {simulated} from '../load/article/simulator.js';
import type {Origins, Settings} from '../settings.js';
import {policies} from '../transactions/policies/index.js';
import {askingAgain} from './lab-plan.js';

/** How long a run may take, unless told otherwise, in ms: without jitter, forty clients would take three quarters of a minute. */
const usualLimit = 10_000;

/** The article's numbers of clients, up to the one that was asked for; that one where it is smaller than all of them. */
const clientCounts = (most: number): number[] => {
	const all = [...new Set(simulated.map(({clients}) => clients))];
	const some = all.filter(count => count <= most);
	return some.length === 0 ? [most] : some;
};

/** What the settings ask for, with as many connections as there are: each client keeps one while its transaction pauses. */
export const articlePlan = (settings: Settings, origins: Origins, connections: number): ArticlePlan => {
	const {clients, rounds = 1, duration = usualLimit, seed} = settings;
	return {
		policies: ['none', 'exponential', 'equal', 'full', 'decorrelated'].flatMap(name => policies.filter(policy => policy.name === name)),
		clients: clientCounts(Math.min(connections, origins.get('clients') === 'default' ? Infinity : clients)),
		rounds,
		limit: duration,
		seed: seed ?? Math.floor(Math.random() * 1_000_000),
		backoff: askingAgain(settings),
	};
};

const sums = (runs: readonly ArticleRun[]) => {
	const total = {attempts: 0, committed: 0};
	for (const {attempts, clients, isOver} of runs) {
		total.attempts += attempts;
		total.committed += isOver ? 0 : clients;
	}

	return total;
};

/** The last line of `lab --article --json`; names stay as they are. */
export const articleSummary = ({isKept, repeated}: ArticleOutcome, runs: readonly ArticleRun[], {engine, version}: ServerIdentity) => {
	const {attempts, committed} = sums(runs);
	return {
		type: 'summary', command: 'lab', ok: isKept, transfers: committed, committed, refused: 0, unknown: 0, attempts, retries: attempts - committed, repeated,
		audit: {conserved: isKept}, engine: {name: engine.name, version},
	} as const;
};
