import type {Audit} from '../../bank/audit.js';
import type {StormEvent} from '../../load/events.js';
import type {RecordedEvent} from '../../recording/event-shapes.js';
import type {Recording} from '../../recording/recording.js';

type Told<Type extends StormEvent['type']> = Extract<StormEvent, {readonly type: Type}>;

/** One storm of a recording: what it was, how it went, and what it came to, if that was recorded. */
export type RecordedStorm = {
	readonly started: Told<'storm-started'>;
	readonly samples: ReadonlyArray<Told<'storm-sample'>>;
	readonly ended?: Told<'storm-ended'>;
	/** What the last audit found that was heard of until the next storm. */
	readonly audit?: Audit;
};

/** What an event adds to the storm that goes on. */
const changeBy = (event: RecordedEvent): Partial<RecordedStorm> | undefined => {
	if (event.type === 'storm-ended') {
		return {ended: event};
	}

	return event.type === 'audited' ? {audit: event.audit} : undefined;
};

/** Every storm of a recording, in order: another cure, or policy, is another storm. */
export const stormsOf = ({events}: Recording): RecordedStorm[] => {
	const storms: RecordedStorm[] = [];
	let samples: Array<Told<'storm-sample'>> = [];
	for (const event of events) {
		if (event.type === 'storm-started') {
			samples = [];
			storms.push({started: event, samples});
			continue;
		}

		if (event.type === 'storm-sample') {
			samples.push(event);
			continue;
		}

		const change = changeBy(event);
		const current = change && storms.pop();
		if (current) {
			storms.push({...current, ...change});
		}
	}

	return storms;
};

/** What it came to, or had come to when it was heard of last. */
export const cameTo = ({samples, ended}: RecordedStorm): Told<'storm-sample' | 'storm-ended'> | undefined => ended ?? samples.at(-1);
