import {runCommandTests} from './run-command-tests.js';

await runCommandTests('CockroachDB current');
