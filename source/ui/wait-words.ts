import type {Making} from '../store/model.js';
import {policies} from '../transactions/policies/index.js';
import type {RestartMode} from '../transactions/restart.js';
import {formatTime} from './format.js';
import type {Glyphs} from './theme.js';

/** How a policy waits: what it has of the settings, in ms. After a conflict it doesn't, where attempts begin at a savepoint. */
type Waits = {readonly policy: string; readonly base: number; readonly cap: number; readonly restart?: RestartMode};

/** The title of a policy, by its name. */
export const policyTitle = (name: string): string => policies.find(policy => policy.name === name)?.title ?? name;

/** What bounds a wait, in few cells: those of the exponential family double from twice the base on, up to the cap. */
const limits = ({policy, base, cap}: Waits, {doubling, atMost, range}: Glyphs): string => {
	switch (policy) {
		case 'none': {
			return '';
		}

		case 'constant': {
			return formatTime(Math.min(base, cap));
		}

		case 'decorrelated': {
			return `${formatTime(base)}${range}${formatTime(cap)}`;
		}

		default: {
			return `${formatTime(base)}${doubling} ${atMost}${formatTime(cap)}`;
		}
	}
};

/** How it waits, in few cells: `full jitter 50ms·2ⁿ ≤5s`, where n is how often it has failed. */
export const waitWords = (waits: Waits, glyphs: Glyphs): string => waits.restart === 'savepoint'
	? 'no wait (savepoint)'
	: `${policyTitle(waits.policy)} ${limits(waits, glyphs)}`.trimEnd();

/** The same in fewer cells: the cap, or the reason, is what can be done without. */
export const briefWaitWords = (waits: Waits, glyphs: Glyphs): string => {
	const words = waitWords(waits, glyphs);
	const [brief = words] = words.split(waits.restart === 'savepoint' ? ' (' : ` ${glyphs.atMost}`, 1);
	return brief;
};

/** The same in words, beginning with the first two waits. */
export const policyWords = ({policy: {name, title}, base, cap}: Pick<Making, 'policy' | 'base' | 'cap'>, {range, more}: Glyphs): string => {
	const [first, second] = [Math.min(cap, base * 2), Math.min(cap, base * 4)];
	const most = `${more} ${formatTime(cap)}`;
	const words: Readonly<Record<string, string>> = {
		full: `by chance up to ${formatTime(first)}, then ${formatTime(second)} ${most}`,
		equal: `by chance ${formatTime(first / 2)}${range}${formatTime(first)}, then ${formatTime(second / 2)}${range}${formatTime(second)} ${most}`,
		decorrelated: `${formatTime(base)} to 3 times the last wait ${most}`,
		exponential: `${formatTime(first)}, then ${formatTime(second)} ${most}, without chance`,
		constant: `${formatTime(Math.min(base, cap))} each time`,
		none: 'again at once',
	};
	const told = words[name];
	return told === undefined ? title : `${title}: ${told}`;
};
