import type {BackoffInput, BackoffPolicy} from './policy.js';

/**
The wait that doubles: `min(cap, base · 2ⁿ)`, n = failures so far. The jittered policies draw from it.

Source: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
*/
export const exponentialCeiling = ({failures, base, cap}: BackoffInput): number =>
	Math.min(cap, base * (2 ** failures));

/** Exponential without jitter: clients that collided once go on colliding, in step. */
export const exponential: BackoffPolicy = {
	name: 'exponential',
	title: 'exponential',
	delay: exponentialCeiling,
};
