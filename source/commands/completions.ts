import process from 'node:process';
import type {Command, CommandInput} from './command.js';
import {commandWords, completables} from './completion-words.js';
import {UsageError} from './exit-codes.js';

type Shell = (commands: ReadonlyArray<Pick<Command, 'name' | 'help'>>) => string;

/** In single quotes, whatever stands in it. */
const quoted = (text: string): string => `'${text.replaceAll('\'', String.raw`'\''`)}'`;

const bash: Shell = commands => {
	const names = commands.map(({name}) => name);
	const flagsFor = (name: string) => completables.filter(({commands: takers}) => takers?.includes(name) ?? true).map(({flag}) => flag);
	return `_backoff_bank() {
	local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command= each
	for each in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		case $each in ${names.join('|')}) command=$each; break ;; esac
	done
	case $before in
${completables.filter(({values}) => values.length > 0).map(({flag, values}) => `		${flag}) COMPREPLY=($(compgen -W '${values.join(' ')}' -- "$word")); return ;;`).join('\n')}
		${completables.filter(({placeholder}) => placeholder === 'FILE').map(({flag}) => flag).join('|')}) COMPREPLY=($(compgen -f -- "$word")); return ;;
		${completables.filter(({placeholder, values}) => placeholder !== undefined && placeholder !== 'FILE' && values.length === 0).map(({flag}) => flag).join('|')}) return ;;
	esac
	if [[ $word == -* ]]; then
		case $command in
${names.map(name => `			${name}) each='${flagsFor(name).join(' ')}' ;;`).join('\n')}
			*) each='${completables.map(({flag}) => flag).join(' ')}' ;;
		esac
		COMPREPLY=($(compgen -W "$each --help --version" -- "$word"))
		return
	fi
	case $command in
${[...commandWords].map(([name, words]) => `		${name}) COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$word")) ;;`).join('\n')}
		'') COMPREPLY=($(compgen -W '${names.join(' ')}' -- "$word")) ;;
	esac
}
complete -o default -F _backoff_bank backoff-bank
`;
};

/** Brackets and colons mean something to _arguments. */
const zshHelp = (help: string): string => help.replaceAll(/[:\[\\\]]/gv, String.raw`\$&`);

const zsh: Shell = commands => {
	const options = completables.map(({flag, help, placeholder, values, commands: takers}) => {
		const files = placeholder === 'FILE' ? '_files' : ' ';
		const value = placeholder === undefined ? '' : `:${placeholder}:${values.length > 0 ? `(${values.join(' ')})` : files}`;
		const isTaken = takers ? `[[ $command == (|${takers.filter(name => name !== '').join('|')}) ]] && ` : '';
		return `	${isTaken}options+=(${quoted(`${flag}[${zshHelp(help)}]${value}`)})`;
	});
	const names = commands.map(({name, help}) => String.raw`${name}\:"${zshHelp(help)}"`).join(' ');
	return String.raw`#compdef backoff-bank
_backoff_bank() {
	local command=${'${words[(r)('}${commands.map(({name}) => name).join('|')}${')]}'}
	local -a options=() names=()
${options.join('\n')}
	case $command in
${[...commandWords].map(([name, words]) => `		${name}) names=(${words.join(' ')}) ;;`).join('\n')}
	esac
	_arguments $options '--help[the help]' '--version[the version]' \
		${quoted(`1:command:((${names}))`)} '*:word:{ compadd -a names; _default }'
}
compdef _backoff_bank backoff-bank
`;
};

const fish: Shell = commands => {
	const names = commands.map(({name}) => name);
	return [
		...commands.map(({name, help}) => `complete -c backoff-bank -n __fish_use_subcommand -f -a ${name} -d ${quoted(help)}`),
		...[...commandWords].map(([name, words]) => `complete -c backoff-bank -n '__fish_seen_subcommand_from ${name}' -f -a ${quoted(words.join(' '))}`),
		...completables.map(({flag, help, placeholder, values, commands: takers}) => {
			const takes = placeholder === undefined ? '' : (placeholder === 'FILE' ? ' -r -F' : ' -x');
			const others = takers ? names.filter(name => !takers.includes(name)) : [];
			const isTaken = others.length > 0 ? ` -n 'not __fish_seen_subcommand_from ${others.join(' ')}'` : '';
			return `complete -c backoff-bank${isTaken} -l ${flag.slice(2)}${takes}${values.length > 0 ? ` -a ${quoted(values.join(' '))}` : ''} -d ${quoted(help)}`;
		}),
		'complete -c backoff-bank -l help -d \'the help\'',
		'complete -c backoff-bank -l version -d \'the version\'',
		'',
	].join('\n');
};

const shells: ReadonlyMap<string | undefined, Shell> = new Map([['bash', bash], ['zsh', zsh], ['fish', fish]]);

/** `completions SHELL`: what makes a shell complete commands, what stands behind them, their options and the values of those. All of it comes from the tables. */
export const completions = async ({words: [name, ...more]}: CommandInput, commands: readonly Command[]): Promise<number> => {
	const shell = shells.get(name);
	if (!shell || more.length > 0) {
		throw new UsageError('completions takes one word, bash, zsh or fish. For example: eval "$(backoff-bank completions bash)"');
	}

	process.stdout.write(shell(commands.filter(each => each.name !== '')));
	return 0;
};
