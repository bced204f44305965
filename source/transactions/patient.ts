import {fullJitter} from './policies/full-jitter.js';
import {none} from './policies/none.js';
import type {BackoffPolicy} from './policies/policy.js';

/** For asking a lost server again: whoever wants no waits between conflicts doesn't want it to be asked without a pause either. */
export const patient = (policy: BackoffPolicy): BackoffPolicy => policy === none ? fullJitter : policy;
