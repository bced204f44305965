import {definitions, flagOf, type SettingName} from '../settings.js';
import type {Command} from './command.js';

/** A setting's line in a help text, as wide as all of them. */
export const optionLine = (name: SettingName, help = definitions[name].help): string =>
	`${`${flagOf(name)} ${definitions[name].placeholder ?? ''}`.padEnd(25)} ${help}`;

/** The settings that a command goes by, in the order of their table. */
export const settingsOf = (command: string): SettingName[] => (Object.keys(definitions) as SettingName[])
	.filter(name => definitions[name].commands?.includes(command) ?? true);

/** What `COMMAND --help` says: its own usage, options and examples, all from the tables. */
export const commandHelp = ({name, usage, help, examples}: Command): string => {
	const options = settingsOf(name).map(setting => {
		const {help: words, commands = []} = definitions[setting];
		// Which commands it is for goes without saying here.
		return optionLine(setting, words.replace(` (${commands.join(', ')})`, ''));
	});
	return `backoff-bank ${name}: ${help}

  Usage
    $ backoff-bank ${usage}

  Options
    ${options.join('\n    ')}
    --help                    this text

  Examples
    ${examples.map(example => `$ backoff-bank ${example}`).join('\n    ')}

  backoff-bank --help tells the other commands, and how options are set otherwise.
`;
};
