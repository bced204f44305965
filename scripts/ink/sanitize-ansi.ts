import sanitizeAnsi from '../../node_modules/ink/build/sanitize-ansi.js';
import {panels, remembering} from './remembering.js';

const remembered = remembering(sanitizeAnsi);

/** What may go on over the end of a line: any sequence but a style, and the controls that begin one. */
const spansLines = /\u{1B}(?!\[[\d;]*m)|[\u{80}-\u{9F}]/v;

/** Ink's own, which takes each text of each frame apart anew. Of several lines most were in the frame before. */
const sanitizeLines = remembering((text: string): string =>
	spansLines.test(text) ? sanitizeAnsi(text) : text.split('\n').map(line => remembered(line)).join('\n'), panels);

const sanitizeText = (text: string): string => text.includes('\n') ? sanitizeLines(text) : remembered(text);

export default sanitizeText;
