/** The figures of a storm, and what each of them means, in one sentence. */
export const figureMeanings: ReadonlyArray<readonly [title: string, meaning: string]> = [
	['commits/s', 'transfers that committed, a second: the work that counts.'],
	['retries/s', 'attempts that began anew because the server had refused one: work thrown away.'],
	['waiting', 'clients that rest between two attempts, by the backoff policy, with no connection and no lock.'],
	['latency', 'from when a transfer was asked for to its commit, waits included: half are quicker than p50, one in a hundred is slower than p99.'],
	['attempts', 'how often a transfer is tried until it commits: 1.00 is nothing in vain.'],
	['waited', 'all clients\' backoff added up: time that they could have used.'],
	['fairness', 'Jain\'s index: 1.00 when all clients commit alike, 1/n when one of n has it all; a starved client committed nothing.'],
	['failures', 'why attempts ended, by SQLSTATE: 40001 asks for a retry, 40P01 is a deadlock.'],
	['hottest', 'the accounts that most transfers touch (at 120 columns), with the attempts that met a conflict there.'],
	['Σ', 'all balances against the ledger, and this storm\'s transfers against what was reported as done.'],
];
