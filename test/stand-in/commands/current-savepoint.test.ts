import {runAgainst} from '../../support/servers.js';

// The program's own tests, once more, in the mode in which a transfer keeps its locks.
runAgainst({kind: 'CockroachDB current', restart: 'savepoint'});
await import('../../commands/transfer.test.js');
