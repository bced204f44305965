import sanitizeAnsi from '../../node_modules/ink/build/sanitize-ansi.js';
import {remembering} from './remembering.js';

/** Ink's own, which takes each text of each frame apart anew. */
export default remembering(sanitizeAnsi);
