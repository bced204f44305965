import {runAgainst} from '../../support/servers.js';

// The bank's own tests, once more: those that have to do with how a transfer is restarted.
runAgainst({kind: 'CockroachDB 20.1', restart: 'savepoint'});
await import('../../bank/transfer.test.js');
await import('../../bank/rivals.test.js');
