import {runAgainst} from '../../support/servers.js';

// The cures' statements, and what they send together, on what a current CockroachDB would say to them.
runAgainst({kind: 'CockroachDB current', restart: 'begin'});
await import('../../load/cures/cures.test.js');
