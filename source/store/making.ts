import {faults} from '../bank/faults.js';
import {policies} from '../transactions/policies/index.js';
import {fullJitter} from '../transactions/policies/full-jitter.js';
import type {Making} from './model.js';

/** How a transfer is made, as plain data: policies and faults by name. */
export type Plan = Omit<Making, 'policy' | 'faults'> & {readonly policy: string; readonly faults: readonly string[]};

export const planOf = ({policy, faults: asked, ...rest}: Making): Plan => ({...rest, policy: policy.name, faults: asked.map(({name}) => name)});

/** The policy and the faults of those names; whatever has a name that nobody knows is left out. */
export const makingOf = ({policy, faults: asked, ...rest}: Plan): Making => ({
	...rest,
	policy: policies.find(({name}) => name === policy) ?? fullJitter,
	faults: asked.flatMap(name => faults.find(fault => fault.name === name) ?? []),
});
