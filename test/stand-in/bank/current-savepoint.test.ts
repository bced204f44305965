import {runAgainst} from '../../support/servers.js';

// The bank's own tests, once more: those in which a transfer may be restarted.
runAgainst({kind: 'CockroachDB current', restart: 'savepoint'});
await import('../../bank/transfer.test.js');
await import('../../bank/rivals.test.js');
await import('../../bank/faults.test.js');
await import('../../bank/audit.test.js');
