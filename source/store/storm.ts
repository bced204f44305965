import type {Cure} from '../load/cures/cure.js';
import {cures} from '../load/cures/index.js';
import {readThenWrite} from '../load/cures/read-then-write.js';
import type {StormEvent, StormShape} from '../load/events.js';
import {policies} from '../transactions/policies/index.js';
import type {Effect, Updated} from './effects.js';
import type {Model} from './model.js';

/** How things went at one sample, for the charts. */
export type StormPoint = {readonly commits: number; readonly retries: number; readonly waiting: number};

/** What the screen knows of a storm. */
export type StormModel = {
	/** How many clients there are to be, and how conflicts are met. */
	readonly clients: number;
	readonly cure: Cure;
	readonly state: 'opening' | 'starting' | 'running' | 'stopping' | 'stopped';
	/** How many connections the clients share at most; undefined before the bank is open. */
	readonly connections?: number;
	/** The cures that the bank can't have, by name, and why. */
	readonly refusedCures: ReadonlyMap<string, string>;
	/** What the storm that goes on was asked to be, or the last one. */
	readonly shape?: StormShape;
	/** When that started, in ms since 1970, and when it ended. */
	readonly startedAt?: number;
	readonly endedAt?: number | undefined;
	readonly sample?: Extract<StormEvent, {readonly type: 'storm-sample'}>;
	/** The latest samples, the newest last. */
	readonly points: readonly StormPoint[];
};

/** As many points are kept: a minute of them, more than the widest chart shows. */
const mostPoints = 240;
/** As many clients there can be. */
const mostClients = 1000;

/** A storm that nobody has started yet. */
export const newStorm = (clients: number, cure: Cure): StormModel => ({clients, cure, state: 'opening', refusedCures: new Map(), points: []});

/** Folds what a storm tells into what is known of it. Pure. */
const foldEvent = (storm: StormModel, event: StormEvent): StormModel => {
	switch (event.type) {
		case 'storm-started': {
			const {type: _type, at, clients, ...shape} = event;
			// The charts go on, so that what a change changes is seen in them.
			return {...storm, state: 'running', clients, shape, startedAt: at, endedAt: undefined};
		}

		case 'storm-sample': {
			const {commitsNow: commits, retriesNow: retries, waiting} = event;
			return {...storm, sample: event, points: [...storm.points.slice(1 - mostPoints), {commits, retries, waiting}]};
		}

		case 'storm-ended': {
			// Whoever wants another one has it started next.
			return {...storm, state: storm.state === 'starting' ? 'starting' : 'stopped', endedAt: event.at};
		}
	}
};

/** Folds what a storm tells into the model. Pure. */
export const updateStorm = (model: Model, event: StormEvent): Model => {
	const named = event.type === 'storm-started' ? cures.find(({name}) => name === event.cure) : undefined;
	const storm = model.storm ?? newStorm(event.clients, named ?? readThenWrite);
	const told = {...model, storm: foldEvent(storm, event)};
	if (event.type !== 'storm-started') {
		return told;
	}

	// How it waits, as it says itself: a recording's head tells only what was asked of the program.
	const {base, cap} = event;
	return {...told, making: {...model.making, policy: policies.find(({name}) => name === event.policy) ?? model.making.policy, base, cap}};
};

/** What is to run. */
export const stormWish = ({making: {policy}}: Model, {clients, cure}: StormModel): Effect => ({type: 'start-storm', clients, cure, policy});

const isGoing = ({state}: StormModel): boolean => state === 'running' || state === 'starting';

/** Another storm, if one is going on: what it is made of can't be changed while it runs. */
const restarted = (model: Model, storm: StormModel): Updated => isGoing(storm)
	? [{...model, storm: {...storm, state: 'starting'}}, stormWish(model, storm)]
	: [{...model, storm}];

/** `space`: stops the storm, or starts another one. */
export const toggleStorm = (model: Model, storm: StormModel): Updated => {
	if (storm.state === 'opening' || storm.state === 'stopping') {
		return [{...model, notice: storm.state === 'opening' ? 'The bank is not open yet' : 'The last attempts come to their end'}];
	}

	return storm.state === 'stopped'
		? [{...model, storm: {...storm, state: 'starting'}}, stormWish(model, storm)]
		: [{...model, storm: {...storm, state: 'stopping'}}, {type: 'stop-storm'}];
};

/** `+` and `-`: twice as many clients, or half. */
export const scaleStorm = (model: Model, storm: StormModel, isMore: boolean): Updated => {
	const clients = isMore ? Math.min(mostClients, storm.clients * 2) : Math.max(1, Math.floor(storm.clients / 2));
	return [{...model, storm: {...storm, clients}}, {type: 'set-clients', clients}];
};

/** `c`: the next cure that the bank can have. */
export const cureStorm = (model: Model, storm: StormModel): Updated => {
	const offered = cures.filter(({name}) => !storm.refusedCures.has(name));
	const cure = offered[(offered.indexOf(storm.cure) + 1) % offered.length] ?? storm.cure;
	return restarted(model, {...storm, cure});
};

/** After `p`: the policy is the model's. */
export const repolicyStorm = (model: Model, storm: StormModel): Updated => restarted(model, storm);
