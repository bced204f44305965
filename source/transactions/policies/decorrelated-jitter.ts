import type {BackoffPolicy} from './policy.js';

/**
Grows from the wait before, not from the count: `min(cap, U(base, 3 · previous))`, previous starts at base.

Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
*/
export const decorrelatedJitter: BackoffPolicy = {
	name: 'decorrelated',
	title: 'decorrelated jitter',
	delay: ({previous, base, cap}, random) =>
		Math.min(cap, base + (random() * Math.max(0, (3 * previous) - base))),
};
