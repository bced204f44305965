import {commandLine} from '../called-as.js';

/** Said on the first start of all, and never again; the command is typed once the bank has been left. */
export const newHere = {
	words: 'New here? A lesson shows it step by step. Quit (q), and type:',
	command: commandLine('lesson rival'),
} as const;
