import type {BackoffPolicy} from './policy.js';

/** The same wait each time: `delay = min(cap, base)`. */
export const constant: BackoffPolicy = {
	name: 'constant',
	title: 'constant',
	delay: ({base, cap}) => Math.min(cap, base),
};
