import {constant} from './constant.js';
import {decorrelatedJitter} from './decorrelated-jitter.js';
import {equalJitter} from './equal-jitter.js';
import {exponential} from './exponential.js';
import {fullJitter} from './full-jitter.js';
import {none} from './none.js';
import type {BackoffPolicy} from './policy.js';

/** Every policy, in the order in which they are offered. A new one is a file beside these and a line here. */
export const policies: readonly BackoffPolicy[] = [
	fullJitter,
	equalJitter,
	decorrelatedJitter,
	exponential,
	constant,
	none,
];
