import {runAgainst} from '../../support/servers.js';

// The bank's own tests, once more: those that have to do with this version.
runAgainst({kind: 'CockroachDB current', restart: 'begin'});
await import('../../bank/accounts.test.js');
await import('../../bank/transfer.test.js');
await import('../../bank/rivals.test.js');
await import('../../bank/faults.test.js');
await import('../../bank/settle-left-over.test.js');
await import('../../bank/watch-sessions.test.js');
