import {Buffer} from 'node:buffer';

/** As many characters of a secret as a spelling has; a longer one (a token) is known by its beginning. */
const longest = 64;

/** From this length on a secret is found inside other words too, and in Base64 and hexadecimal. */
const long = 8;

const eitherCase = (hex: string): string => hex.replaceAll(/[a-f]/gv, digit => `[${digit}${digit.toUpperCase()}]`);

const hexOf = (number: number, digits: number): string => eitherCase(number.toString(16).padStart(digits, '0'));

/** One character as any layer on the way may write it: as it is, behind backslashes, doubled, percent-encoded once or more, or escaped as in JSON. */
const spellingsOf = (character: string): string => {
	const itself = String.raw`\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
	const percent = Array.from(Buffer.from(character), byte => `%(?:25)*${hexOf(byte, 2)}`).join('');
	const json = Array.from({length: character.length}, (_, unit) => String.raw`\\{1,2}u${hexOf(character[unit]?.codePointAt(0) ?? 0, 4)}`).join('');
	const spellings = [percent, json];
	if (character === '\\') {
		spellings.push(String.raw`\\{1,4}`);
	} else if (/[\p{Letter}\p{Number}]/v.test(character)) {
		spellings.push(itself);
	} else {
		spellings.push(String.raw`\\{0,3}${itself}${character === '\'' ? '{1,2}' : ''}`);
	}

	if (character === ' ') {
		spellings.push(String.raw`\+`);
	}

	// It may have been stripped, or become a space, before anybody looks for it.
	return /[\p{Bidi_Control}\p{Control}\u{FEFF}]/v.test(character) ? String.raw`(?:${spellings.join('|')}| |\\[bfnrt])?` : `(?:${spellings.join('|')})`;
};

/** The bytes of a secret in Base64 (both alphabets) and hexadecimal. */
const encoded = (secret: string): string => {
	const bytes = Buffer.from(secret);
	const [plain, forUrls] = (['base64', 'base64url'] as const).map(encoding => bytes.toString(encoding).replaceAll('=', '').replaceAll(/[+\/]/gv, String.raw`\$&`));
	return String.raw`(?<![+\/\-\w])(?:${plain}|${forUrls})(?:={1,2}|(?:%3[Dd]){1,2})?(?![+\/\-\w])|${eitherCase(bytes.toString('hex'))}`;
};

/**
The source of a regular expression (flag `v`) for a secret in every spelling. A secret below 8 characters is only found as a
word of its own: `tree` is not hidden in `street`.
*/
export const spellingPattern = (secret: string): string => {
	const characters = [...secret];
	const body = characters.slice(0, longest).map(character => spellingsOf(character)).join('') + (characters.length > longest ? String.raw`\S*` : '');
	return characters.length < long
		? String.raw`(?:(?<![\p{Letter}\p{Number}_])|(?<=%[\dA-Fa-f]{2}))${body}(?![\p{Letter}\p{Number}_])`
		: `${body}|${encoded(characters.slice(0, longest).join(''))}`;
};
