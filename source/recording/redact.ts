import {spellingPattern} from './spellings.js';

/** Takes secrets out of a text. */
export type Redactor = (text: string) => string;

/** What stands in a secret's place, whatever its length. */
const hidden = '***';

/**
The shortest secret that is looked for everywhere. Looking for one of three letters would blank out half of what is said, and
by that give it away: one letter is hidden only where it stands as a password, in `user:x@` and `password=x`.
*/
const shortest = 4;

/**
`user:secret@host`, with a scheme before it or not. The secret ends at the last @ of the word, because people forget to encode
theirs. By hand, because a regular expression takes quadratic time for a long word without an @.
*/
const hideLogin = (word: string): string => {
	const end = word.lastIndexOf('@');
	const scheme = word.indexOf('://');
	const colon = word.indexOf(':', scheme === -1 ? 0 : scheme + 3);
	return colon === -1 || colon >= end ? word : `${word.slice(0, colon + 1)}${hidden}${word.slice(end)}`;
};

/** `password=secret` as connection strings, JSON, inspected objects and SQL write it, and the same percent-encoded. */
const assigned = /(?<key>(?:passw(?:or)?d|passphrase|pwd|secret|token)(?:["']?\s{0,9}(?:=|%(?:25)*3d|:)\s{0,9}|\s{1,9}(?=')))(?:'(?:''|\\.|[^'\\])*'?|"(?:\\.|[^"\\])*"?|(?:(?!&|%(?:25)*26)\S)+)/giv;

/**
One redactor for everything: hides the secrets that it is given, in every spelling, and what looks like a password though
nobody told of it.
*/
export const createRedactor = (secrets: Iterable<string>): Redactor => {
	const known = [...new Set(secrets)].filter(secret => [...secret].length >= shortest).toSorted((a, b) => b.length - a.length);
	const pattern = known.length === 0 ? undefined : new RegExp(known.map(secret => spellingPattern(secret)).join('|'), 'gv');
	return text => {
		const without = pattern === undefined ? text : text.replaceAll(pattern, () => hidden);
		// Most texts have nothing of the kind, and this runs for every piece of every frame.
		const colon = without.indexOf(':');
		const login = colon !== -1 && colon < without.lastIndexOf('@') ? without.replaceAll(/\S+/gv, word => hideLogin(word)) : without;
		return /[%':=]/v.test(login) ? login.replaceAll(assigned, (_match, key: string) => key + hidden) : login;
	};
};

const kept = new Set<string>();
let redactor = createRedactor(kept);

/**
Adds to the secrets of this run. They are the one thing that is kept for the whole program: hiding them can't depend on whether
each of its outputs was handed a redactor.
*/
export const keepSecret = (secrets: Iterable<string>): void => {
	for (const secret of secrets) {
		kept.add(secret);
	}

	redactor = createRedactor(kept);
};

/** Takes the secrets of this run out of a text. All that is shown, printed or recorded goes through here. */
export const redact: Redactor = text => redactor(text);
