import type {Desk, TypedCommand} from './desk.js';
import {answer} from './form-by-words.js';
import {commandNamed, runNamed} from './named-commands.js';
import {offerSentence} from './tell-state.js';
import {typedCommands} from './typed-commands.js';

/** The command that a line names, whatever its case. */
export const commandIn = (line: string): TypedCommand | undefined => commandNamed(line, typedCommands);

/** While a field is asked for, everything is an answer but these. */
const whileAsked = new Set(['cancel', 'help', 'quit']);

/** Whether a line answers the question for a field. */
export const isAnswer = (line: string, {model}: Pick<Desk, 'model'>): boolean =>
	model().form.focus !== undefined && !whileAsked.has(line.trim().toLowerCase());

/** Does what a line asks for: an answer, a command, or nothing, and then it says what there is to do. */
export const actOnLine = (line: string, desk: Desk): void => {
	if (isAnswer(line, desk)) {
		answer(line, desk);
	} else if (line.trim() === '') {
		desk.say(offerSentence(desk.model()));
	} else {
		runNamed(line, typedCommands, desk);
	}
};
