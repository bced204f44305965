import process from 'node:process';
import type {RestartMode} from '../../source/transactions/restart.js';
import {runAgainst} from '../support/servers.js';

// One file of the bank's own tests, on the server that test/engine/run.ts was given.
const {BACKOFF_BANK_TEST_URL: url = '', BACKOFF_BANK_TEST_RESTART: restart = 'begin', BACKOFF_BANK_TEST_FILE: file = ''} = process.env;
runAgainst({kind: 'real', url, restart: restart as RestartMode});
await import(`../${file}.test.js`);
