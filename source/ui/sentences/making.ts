import type {Message} from '../../store/message.js';
import type {Making, Model} from '../../store/model.js';
import type {Pacing} from '../../transactions/paced-clock.js';
import {heldName} from '../held-words.js';
import {rivalWords} from '../rival-words.js';
import {sentence, spokenList, spokenTime} from './spoken.js';

export const rivalsSentence = ({making}: Model): string => `The next transfer is made ${rivalWords(making.rivals)}.`;

/** How it waits, as a part of a sentence. */
export const spokenWaits = ({policy, base, cap, restart}: Pick<Making, 'policy' | 'base' | 'cap' | 'restart'>): string => restart === 'savepoint'
	? 'no wait after a conflict, because the savepoint keeps its locks'
	: `${policy.title}, from ${spokenTime(base)} to ${spokenTime(cap)}`;

export const policySentence = ({making: {policy}}: Model): string => `The backoff policy is ${policy.name}: ${policy.title}.`;

export const faultsSentence = ({making: {faults}}: Model): string => faults.length === 0
	? 'Nothing is to go wrong with the next transfer.'
	: `To go wrong with the next transfer: ${spokenList(faults.map(({title}) => title))}.`;

export const paceSentence = ({pace}: Pacing): string => pace === 1 ? 'The pace is the usual one.' : `The pace is ${pace} times the usual one.`;

/** What is to be said of faults and of the pace: what holds from now on. Pure. */
export const makingSentences = (message: Message, before: Model, after: Model): string[] => {
	if (message.type === 'fault-chosen') {
		// What this server can't be made to do is said by a notice.
		return after.making === before.making ? [] : [faultsSentence(after)];
	}

	if (message.type === 'fault-injected') {
		return [sentence(`Made to go wrong: ${message.title}`)];
	}

	if (message.type === 'statement-held') {
		return after.pacing.paused ? [`Held before ${heldName(message)}: step sends it.`] : [];
	}

	if (message.type === 'pacing-set') {
		const {pace, paused} = message.pacing;
		return [
			...(pace === before.pacing.pace ? [] : [paceSentence(message.pacing)]),
			...(paused === before.pacing.paused ? [] : [paused ? 'Paused: nothing that waits gets on.' : 'It goes on.']),
		];
	}

	return [];
};
