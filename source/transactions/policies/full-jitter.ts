import {exponentialCeiling} from './exponential.js';
import type {BackoffPolicy} from './policy.js';

/**
Anything up to the exponential wait: `U(0, expo)`. The fewest attempts of the family in that article's experiment.

Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
*/
export const fullJitter: BackoffPolicy = {
	name: 'full',
	title: 'full jitter',
	delay: (input, random) => random() * exponentialCeiling(input),
};
