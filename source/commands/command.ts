import type {Origins, Settings} from '../settings.js';

/** What a command is given. */
export type CommandInput = {
	/** What stands behind its name. */
	readonly words: readonly string[];
	readonly settings: Settings;
	readonly origins: Origins;
};

/** One of the program's commands. */
export type Command = {
	readonly name: string;
	/** For the help: the words behind the name, and what it does. */
	readonly usage: string;
	readonly help: string;
	/** Two or three, for its own help: what stands behind `backoff-bank`. */
	readonly examples: readonly string[];
	/** Loads the command's code and runs it. Resolves to the exit code; rejects with an error that has one. */
	run(input: CommandInput): Promise<number>;
};
