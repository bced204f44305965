import {applies, choose, type Place} from './expectations.js';
import {isHeld, type Lesson, type Step} from './lesson.js';

/** Whether a step is taken: it goes for this place, and its session has failed, or has not. */
export const isTaken = (step: Step, place: Place, hasFailed: (session: string) => boolean): boolean => {
	if (!applies(step, place)) {
		return false;
	}

	const when = 'when' in step ? step.when : undefined;
	return when === undefined || ('session' in step && (when === 'failed') === hasFailed(step.session));
};

/**
How many steps are held there, if all comes out as the lesson says: what is only said or shown goes along with them. Where
the server decides which of several statements fails, it is taken to be the last of them.
*/
export const countSteps = ({steps}: Pick<Lesson, 'steps'>, place: Place): number => {
	const failed = new Set<string>();
	const outcomeOf = (step: Step) => step.type === 'statement' ? choose(step.expect ?? [], place) ?? {} : {};
	const last = steps.findLast(step => outcomeOf(step).mayFail !== undefined);
	let count = 0;
	for (const step of steps) {
		if (!isHeld(step) || !isTaken(step, place, session => failed.has(session))) {
			continue;
		}

		count++;
		if ('session' in step && (outcomeOf(step).fails !== undefined || step === last)) {
			failed.add(step.session);
		}
	}

	return count;
};
