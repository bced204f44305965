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
	/** The events, in batches: with each new one only the last batch is made anew. */
	readonly batches: ReadonlyArray<readonly RunEvent[]>;
};

const batch = 100;
/** As many batches of events are kept beside the newest, however many attempts there are. */
const most = 19;

export const beginTrail = (startedAt: number, base: Run): Trail => ({startedAt, base, batches: [[]]});

export const extendTrail = ({startedAt, base, batches}: Trail, event: RunEvent): Trail => {
	const last = batches.at(-1) ?? [];
	if (last.length < batch) {
		return {startedAt, base, batches: [...batches.slice(0, -1), [...last, event]]};
	}

	if (batches.length <= most) {
		return {startedAt, base, batches: [...batches, [event]]};
	}

	let run = base;
	for (const old of batches[0] ?? []) {
		run = foldRun(run, old);
	}

	return {startedAt, base: run, batches: [...batches.slice(1), [event]]};
};

/** How many events there are to go back through. */
export const trailLength = ({batches}: Trail): number => ((batches.length - 1) * batch) + (batches.at(-1)?.length ?? 0);

/** The first so many events; all, where it isn't said. */
export const trailEvents = ({batches}: Trail, end?: number): RunEvent[] => batches.flat().slice(0, end);

/** The event at a position, counted from 0. */
export const trailEvent = ({batches}: Trail, position: number): RunEvent | undefined => batches[Math.floor(position / batch)]?.[position % batch];

/** What comes along with something else, or is over at once: to stop there would show nothing. */
const passed: ReadonlySet<RunEvent['type']> = new Set(['attempt-started', 'connection-acquired', 'statement-sent', 'rival-sent']);

const isStop = (trail: Trail, position: number): boolean => {
	const event = trailEvent(trail, position - 1);
	return event === undefined || !passed.has(event.type);
};

/** Goes one thing that happened back, or forward, until the screen shows again what is. */
export const goThrough = (model: Model, by: 1 | -1): Model => {
	const {trail, back} = model;
	if (!trail) {
		return model;
	}

	const length = trailLength(trail);
	let position = (back ?? length) + by;
	while (!isStop(trail, position)) {
		position += by;
	}

	return position >= length
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
	for (const event of trailEvents(trail, back)) {
		run = foldRun(run, event);
	}

	// What counted down then stands still.
	return {now: trailEvent(trail, back - 1)?.at ?? trail.startedAt, model: {...rest, trail, back, run, pacing: {...rest.pacing, paused: false}}};
};
