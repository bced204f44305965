import {restartModes} from '../../source/transactions/restart.js';
import {runAgainst} from '../support/servers.js';

// All tests of runTransaction that need a server, once more on each version and in each mode. A question behind a name imports it anew.
for (const kind of ['CockroachDB 20.1', 'CockroachDB current'] as const) {
	for (const restart of restartModes) {
		runAgainst({kind, restart});
		for (const file of ['conflicts', 'interruptions', 'first-statement']) {
			await import(`../transactions/on-a-server/${file}.test.js?${kind}-${restart}`);
		}
	}
}
