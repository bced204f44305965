import {parseEnv} from 'node:util';
import {definitions, type Definition, type SettingName, type Settings} from './setting-definitions.js';

export {definitions, type SettingName, type Settings} from './setting-definitions.js';

/** Where a value comes from. */
export type Origin = 'flag' | 'environment' | '.env' | 'default';

export type Origins = ReadonlyMap<SettingName, Origin>;

/** `max-attempts` of `maxAttempts`. */
export const kebab = (name: string): string => name.replaceAll(/[A-Z]/gv, letter => `-${letter.toLowerCase()}`);

/** `--max-attempts`, as it is typed. */
export const flagOf = (name: SettingName): string => `--${kebab(name)}`;

/** `BACKOFF_BANK_MAX_ATTEMPTS`. The URL's second name is DATABASE_URL. */
export const variableOf = (name: SettingName): string => `BACKOFF_BANK_${kebab(name).replaceAll('-', '_').toUpperCase()}`;

/** A value that can't be used; the message names it, says what is allowed and gives an example. */
export class SettingError extends Error {
	override name = 'SettingError';
}

/** What was typed: by meow's camel-case flag names. */
export type Flags = Readonly<Partial<Record<SettingName, string | boolean | undefined>>>;

export type Environment = Readonly<Record<string, string | undefined>>;

type Found = {readonly text: string; readonly origin: Origin; readonly source: string};

const isYes = (value: string): boolean => !['', '0', 'false', 'no'].includes(value);

/** What other programs go by, too, and when it says something of a setting of ours. */
const othersNames: ReadonlyArray<{readonly setting: SettingName; readonly variable: string; readonly text: string; isSaid(value: string): boolean}> = [
	// Whatever its value (no-color.org).
	{setting: 'color', variable: 'NO_COLOR', text: '0', isSaid: value => value !== ''},
	{setting: 'accessible', variable: 'ACCESSIBLE', text: '1', isSaid: isYes},
	{setting: 'accessible', variable: 'INK_SCREEN_READER', text: '1', isSaid: isYes},
];

const lookUp = (name: SettingName, flags: Flags, environment: Environment, file: Environment): Found | undefined => {
	const flag = flags[name];
	if (flag !== undefined) {
		return {text: flag === true ? '1' : (flag === false ? '0' : flag), origin: 'flag', source: flagOf(name)};
	}

	for (const [origin, variables] of [['environment', environment], ['.env', file]] as const) {
		for (const variable of [variableOf(name), ...(name === 'url' ? ['DATABASE_URL'] : [])]) {
			const text = variables[variable];
			if (text !== undefined && text !== '') {
				return {text, origin, source: origin === '.env' ? `${variable} in .env` : variable};
			}
		}
	}

	const said = othersNames.find(({setting, variable, isSaid}) => setting === name && isSaid(environment[variable] ?? ''));
	return said && {text: said.text, origin: 'environment', source: said.variable};
};

/**
Settles every setting: a flag wins over the environment, the environment over `.env`, `.env` over the default.

@param dotenv - The text of `.env`; empty when there is none.
@throws {SettingError} Naming the value, what is allowed, and an example.
*/
export const readSettings = (flags: Flags, environment: Environment, dotenv = ''): {settings: Settings; origins: Origins} => {
	const file = parseEnv(dotenv);
	const origins = new Map<SettingName, Origin>();
	const settle = <Name extends SettingName>(name: Name): Settings[Name] => {
		const {read, fallback}: Definition<Settings[Name]> = definitions[name];
		const found = lookUp(name, flags, environment, file);
		origins.set(name, found?.origin ?? 'default');
		if (!found) {
			return fallback;
		}

		try {
			return read(found.text);
		} catch (error) {
			throw new SettingError(`${found.source} can't be "${found.text}": ${error instanceof Error ? error.message : String(error)}.`);
		}
	};

	const names = Object.keys(definitions) as SettingName[];
	const settings = Object.fromEntries(names.map(name => [name, settle(name)])) as Settings;
	const {base, cap, url, fault, rate, think} = settings;
	const ours = fault.find(({isEmbeddedOnly}) => isEmbeddedOnly);
	if (ours && url !== undefined) {
		throw new SettingError(`The fault ${ours.name} is for the embedded server only, and a database is given here. Leave ${ours.name} out, or the URL.`);
	}

	if (rate !== undefined && think > 0) {
		throw new SettingError(`With ${flagOf('rate')}, transfers come by the clock, and with ${flagOf('think')}, when a client has thought: leave one of them out.`);
	}

	if (origins.get('base') === 'default') {
		// Nobody chose it: it goes along with a shorter cap.
		return {settings: {...settings, base: Math.min(base, cap)}, origins};
	}

	if (base > cap) {
		throw new SettingError(`The base (${base} ms) is longer than the cap (${cap} ms), and no wait is longer than the cap. Make the cap larger, for example ${flagOf('cap')} ${base * 100}ms.`);
	}

	return {settings, origins};
};
