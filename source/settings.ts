import {parseEnv} from 'node:util';
import {ownSchema} from './bank/tables.js';
import {usualAccounts} from './bank/opening-accounts.js';
import {faults, type Fault} from './bank/faults.js';
import * as values from './setting-values.js';
import {isolationLevels, type IsolationLevel} from './transactions/isolation.js';
import type {RestartMode} from './transactions/restart.js';
import {policies} from './transactions/policies/index.js';
import {fullJitter} from './transactions/policies/full-jitter.js';
import type {BackoffPolicy} from './transactions/policies/policy.js';

/** What can be set. Times in milliseconds. */
export type Settings = {
	readonly url: string | undefined;
	readonly schema: string;
	readonly accounts: number | undefined;
	readonly policy: BackoffPolicy;
	readonly base: number;
	readonly cap: number;
	readonly maxAttempts: number;
	readonly timeout: number;
	readonly statementTimeout: number;
	readonly poolTimeout: number;
	readonly isolation: IsolationLevel;
	readonly restart: RestartMode;
	readonly rivals: number | undefined;
	readonly fault: readonly Fault[];
	readonly id: string | undefined;
	readonly pace: number;
	readonly seed: number | undefined;
	readonly json: boolean;
	readonly keep: boolean;
	readonly verbose: boolean;
	readonly color: boolean;
};

export type SettingName = keyof Settings;

/** Where a value comes from. */
export type Origin = 'flag' | 'environment' | '.env' | 'default';

export type Origins = ReadonlyMap<SettingName, Origin>;

type Definition<T> = {
	readonly read: values.Reader<Exclude<T, undefined>>;
	readonly fallback: T;
	/** Stands behind the flag in the help text; a flag without one is a switch. */
	readonly placeholder?: string;
	readonly help: string;
};

/** Every setting: how it is read, what it is without being set, and what the help says of it. */
export const definitions: {readonly [Name in SettingName]: Definition<Settings[Name]>} = {
	url: {
		read: values.connectionString, fallback: undefined, placeholder: 'URL',
		help: 'database to use; without one a PostgreSQL of its own is started',
	},
	schema: {
		read: values.schemaName, fallback: ownSchema, placeholder: 'NAME', help: `schema of the bank's tables [${ownSchema}]`,
	},
	accounts: {
		read: values.whole(2, 10_000), fallback: undefined, placeholder: 'N',
		help: `how many accounts there should be at least [${usualAccounts} in a new bank]`,
	},
	policy: {
		read: values.policy, fallback: fullJitter, placeholder: 'NAME',
		help: `backoff: ${policies.map(({name}) => name).join(', ')} [${fullJitter.name}]`,
	},
	base: {read: values.time, fallback: 50, placeholder: 'TIME', help: 'what waits grow from [50ms]'},
	cap: {read: values.time, fallback: 5000, placeholder: 'TIME', help: 'longest wait [5s]'},
	maxAttempts: {
		read: values.whole(1, 1000), fallback: 10, placeholder: 'N', help: 'how often a transfer is tried in all [10]',
	},
	timeout: {read: values.time, fallback: 30_000, placeholder: 'TIME', help: 'longest a transfer may take, waits included [30s]'},
	statementTimeout: {
		read: values.timeLimit, fallback: 10_000, placeholder: 'TIME', help: 'longest a statement may take, waiting for locks included [10s]',
	},
	poolTimeout: {
		read: values.timeLimit, fallback: 5000, placeholder: 'TIME', help: 'longest to wait for a connection, free or new [5s]',
	},
	isolation: {
		read: values.isolation, fallback: 'serializable', placeholder: 'LEVEL',
		help: `${isolationLevels.map(level => level.replaceAll(' ', '-')).join(', ')} [serializable]`,
	},
	restart: {
		read: values.restart, fallback: 'begin', placeholder: 'MODE', help: 'a retry begins at: begin, savepoint (CockroachDB only) [begin]',
	},
	rivals: {
		read: values.whole(0, 1000), fallback: undefined, placeholder: 'N',
		help: 'attempts on which a rival takes the row first [1; transfer: 0]',
	},
	fault: {
		read: values.faultList, fallback: [], placeholder: 'NAME',
		help: `${faults.slice(0, 6).map(({name}) => name).join(', ')} …`,
	},
	id: {
		read: values.uuid, fallback: undefined, placeholder: 'UUID', help: 'id of the transfer: with the same id it is made once (transfer)',
	},
	pace: {read: values.pace, fallback: 1, placeholder: 'X', help: 'how fast: 0.1 is slow motion, 1 is as it is [1]'},
	seed: {read: values.whole(0, 4_294_967_295), fallback: undefined, placeholder: 'N', help: 'makes the jitter repeatable'},
	json: {read: values.yesOrNo, fallback: false, help: 'print events as JSON lines (demo, transfer)'},
	keep: {read: values.yesOrNo, fallback: false, help: 'leave what the demo made'},
	verbose: {read: values.yesOrNo, fallback: false, help: 'show every statement (demo, transfer), and where a bug struck'},
	color: {read: values.yesOrNo, fallback: true, help: '--no-color: no colours'},
};

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

	// The whole world's name for --no-color, whatever its value.
	const noColor = environment['NO_COLOR'] ?? '';
	return name === 'color' && noColor !== '' ? {text: '0', origin: 'environment', source: 'NO_COLOR'} : undefined;
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

	const settings: Settings = {
		url: settle('url'),
		schema: settle('schema'),
		accounts: settle('accounts'),
		policy: settle('policy'),
		base: settle('base'),
		cap: settle('cap'),
		maxAttempts: settle('maxAttempts'),
		timeout: settle('timeout'),
		statementTimeout: settle('statementTimeout'),
		poolTimeout: settle('poolTimeout'),
		isolation: settle('isolation'),
		restart: settle('restart'),
		rivals: settle('rivals'),
		fault: settle('fault'),
		id: settle('id'),
		pace: settle('pace'),
		seed: settle('seed'),
		json: settle('json'),
		keep: settle('keep'),
		verbose: settle('verbose'),
		color: settle('color'),
	};
	const {base, cap, url, fault} = settings;
	const ours = fault.find(({isEmbeddedOnly}) => isEmbeddedOnly);
	if (ours && url !== undefined) {
		throw new SettingError(`The fault ${ours.name} is for the embedded server only, and a database is given here. Leave ${ours.name} out, or the URL.`);
	}

	if (base > cap) {
		throw new SettingError(`The base (${base} ms) is longer than the cap (${cap} ms), and no wait is longer than the cap. Make the cap larger, for example ${flagOf('cap')} ${base * 100}ms.`);
	}

	return {settings, origins};
};
