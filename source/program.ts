import {readFile} from 'node:fs/promises';
import process from 'node:process';
import meow from 'meow';
import packageJson from '../package.json' with {type: 'json'};
import {commandLine} from './called-as.js';
import {brokenWords} from './commands/broken.js';
import {commandHelp, optionLine} from './commands/command-help.js';
import {commands} from './commands/index.js';
import {readSecrets} from './recording/read-secrets.js';
import {keepSecret} from './recording/redact.js';
import {definitions, flagOf, kebab, readSettings, type Flags, type SettingName} from './settings.js';
import {nearestTo} from './ui/nearest.js';
import {printable} from './ui/printable.js';

const settingNames = Object.keys(definitions) as SettingName[];

const flagDefinitions: Record<string, {type: 'boolean' | 'string'; shortFlag?: 'h'}> = {
	...Object.fromEntries(settingNames.map(name => [name, {type: definitions[name].placeholder === undefined ? 'boolean' : 'string'}])),
	help: {type: 'boolean', shortFlag: 'h'},
	version: {type: 'boolean'},
};

const flagLines = settingNames.map(name => optionLine(name));

const commandLines = commands.map(({usage, help}) => `$ ${`backoff-bank ${usage}`.padEnd(37)} ${help}`);

const helpText = `
  Usage
    ${commandLines.join('\n    ')}

  Options
    ${flagLines.join('\n    ')}
    --help                    this text
    --version                 the version

  Times are milliseconds or carry a unit: 50, 50ms, 2s. Each option has an environment
  variable (BACKOFF_BANK_MAX_ATTEMPTS for --max-attempts), and DATABASE_URL names the
  database; both are read from .env too.

  Examples
    $ backoff-bank
    $ backoff-bank transfer Ada Ben 100 --rivals 2
    $ backoff-bank --url postgresql://root@localhost:26257/defaultdb?sslmode=disable
`;

/** The nearest thing that can be meant by what was typed. */
const nearest = (asked: string, known: readonly string[]): string | undefined => {
	const meant = nearestTo(asked, known);
	return meant === undefined ? undefined : ` Did you mean ${meant}?`;
};

const complain = (message: string): void => {
	process.stderr.write(`${printable(message)}\n`);
};

const readDotenv = async (): Promise<string> => {
	try {
		return await readFile('.env', 'utf8');
	} catch {
		return '';
	}
};

/** What keeps the command line from being run, or undefined. */
const usageProblem = (flags: Flags, input: readonly string[]): string | undefined => {
	const unknown = Object.keys(flags).find(name => settingNames.every(setting => setting !== name));
	if (unknown !== undefined) {
		const typed = `${unknown.length === 1 ? '-' : '--'}${kebab(unknown)}`;
		return `There is no option ${typed}.${nearest(typed, settingNames.map(name => flagOf(name))) ?? ''}`;
	}

	const [name = '', ...words] = input;
	const command = commands.find(each => each.name === name);
	if (!command) {
		const names = commands.map(each => each.name).filter(each => each !== '');
		return `There is no command "${name}".${nearest(name, names) ?? ` There are ${names.join(', ')}.`}`;
	}

	return words.length > 0 && command.usage === command.name
		? `${command.name} takes no words, and got "${words.join(' ')}".`
		: undefined;
};

/** Runs the command and tells what went wrong in one line: never a stack trace. */
const runCommand = async (input: readonly string[], flags: Flags): Promise<number> => {
	const [name = '', ...words] = input;
	const command = commands.find(each => each.name === name);
	try {
		const dotenv = await readDotenv();
		keepSecret(readSecrets([], process.env, dotenv));
		const {settings, origins} = readSettings(flags, process.env, dotenv);
		if (!settings.color) {
			// Ink and chalk go by this when they are loaded, and know nothing of NO_COLOR.
			process.env['FORCE_COLOR'] = '0';
		}

		// A rejection that nobody handles comes this way, too.
		process.on('uncaughtException', error => {
			for (const line of brokenWords(error, settings.verbose)) {
				complain(line);
			}

			process.exit(1);
		});
		return await command?.run({words, settings, origins}) ?? 2;
	} catch (error) {
		const {exitCodeOf} = await import('./commands/exit-codes.js');
		complain(error instanceof Error ? error.message : String(error));
		return exitCodeOf(error);
	}
};

const readCommandLine = (argv: readonly string[]) => meow(helpText, {
	importMeta: import.meta,
	argv,
	pkg: packageJson,
	description: false,
	autoHelp: false,
	autoVersion: false,
	booleanDefault: undefined,
	flags: flagDefinitions,
});

/** How long whoever ended the program waits for a reader of its output at most, in ms. */
const readersLimit = 1000;
/** From this exit code on, a signal ended it. */
const signalled = 128;

/**
Resolves once all that was written has been taken, or nobody reads it any more. A pipe takes 64 KB; what is behind that would be
lost if the program just ended. Meanwhile Ctrl-C or SIGTERM end the program at once.
*/
const untilTaken = async (code: number): Promise<void> => {
	for (const name of ['SIGHUP', 'SIGINT', 'SIGTERM']) {
		process.removeAllListeners(name);
	}

	const taken = Promise.all([process.stdout, process.stderr].map(async stream => {
		const {promise, resolve} = Promise.withResolvers<void>();
		stream.write('', () => {
			resolve();
		});
		await promise;
	}));
	const {promise: late, resolve: give} = Promise.withResolvers<void>();
	const limit = code >= signalled ? setTimeout(give, readersLimit) : undefined;
	await Promise.race([taken, late]);
	clearTimeout(limit);
};

/** Reads the command line and runs the command that it names. Resolves to the exit code, once its output is on its way. */
export const runProgram = async (argv: readonly string[]): Promise<number> => {
	const code = await obey(argv);
	await untilTaken(code);
	return code;
};

const obey = async (argv: readonly string[]): Promise<number> => {
	// The driver warns of TLS modes; a warning written across the screen would tear it.
	process.removeAllListeners('warning');
	// Nobody reads any more, as behind `| head`: what is written from now on goes nowhere.
	process.stdout.on('error', () => undefined);
	// Before anything is said: what was typed in the wrong place is repeated in the answer.
	keepSecret(readSecrets(argv, process.env));
	let cli: ReturnType<typeof readCommandLine>;
	try {
		cli = readCommandLine(argv);
	} catch (error) {
		// An option is given twice.
		complain(`${error instanceof Error ? error.message : String(error)} ${commandLine('--help')} tells what there is.`);
		return 2;
	}

	const {help, version, ...flags} = cli.flags;
	const [name] = cli.input;
	const asked = commands.find(each => each.name === name);
	if (help === true && (name === undefined || asked)) {
		process.stdout.write(asked ? commandHelp(asked) : `${cli.help.trim()}\n`);
		return 0;
	}

	if (version === true) {
		process.stdout.write(`${packageJson.version}\n`);
		return 0;
	}

	const problem = usageProblem(flags, cli.input);
	if (problem !== undefined) {
		complain(`${problem} ${commandLine('--help')} tells what there is.`);
		return 2;
	}

	return runCommand(cli.input, flags);
};
