import {stripControls} from '../recording/controls.js';
import {redact} from '../recording/redact.js';

/**
Makes text from outside (the database, the command line, a file) safe for a terminal: one line, no control characters, no
change of writing direction, no broken surrogates, no secrets. Everything that is shown goes through here.
*/
export const printable = (text: string): string => redact(stripControls(text));
