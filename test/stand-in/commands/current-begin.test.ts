import {runAgainst} from '../../support/servers.js';

// The program's own tests, and those of schemas and rights, once more.
runAgainst({kind: 'CockroachDB current', restart: 'begin'});
await import('../../bank/schema.test.js');
await import('../../bank/privileges.test.js');
await import('../../commands/transfer.test.js');
