import type {BackoffPolicy} from '../../transactions/policies/policy.js';

/** A policy, and where it says so the waits it is to compute, in ms. */
export type PolicyChoice = {
	readonly policy: BackoffPolicy;
	readonly base?: number;
	readonly cap?: number;
};

/** As it is typed: `full`, `full:10ms-1000ms`. */
export const policyChoiceText = ({policy, base, cap}: PolicyChoice): string => base === undefined && cap === undefined
	? policy.name
	: `${policy.name}:${base ?? 0}ms-${cap ?? base ?? 0}ms`;
