import type {BackoffPolicy} from '../../transactions/policies/policy.js';

/** A policy, and where it says so the waits it is to compute, in ms. */
export type PolicyChoice = {
	readonly policy: BackoffPolicy;
	readonly base?: number;
	readonly cap?: number;
};
