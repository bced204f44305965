import {restartModes} from '../../../source/transactions/restart.js';
import {runAgainst} from '../../support/servers.js';

/** The tests of the commands that work on a bank, once more, in both modes. */
export const runCommandTests = async (kind: 'CockroachDB 20.1' | 'CockroachDB current'): Promise<void> => {
	for (const restart of restartModes) {
		runAgainst({kind, restart});
		for (const file of ['transfer', 'demo', 'storm', 'doctor']) {
			// A question behind a name imports it anew.
			await import(`../../commands/${file}.test.js?${kind}-${restart}`);
		}
	}
};
