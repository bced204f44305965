import stringWidth, {type Options} from '../../node_modules/string-width/index.js';
import {plainText, styles} from './plain-text.js';
import {remembering} from './remembering.js';

const remembered = remembering(text => {
	const bare = text.replaceAll(styles, '');
	return plainText.test(bare) ? bare.length : stringWidth(text);
});

/** The string-width package, which isn't asked where a text's length is its width, nor about the same text again. */
const quickStringWidth = (text: string, options?: Options): number => {
	if (typeof text !== 'string' || options !== undefined) {
		return stringWidth(text, options);
	}

	return plainText.test(text) ? text.length : remembered(text);
};

export default quickStringWidth;
