import {runAgainst} from '../../support/servers.js';

/** Tests in which transfers are made. */
const ofTransfers = ['transfer', 'rivals', 'faults', 'audit', 'settle-left-over'];
/** How a transfer would be restarted is nothing to these. */
const ofTheRest = ['faults-of-the-line', 'accounts', 'schema', 'privileges', 'watch', 'watch-sessions'];

/** The bank's own tests that need a server, once more: in both modes, where there is a difference. */
export const runBankTests = async (kind: 'CockroachDB 20.1' | 'CockroachDB current'): Promise<void> => {
	for (const [restart, files] of [['begin', [...ofTransfers, ...ofTheRest]], ['savepoint', ofTransfers]] as const) {
		runAgainst({kind, restart});
		for (const file of files) {
			// A question behind a name imports it anew.
			await import(`../../bank/${file}.test.js?${kind}-${restart}`);
		}
	}
};
