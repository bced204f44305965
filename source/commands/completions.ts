import process from 'node:process';
import type {Command, CommandInput} from './command.js';
import {completables} from './completion-words.js';
import {UsageError} from './exit-codes.js';

type Shell = (commands: ReadonlyArray<Pick<Command, 'name' | 'help'>>) => string;

/** In single quotes, whatever stands in it. */
const quoted = (text: string): string => `'${text.replaceAll('\'', String.raw`'\''`)}'`;

const bash: Shell = commands => `_backoff_bank() {
	local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
	case $before in
${completables.filter(({values}) => values.length > 0).map(({flag, values}) => `		${flag}) COMPREPLY=($(compgen -W '${values.join(' ')}' -- "$word")); return ;;`).join('\n')}
		${completables.filter(({placeholder}) => placeholder === 'FILE').map(({flag}) => flag).join('|')}) COMPREPLY=($(compgen -f -- "$word")); return ;;
		${completables.filter(({placeholder, values}) => placeholder !== undefined && placeholder !== 'FILE' && values.length === 0).map(({flag}) => flag).join('|')}) return ;;
		completions) COMPREPLY=($(compgen -W 'bash zsh fish' -- "$word")); return ;;
	esac
	if [[ $word == -* ]]; then
		COMPREPLY=($(compgen -W '${completables.map(({flag}) => flag).join(' ')} --help --version' -- "$word"))
	elif ((COMP_CWORD == 1)); then
		COMPREPLY=($(compgen -W '${commands.map(({name}) => name).join(' ')}' -- "$word"))
	fi
}
complete -o default -F _backoff_bank backoff-bank
`;

/** Brackets and colons mean something to _arguments. */
const zshHelp = (help: string): string => help.replaceAll(/[:\[\\\]]/gv, String.raw`\$&`);

const zsh: Shell = commands => {
	const options = completables.map(({flag, help, placeholder, values}) => {
		const files = placeholder === 'FILE' ? '_files' : ' ';
		const value = placeholder === undefined ? '' : `:${placeholder}:${values.length > 0 ? `(${values.join(' ')})` : files}`;
		return `	${quoted(`${flag}[${zshHelp(help)}]${value}`)}`;
	});
	const names = commands.map(({name, help}) => String.raw`${name}\:"${zshHelp(help)}"`).join(' ');
	return String.raw`#compdef backoff-bank
_backoff_bank() {
	_arguments \
${[...options, `	${quoted('--help[the help]')}`, `	${quoted('--version[the version]')}`, `	${quoted(`1:command:((${names}))`)}`, '	\'*: :_default\''].join(' \\\n')}
}
compdef _backoff_bank backoff-bank
`;
};

const fish: Shell = commands => [
	...commands.map(({name, help}) => `complete -c backoff-bank -n __fish_use_subcommand -f -a ${name} -d ${quoted(help)}`),
	'complete -c backoff-bank -n \'__fish_seen_subcommand_from completions\' -f -a \'bash zsh fish\'',
	...completables.map(({flag, help, placeholder, values}) => {
		const takes = placeholder === undefined ? '' : (placeholder === 'FILE' ? ' -r -F' : ' -x');
		return `complete -c backoff-bank -l ${flag.slice(2)}${takes}${values.length > 0 ? ` -a ${quoted(values.join(' '))}` : ''} -d ${quoted(help)}`;
	}),
	'complete -c backoff-bank -l help -d \'the help\'',
	'complete -c backoff-bank -l version -d \'the version\'',
	'',
].join('\n');

const shells: ReadonlyMap<string | undefined, Shell> = new Map([['bash', bash], ['zsh', zsh], ['fish', fish]]);

/** `completions SHELL`: what makes a shell complete commands, options and their values. All of it comes from the tables. */
export const completions = async ({words: [name, ...more]}: CommandInput, commands: readonly Command[]): Promise<number> => {
	const shell = shells.get(name);
	if (!shell || more.length > 0) {
		throw new UsageError('completions takes one word, bash, zsh or fish. For example: eval "$(backoff-bank completions bash)"');
	}

	process.stdout.write(shell(commands.filter(each => each.name !== '')));
	return 0;
};
