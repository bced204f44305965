import type {BackoffInput, BackoffPolicy} from './policy.js';

/** Beyond this the cap has long been reached; without a limit, 2ⁿ becomes Infinity, and 0 times that is no number. */
const mostDoublings = 64;

/**
The wait that doubles: `min(cap, base · 2ⁿ)`, n = failures so far. The jittered policies draw from it.

Source: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
*/
export const exponentialCeiling = ({failures, base, cap}: BackoffInput): number =>
	Math.min(cap, base * (2 ** Math.min(failures, mostDoublings)));

/** Exponential without jitter: clients that collided once go on colliding, in step. */
export const exponential: BackoffPolicy = {
	name: 'exponential',
	title: 'exponential',
	delay: exponentialCeiling,
};
