import {runAgainst} from '../../support/servers.js';

// The bank's own tests, once more.
runAgainst({kind: 'CockroachDB 20.1', restart: 'begin'});
await import('../../bank/accounts.test.js');
await import('../../bank/transfer.test.js');
await import('../../bank/rivals.test.js');
await import('../../bank/faults.test.js');
await import('../../bank/audit.test.js');
await import('../../bank/settle-left-over.test.js');
await import('../../bank/watch.test.js');
await import('../../bank/watch-sessions.test.js');
await import('../../bank/schema.test.js');
