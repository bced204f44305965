import {exponentialCeiling} from './exponential.js';
import type {BackoffPolicy} from './policy.js';

/**
Half of the exponential wait for certain, the other half by chance: `expo/2 + U(0, expo/2)`.

Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
*/
export const equalJitter: BackoffPolicy = {
	name: 'equal',
	title: 'equal jitter',
	delay(input, random) {
		const half = exponentialCeiling(input) / 2;
		return half + (random() * half);
	},
};
