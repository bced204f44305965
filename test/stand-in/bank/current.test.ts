import {runBankTests} from './run-bank-tests.js';

await runBankTests('CockroachDB current');
