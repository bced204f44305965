import type {BackoffPolicy} from './policy.js';

/** Try again at once: `delay = 0`. */
export const none: BackoffPolicy = {
	name: 'none',
	title: 'no backoff',
	delay: () => 0,
};
