import {faults} from '../bank/faults.js';
import {lessons} from '../lessons/index.js';
import {cures} from '../load/cures/index.js';
import {themeNames} from '../setting-values.js';
import {definitions, flagOf, type SettingName} from '../settings.js';
import {isolationLevels} from '../transactions/isolation.js';
import {policies} from '../transactions/policies/index.js';
import {restartModes} from '../transactions/restart.js';

/** What a shell needs to know of an option. */
export type Completable = {
	readonly flag: string;
	readonly help: string;
	/** Undefined for a switch. */
	readonly placeholder: string | undefined;
	/** The values that there are; none where nobody can know them. */
	readonly values: readonly string[];
	/** The commands that go by it; undefined where all of them do. */
	readonly commands: readonly string[] | undefined;
};

/** Words that stand behind a command. */
export const commandWords: ReadonlyMap<string, readonly string[]> = new Map([
	['lesson', lessons.map(({name}) => name)],
	['completions', ['bash', 'zsh', 'fish']],
]);

const choices: Partial<Readonly<Record<SettingName, readonly string[]>>> = {
	policy: policies.map(({name}) => name),
	isolation: isolationLevels.map(level => level.replaceAll(' ', '-')),
	restart: restartModes,
	fault: faults.map(({name}) => name),
	cure: cures.map(({name}) => name),
	theme: themeNames,
};

/** Every option, as the help has it. */
export const completables: readonly Completable[] = (Object.keys(definitions) as SettingName[]).map(name => ({
	flag: name === 'color' ? '--no-color' : flagOf(name),
	help: definitions[name].help,
	placeholder: definitions[name].placeholder,
	values: choices[name] ?? [],
	commands: definitions[name].commands,
}));
