import {nearestTo} from '../nearest.js';
import type {TypedCommand} from './desk.js';

/** Words, with those in quotes in one. */
const wordsOf = (line: string): string[] =>
	line.matchAll(/"(?<quoted>[^"]*)"|(?<bare>\S+)/gv).map(({groups}) => groups?.['quoted'] ?? groups?.['bare'] ?? '').toArray();

/** The one of some commands that a line names, whatever its case. */
export const commandNamed = <On>(line: string, commands: ReadonlyArray<TypedCommand<On>>): TypedCommand<On> | undefined => {
	const [name = ''] = wordsOf(line);
	return commands.find(({names}) => names.includes(name.toLowerCase()));
};

/** Does what a line asks for; says what is wrong where it names none of the commands, or has words that its command doesn't take. */
export const runNamed = <On extends {say(...sentences: readonly string[]): void}>(line: string, commands: ReadonlyArray<TypedCommand<On>>, desk: On): void => {
	const [name = '', ...words] = wordsOf(line);
	const command = commandNamed(line, commands);
	if (!command) {
		const meant = nearestTo(name.toLowerCase(), commands.flatMap(({names: [first = '']}) => first));
		desk.say(`There is no "${name}" here.${meant === undefined ? '' : ` Did you mean ${meant}?`} help tells everything that can be typed.`);
	} else if (words.length > 0 && command.takes === undefined) {
		desk.say(`${name} takes no words, and got "${words.join(' ')}".`);
	} else {
		command.act(words, desk);
	}
};

/** Each command in a sentence. */
export const helpSentences = (commands: ReadonlyArray<Pick<TypedCommand, 'names' | 'takes' | 'help'>>): string[] =>
	commands.map(({names: [name = ''], takes, help}) => `${takes === undefined ? name : `${name} ${takes}`}: ${help}.`);
