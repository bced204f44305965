import type {Glyphs} from '../theme.js';

/** The charts and figures of a storm, and what each of them means, in one sentence. The charts' newest value is at the right, their top is the most that they show. */
export const figureMeanings = ({sum}: Pick<Glyphs, 'sum'>): ReadonlyArray<readonly [title: string, meaning: string]> => [
	['charts', 'four values a second, the newest at the right, each as high as its share of the most that is shown.'],
	['commits/s', 'transfers that committed, a second: the work that counts.'],
	['retries/s', 'attempts begun anew after the server refused one: wasted work.'],
	['waiting', 'clients at rest between two attempts: no connection, no lock.'],
	['latency', 'from the asking to the commit, waits included: half are quicker than p50, one in a hundred is slower than p99, max is the slowest.'],
	['attempts', 'how often a transfer is tried until it commits: 1.00 is nothing in vain.'],
	['waited', 'all clients\' backoff added up: time that they could have used.'],
	['fairness', 'Jain\'s index: 1.00 when all clients commit alike, 1/n when one of n has it all; a starved client committed nothing.'],
	['transfers', 'committed so far, on average a second, and what came of those that did not commit.'],
	['failures', 'why attempts ended, by SQLSTATE: 40001 asks for a retry, 40P01 is a deadlock.'],
	['hottest', 'the accounts that most transfers touch (at 120 columns): balance, transfers, and attempts that met a conflict there.'],
	[sum, 'all balances against the ledger, and this storm\'s transfers against what was reported as done.'],
];
