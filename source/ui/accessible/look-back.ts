import type {Model} from '../../store/model.js';
import {
	shownFrame, trailEvent, trailLength, type RunEvent,
} from '../../store/trail.js';
import {sentencesOf} from '../sentences/sentences.js';
import {counted, spokenTime} from '../sentences/spoken.js';
import type {Desk} from './desk.js';

/** The model as it was when so many of the transfer's events had happened. */
const modelAt = (model: Model, back: number): Model => shownFrame({model: {...model, back}, now: 0}).model;

/** What is said of the event that the looking back has come to; nothing of what goes without saying. */
const sentencesAt = (model: Model, position: number): string[] => {
	const event: RunEvent | undefined = model.trail && trailEvent(model.trail, position - 1);
	return event ? sentencesOf(event, modelAt(model, position - 1), modelAt(model, position), true) : [];
};

/** Goes one thing back, or on, of which there is something to say; what is under way goes on, whoever looks back. */
const walk = ({model, dispatch}: Desk, by: 1 | -1): string[] => {
	for (;;) {
		dispatch({type: by === -1 ? 'back-pressed' : 'step-pressed'});
		const {back} = model();
		if (back === undefined || back === 0) {
			return [];
		}

		const said = sentencesAt(model(), back);
		if (said.length > 0) {
			return said;
		}
	}
};

/** Tells where the looking back stands, and what happened there. */
const tell = ({model, say}: Desk, said: readonly string[]): void => {
	const {trail, back} = model();
	// That it is here again, the model says itself.
	if (!trail || back === undefined) {
		return;
	}

	const at = trailEvent(trail, back - 1)?.at;
	if (at === undefined) {
		say('That is where the transfer began, as far back as it is known. back tells only what was: the database is where it is.');
		return;
	}

	const ahead = counted(trailLength(trail) - back, 'event has', 'events have');
	const where = `Back, at ${spokenTime(at - trail.startedAt)} from its beginning; ${ahead} happened since:`;
	say(where, ...said, 'Only the telling went back: the database is where it is. back goes further, step comes on.');
};

/** `back`: what happened before, one thing after the other, the latest first. */
export const lookBack = (desk: Desk): void => {
	if (!desk.model().trail) {
		desk.say('Nothing has happened yet.');
		return;
	}

	tell(desk, walk(desk, -1));
};

/** `step`, where somebody has looked back: what happened next. */
export const lookOn = (desk: Desk): void => {
	tell(desk, walk(desk, 1));
};
