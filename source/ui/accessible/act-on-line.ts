import {nearestTo} from '../nearest.js';
import type {Desk, TypedCommand} from './desk.js';
import {answer} from './form-by-words.js';
import {offerSentence} from './tell-state.js';
import {typedCommands} from './typed-commands.js';

/** Words, with those in quotes in one. */
const wordsOf = (line: string): string[] =>
	line.matchAll(/"(?<quoted>[^"]*)"|(?<bare>\S+)/gv).map(({groups}) => groups?.['quoted'] ?? groups?.['bare'] ?? '').toArray();

/** The command that a line names, whatever its case. */
export const commandIn = (line: string): TypedCommand | undefined => {
	const [name = ''] = wordsOf(line);
	return typedCommands.find(({names}) => names.includes(name.toLowerCase()));
};

/** While a field is asked for, everything is an answer but these. */
const whileAsked = new Set(['cancel', 'help', 'quit']);

/** Whether a line answers the question for a field. */
export const isAnswer = (line: string, {model}: Pick<Desk, 'model'>): boolean =>
	model().form.focus !== undefined && !whileAsked.has(line.trim().toLowerCase());

/** Does what a line asks for: an answer, a command, or nothing, and then it says what there is to do. */
export const actOnLine = (line: string, desk: Desk): void => {
	if (isAnswer(line, desk)) {
		answer(line, desk);
		return;
	}

	const [name = '', ...words] = wordsOf(line);
	const command = commandIn(line);
	if (name === '') {
		desk.say(offerSentence(desk.model()));
	} else if (!command) {
		const meant = nearestTo(name.toLowerCase(), typedCommands.flatMap(({names: [first = '']}) => first));
		desk.say(`There is no "${name}" here.${meant === undefined ? '' : ` Did you mean ${meant}?`} help tells everything that can be typed.`);
	} else if (words.length > 0 && command.takes === undefined) {
		desk.say(`${name} takes no words, and got "${words.join(' ')}".`);
	} else {
		command.act(words, desk);
	}
};
