import type {Bank} from '../../bank/bank.js';
import {openingAccount} from '../../bank/opening-accounts.js';
import {RetriesExhaustedError, TransactionAbortedError} from '../../transactions/errors.js';
import {systemClock, type Clock} from '../../transactions/clock.js';
import {endedConnection} from '../../transactions/lost-server.js';
import type {BackoffPolicy} from '../../transactions/policies/policy.js';
import {runTransaction} from '../../transactions/run-transaction.js';
import {seededRandom} from '../../transactions/seeded-random.js';
import {passHold, type Hold} from '../hold.js';
import {dropAtLast, makeLabTables, type LabTables} from '../lab/lab-tables.js';
import {thisMachine} from '../lab/machine.js';
import {openConnections} from '../open-connections.js';
import {outageTelling} from '../outage-events.js';
import {createOutage, type OnLoss, type OutageBackoff} from '../outage.js';
import type {ArticleEvent, ArticleRun, ArticleShape} from './events.js';
import {articleOutcome, type ArticleOutcome} from './outcome.js';

/** The article's settings, in ms. A transaction pauses twice, once after each of its statements, as its messages would be on their way. */
export const articleBase = 5;
export const articleCap = 2000;
export const articlePause = 10;

/** What the experiment is to be. */
export type ArticlePlan = {
	readonly policies: readonly BackoffPolicy[];
	/** How many clients there are, in turn. */
	readonly clients: readonly number[];
	/** How often each is done. */
	readonly rounds: number;
	/** How long a run may take, in ms: whoever takes longer is not asked again with more clients. */
	readonly limit: number;
	readonly seed: number;
	readonly signal?: AbortSignal | undefined;
	readonly onEvent?: ((event: ArticleEvent) => void) | undefined;
	/** Default: nothing is held. */
	readonly hold?: Hold | undefined;
	/** Default: the machine's. */
	readonly clock?: Clock | undefined;
	/** How long it waits before it asks a server again that was lost. Default: full jitter, from 50 ms to 5 s. */
	readonly backoff?: OutageBackoff | undefined;
};

/** Nobody sees this reason. */
const overLimit = Symbol('over the limit');

type Run = {
	readonly tables: LabTables;
	readonly policy: BackoffPolicy;
	readonly clients: number;
	readonly limit: number;
	readonly clock: Clock;
	readonly signal: AbortSignal | undefined;
	readonly onLoss: OnLoss;
};

/** So many clients, each with one update of the same row to make: read, pause, write what was computed from it, pause, commit. */
const runOnce = async ({tables: {bank, reset}, policy, clients, limit, clock, signal, onLoss}: Run): Promise<Omit<ArticleRun, 'policy' | 'clients' | 'round'>> => {
	await reset(1);
	await openConnections(bank, clients);
	const {database: {pool, server}, tables: {accounts}} = bank;
	const {id} = openingAccount(0);
	const over = new AbortController();
	const stopTimer = clock.after?.(limit, () => {
		over.abort(overLimit);
	});
	const ended = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
	let attempts = 0;
	const readBalance = async () => {
		const {rows: [row]} = await pool.query<{balance: string}>(`SELECT balance FROM ${accounts} WHERE id = $1`, [id]);
		return BigInt(row?.balance ?? 0);
	};

	const before = await readBalance();
	const started = clock.now();
	const updates = await Promise.allSettled(Array.from({length: clients}, async (_, index) => runTransaction(pool, async transaction => {
		const {rows: [row]} = await transaction.query<{balance: string}>(`SELECT balance FROM ${accounts} WHERE id = $1`, [id]);
		await clock.sleep(articlePause, transaction.signal);
		await transaction.query(`UPDATE ${accounts} SET balance = $2 WHERE id = $1`, [id, String(BigInt(row?.balance ?? 0) + 1n)]);
		await clock.sleep(articlePause, transaction.signal);
	}, {
		policy, base: articleBase, cap: articleCap, maxAttempts: Infinity, deadline: 2 * limit, isolation: server.engine.onlyLevel ?? 'serializable',
		signal: ended, clock, session: `client ${index + 1}`,
		onEvent(event) {
			attempts += event.type === 'attempt-started' ? 1 : 0;
			if (event.type !== 'attempt-failed' || !endedConnection(event.failure)) {
				return;
			}

			onLoss(event.failure);
			over.abort(overLimit);
		},
	})));
	const elapsed = clock.now() - started;
	stopTimer?.();
	signal?.throwIfAborted();
	const failed = updates.find(update => update.status === 'rejected' && !(update.reason instanceof TransactionAbortedError || update.reason instanceof RetriesExhaustedError));
	if (failed?.status === 'rejected') {
		throw failed.reason as Error;
	}

	const made = updates.filter(({status}) => status === 'fulfilled').length;
	return {attempts, elapsed, isOver: made < clients, isKept: await readBalance() - before === BigInt(made)};
};

/**
The experiment of "Exponential Backoff And Jitter", on the server at hand: so many clients each update the same row once.

@throws The signal's reason, if it is aborted; or what the server refused for good.
*/
export const runArticle = async (bank: Bank, plan: ArticlePlan): Promise<ArticleOutcome> => {
	const {policies, clients, rounds, limit, seed, signal, onEvent, hold} = plan;
	const clock: Clock = {...plan.clock ?? systemClock, random: seededRandom(seed)};
	const {engine, version, embedded} = bank.database.server;
	const shape: ArticleShape = {
		policies: policies.map(({name}) => name), clients, rounds, limit, seed,
		machine: thisMachine(), server: {engine: engine.title, version, isEmbedded: embedded},
	};
	const {outlast, playWhole, repeated} = createOutage(bank.database, plan, outageTelling(onEvent));
	const tables = await outlast(async () => makeLabTables(bank));
	const runs: ArticleRun[] = [];
	const tooSlow = new Set<BackoffPolicy>();
	const playRound = async (count: number, round: number) => {
		const asked = policies.filter(each => !tooSlow.has(each));
		for (const policy of asked) {
			await passHold(hold, () => {
				onEvent?.({type: 'lab-held', at: clock.now()});
			});
			signal?.throwIfAborted();
			const played = await playWhole(async onLoss => {
				onEvent?.({type: 'article-run-started', at: clock.now(), policy: policy.name, clients: count, round});
				return runOnce({tables, policy, clients: count, limit, clock, signal, onLoss});
			}, tables.renew);
			const run = {policy: policy.name, clients: count, round, ...played};
			runs.push(run);
			onEvent?.({type: 'article-run', at: clock.now(), ...run});
			if (run.isOver) {
				tooSlow.add(policy);
			}
		}
	};

	try {
		onEvent?.({type: 'article-started', at: clock.now(), ...shape});
		for (const count of clients) {
			for (let round = 1; round <= rounds; round++) {
				await playRound(count, round);
			}
		}

		await outlast(tables.drop);
	} finally {
		await dropAtLast(tables, left => {
			onEvent?.({type: 'lab-tables-left', at: clock.now(), tables: left});
		});
	}

	const outcome = articleOutcome(shape, runs, repeated());
	const {results, isKept} = outcome;
	onEvent?.({type: 'article-ended', at: clock.now(), results, isKept});
	return outcome;
};
