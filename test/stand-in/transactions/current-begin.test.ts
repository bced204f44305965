import {runAgainst} from '../../support/servers.js';

// The conflicts that the tests of runTransaction make on PostgreSQL, once more.
runAgainst({kind: 'CockroachDB current', restart: 'begin'});
await import('../../transactions/on-a-server/conflicts.test.js');
