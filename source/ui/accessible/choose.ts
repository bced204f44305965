import {faults} from '../../bank/faults.js';
import {isRunning, type Model} from '../../store/model.js';
import {paces} from '../../store/paces.js';
import {mostRivals} from '../../store/update-intent.js';
import {policies} from '../../transactions/policies/index.js';
import {paceSentence, policySentence, rivalsSentence} from '../sentences/making.js';
import type {Desk} from './desk.js';
import {explanationSentences, faultSentences} from './tell-state.js';

/** Presses a key that goes round and round until it has come to what is meant. */
const pressUntil = (desk: Desk, type: 'rivals-pressed' | 'policy-pressed', isThere: (model: Model) => boolean): void => {
	do {
		desk.dispatch({type});
	} while (!isThere(desk.model()));
};

/** Stops the wait, or lets it go on, where there is one and it isn't so already. */
export const pause = ({model, dispatch, say}: Desk, paused: boolean): void => {
	if (!isRunning(model())) {
		say('Nothing is waiting.');
	} else if (model().pacing.paused === paused) {
		say(paused ? 'It is paused already: go lets it go on.' : 'It is not paused.');
	} else {
		dispatch({type: 'pause-pressed'});
	}
};

/** `why ATTEMPT`; without a number, the latest of which there is something to tell. */
export const explain = (words: readonly string[], desk: Desk): void => {
	const count = desk.model().run?.attempts.length ?? 0;
	const asked = words[0] === undefined ? undefined : Number(words[0]);
	if (count === 0) {
		desk.say('Nothing has been tried yet.');
	} else if (asked !== undefined && !(Number.isSafeInteger(asked) && asked >= 1 && asked <= count)) {
		desk.say(`why takes the number of an attempt, from 1 to ${count}. Without one it tells of the latest that failed.`);
	} else {
		desk.dispatch({type: 'explain-pressed'});
		if (asked !== undefined) {
			desk.dispatch({type: 'explain-moved', by: asked - 1 - (desk.model().explained ?? 0)});
		}

		desk.say(...explanationSentences(desk.model()));
		desk.dispatch({type: 'explain-pressed'});
	}
};

/** `policy NAME`; without a name, the next one. */
export const choosePolicy = ([name]: readonly string[], desk: Desk): void => {
	const policy = policies.find(each => each.name === name);
	if (desk.model().making.restart === 'savepoint') {
		// The notice says why none can be chosen.
		desk.dispatch({type: 'policy-pressed'});
		return;
	}

	if (policy) {
		pressUntil(desk, 'policy-pressed', ({making}) => making.policy === policy);
	} else if (name === undefined) {
		desk.dispatch({type: 'policy-pressed'});
	} else {
		desk.say(`There is no policy ${name}. There are ${policies.map(each => each.name).join(', ')}.`);
		return;
	}

	desk.say(policySentence(desk.model()));
};

/** `rivals N`; without a number, one more, and none after the most. */
export const chooseRivals = ([count]: readonly string[], desk: Desk): void => {
	if (count === undefined) {
		desk.dispatch({type: 'rivals-pressed'});
	} else if (/^\d+$/v.test(count) && Number(count) <= mostRivals) {
		pressUntil(desk, 'rivals-pressed', ({making}) => making.rivals === Number(count));
	} else {
		desk.say(`rivals takes a number from 0 to ${mostRivals}, and got ${count}.`);
		return;
	}

	desk.say(rivalsSentence(desk.model()));
};

/** `pace X`, one of those that the keys come to. */
export const choosePace = ([asked]: readonly string[], {model, dispatch, say}: Desk): void => {
	const pace = paces.find(each => each === Number(asked));
	if (pace === undefined) {
		say(`${paceSentence(model().pacing)} pace takes one of ${paces.join(', ')}${asked === undefined ? '' : `, and got ${asked}`}.`);
	} else {
		dispatch({type: 'pace-chosen', pace});
	}
};

/** `fault NAME`, or its number: arms it, or lets it be; without a name, what there is. */
export const chooseFault = ([name]: readonly string[], desk: Desk): void => {
	const fault = faults.find((each, index) => each.name === name || String(index + 1) === name);
	if (fault) {
		desk.dispatch({type: 'fault-chosen', fault});
	} else {
		desk.say(...(name === undefined ? [] : [`There is no fault ${name}.`]), ...faultSentences(desk.model()));
	}
};
