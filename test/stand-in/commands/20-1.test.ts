import {runCommandTests} from './run-command-tests.js';

await runCommandTests('CockroachDB 20.1');
