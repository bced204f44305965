import {formatMs} from '../format.js';

/** A time as it is read aloud: `143 milliseconds`, `1.2 seconds`, `60 seconds`. */
export const spokenTime = (ms: number): string => {
	const shown = formatMs(ms);
	const number = shown.replace(/m?s$/v, '').replace(/\.0$/v, '');
	const unit = shown.endsWith('ms') ? 'millisecond' : 'second';
	return `${number} ${unit}${number === '1' ? '' : 's'}`;
};

/** `Ada`, `Ada and Ben`, `Ada, Ben and Cleo`. */
export const spokenList = (words: readonly string[]): string => {
	const [last = ''] = words.slice(-1);
	return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
};

export const counted = (count: number, one: string, many = `${one}s`): string => `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

/** Words as a sentence: with a capital, and a full stop if nothing ends it. */
export const sentence = (words: string): string => {
	const whole = words.trim();
	return `${whole.slice(0, 1).toUpperCase()}${whole.slice(1)}${/[!.:?]$/v.test(whole) ? '' : '.'}`;
};
