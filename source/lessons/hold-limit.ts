import type {Holding} from '../database/engines/engine.js';
import type {LessonEvent} from './events.js';

/** How long the steps of a lesson can be held. */
export type HoldLimit = {
	/** Told of all that happens. */
	hear(event: LessonEvent): void;
	/** How long the next step can be held, in ms, at that time: as long as the server keeps every transaction that is open. */
	left(holding: Holding, now: number): number;
};

export const createHoldLimit = (): HoldLimit => {
	/** When each session's open transaction began. */
	const begun = new Map<string, number>();
	return {
		hear(event) {
			if (event.type === 'lesson-started') {
				begun.clear();
			}

			if (event.type === 'statement-sent' && event.statement.label === 'begin') {
				begun.set(event.session, event.at);
			}

			if (event.type === 'statement-finished' && (event.statement.label === 'commit' || event.statement.label === 'rollback')) {
				begun.delete(event.session);
			}
		},
		left({longest, since}, now) {
			return since === 'begin' ? longest - Math.max(0, ...begun.values().map(at => now - at)) : longest;
		},
	};
};
