import type {BankEvent} from '../bank/events.js';
import type {TransactionEvent} from '../transactions/events.js';
import type {Model} from './model.js';
import type {Run} from './run.js';
import type {Frame} from './store.js';
import {foldRun} from './update-run.js';

/** What a transfer and its rivals come to. */
export type RunEvent = TransactionEvent | Extract<BankEvent, {readonly type: 'rival-sent' | 'fault-injected' | 'transfer-refused' | 'transfer-repeated'}>;

/** What was heard of a transfer, to go back through, and to draw in lanes. */
export type Trail = {
	/** When it began, in ms since 1970. */
	readonly startedAt: number;
	/** What those events came to that are not kept any more. */
	readonly base: Run;
	readonly events: readonly RunEvent[];
};

/** As many events are kept, however many attempts there are, and so many of the oldest go at a time. */
const most = 2000;
const batch = 500;

export const extendTrail = ({startedAt, base, events}: Trail, event: RunEvent): Trail => {
	if (events.length < most) {
		return {startedAt, base, events: [...events, event]};
	}

	let run = base;
	for (const old of events.slice(0, batch)) {
		run = foldRun(run, old);
	}

	return {startedAt, base: run, events: [...events.slice(batch), event]};
};

/** What comes along with something else, or is over at once: to stop there would show nothing. */
const passed: ReadonlySet<RunEvent['type']> = new Set(['attempt-started', 'connection-acquired', 'statement-sent', 'rival-sent']);

const isStop = ({events}: Trail, position: number): boolean => {
	const event = events[position - 1];
	return event === undefined || !passed.has(event.type);
};

/** Goes one thing that happened back, or forward, until the screen shows again what is. */
export const goThrough = (model: Model, by: 1 | -1): Model => {
	const {trail, back} = model;
	if (!trail) {
		return model;
	}

	let position = (back ?? trail.events.length) + by;
	while (!isStop(trail, position)) {
		position += by;
	}

	return position >= trail.events.length
		? {...model, back: undefined, ...(back !== undefined && {notice: 'Here again: this is how it stands'})}
		: {...model, back: Math.max(0, position)};
};

/** A frame as it was, where somebody has gone back; else as it is. */
export const shownFrame = (frame: Frame): Frame => {
	const {model: {trail, back, ...rest}} = frame;
	if (!trail || back === undefined) {
		return frame;
	}

	let run = trail.base;
	for (const event of trail.events.slice(0, back)) {
		run = foldRun(run, event);
	}

	// What counted down then stands still.
	return {now: trail.events[back - 1]?.at ?? trail.startedAt, model: {...rest, trail, back, run, pacing: {...rest.pacing, paused: false}}};
};
