import {faults, type Fault} from './bank/faults.js';
import type {Cure} from './load/cures/cure.js';
import {cures} from './load/cures/index.js';
import {readHotSpot, type HotSpot} from './load/hot-spot.js';
import {labCures} from './load/lab/lab-cures.js';
import type {PolicyChoice} from './load/lab/policy-choice.js';
import {isolationLevels, type IsolationLevel} from './transactions/isolation.js';
import {restartModes, type RestartMode} from './transactions/restart.js';
import {policies} from './transactions/policies/index.js';
import type {BackoffPolicy} from './transactions/policies/policy.js';

/** What colours are chosen for. */
export const themeNames = ['terminal', 'dark', 'light', 'contrast'] as const;

export type ThemeName = typeof themeNames[number];

/** Reads a setting's text. Throws an Error whose message says what is allowed and gives an example. */
export type Reader<T> = (text: string) => T;

const units: ReadonlyMap<string, number> = new Map([['ms', 1], ['s', 1000], ['m', 60_000]]);

/** A time: milliseconds, or a number with a unit. */
export const time: Reader<number> = text => {
	const groups = /^(?<count>\d+(?:\.\d+)?)(?<unit>ms|s|m)?$/v.exec(text.trim())?.groups;
	const factor = units.get(groups?.['unit'] ?? 'ms');
	if (!groups || factor === undefined) {
		throw new Error('a time is milliseconds, or a number with the unit ms, s or m, for example 50, 50ms or 2s');
	}

	return Number(groups['count']) * factor;
};

/** The longest limit: an hour. A timer of Node's can't wait for longer than 24 days. */
const longest = 3_600_000;

/** How long something may take: a time that is neither nothing nor for ever. */
export const timeLimit: Reader<number> = text => {
	const limit = time(text);
	if (limit < 1 || limit > longest) {
		throw new Error('it is a time from 1ms to 60m, for example 10s');
	}

	return limit;
};

/** A whole number between two limits, both included. */
export const whole = (least: number, most: number): Reader<number> => text => {
	const value = Number(text);
	if (!/^\d+$/v.test(text.trim()) || value < least || value > most) {
		throw new Error(`it is a whole number from ${least} to ${most.toLocaleString('en-US')}, for example ${Math.max(least, Math.min(most, 3))}`);
	}

	return value;
};

/** How fast: a number from a tenth to ten. */
export const pace: Reader<number> = text => {
	const value = Number(text);
	if (text.trim() === '' || !(value >= 0.1 && value <= 10)) {
		throw new Error('it is a number from 0.1 (ten times slower) to 10, for example 0.5');
	}

	return value;
};

export const yesOrNo: Reader<boolean> = text => {
	if (!['1', 'true', 'yes', '0', 'false', 'no'].includes(text)) {
		throw new Error('it is 1 or 0');
	}

	return ['1', 'true', 'yes'].includes(text);
};

/** A schema's name: anything that a server takes as an identifier, but for the schemas that are the server's own. */
export const schemaName: Reader<string> = text => {
	if (!/^(?!pg_|(?:crdb_internal|information_schema)$)[_a-z][0-9_a-z]{0,62}$/v.test(text)) {
		throw new Error('it is a name of lower-case letters, digits and _, at most 63, and none of the server\'s own (pg_…, information_schema), for example backoff_bank');
	}

	return text;
};

export const policy: Reader<BackoffPolicy> = text => {
	const found = policies.find(({name}) => name === text.trim());
	if (!found) {
		throw new Error(`it is one of ${policies.map(({name}) => name).join(', ')}`);
	}

	return found;
};

export const theme: Reader<ThemeName> = text => {
	const found = themeNames.find(name => name === text.trim());
	if (found === undefined) {
		throw new Error(`it is one of ${themeNames.join(', ')}`);
	}

	return found;
};

export const uuid: Reader<string> = text => {
	if (!/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iv.test(text.trim())) {
		throw new Error('it is a UUID, for example 3f2a1c9e-5b7d-4e10-9a44-0c6d2b8f7e31');
	}

	return text.trim().toLowerCase();
};

export const cure: Reader<Cure> = text => {
	const found = cures.find(({name}) => name === text.trim());
	if (!found) {
		throw new Error(`it is one of ${cures.map(({name}) => name).join(', ')}`);
	}

	return found;
};

export const hotSpot: Reader<HotSpot> = readHotSpot;

/** Several of something, with commas between them. */
const list = <T>(read: Reader<T>): Reader<readonly T[]> => text => text.split(',').map(part => read(part));

const labCure: Reader<Cure> = text => {
	const found = labCures.find(({name}) => name === text.trim());
	if (!found) {
		throw new Error(`it is one or more of ${labCures.map(({name}) => name).join(', ')}, with commas between them, for example queue,read-then-write`);
	}

	return found;
};

/** What the lab is to compare, with commas between them. */
export const cureList: Reader<readonly Cure[]> = list(labCure);

/** A policy's name, and behind a colon, where they are to be others, base and cap. */
const policyChoice: Reader<PolicyChoice> = text => {
	const {name = '', base, cap} = /^(?<name>[a-z]+)(?::(?<base>[^\-]+)-(?<cap>.+))?$/v.exec(text.trim())?.groups ?? {};
	try {
		const choice = {policy: policy(name), ...(base !== undefined && {base: time(base)}), ...(cap !== undefined && {cap: time(cap)})};
		if (choice.base === undefined || choice.base <= choice.cap!) {
			return choice;
		}
	} catch {
		// Whatever is wrong with it, the same is allowed.
	}

	const names = policies.map(each => each.name).join(', ');
	throw new Error(`it is one or more of ${names}, each with its base and cap if they are to be others, with commas between them, for example none,full,full:10ms-100ms`);
};

export const policyList: Reader<readonly PolicyChoice[]> = list(policyChoice);

/** Faults by name, with commas between them. */
export const faultList: Reader<readonly Fault[]> = text => text.split(',').map(part => {
	const found = faults.find(({name}) => name === part.trim());
	if (!found) {
		throw new Error(`it is one or more of ${faults.map(({name}) => name).join(', ')}, with commas between them, for example ${faults[0]?.name}`);
	}

	return found;
});

export const isolation: Reader<IsolationLevel> = text => {
	const found = isolationLevels.find(level => level === text.trim().toLowerCase().replaceAll(/[\-_]/gv, ' '));
	if (found === undefined) {
		throw new Error(`it is one of ${isolationLevels.map(level => level.replaceAll(' ', '-')).join(', ')}`);
	}

	return found;
};

export const isolationList: Reader<readonly IsolationLevel[]> = list(text => isolation(text));

export const restart: Reader<RestartMode> = text => {
	const found = restartModes.find(mode => mode === text.trim().toLowerCase());
	if (found === undefined) {
		throw new Error(`it is one of ${restartModes.join(', ')}`);
	}

	return found;
};

/** A name that is looked up where it is used. */
export const word: Reader<string> = text => {
	if (!/^[a-z][\-0-9a-z]*$/v.test(text.trim())) {
		throw new Error('it is a word of lower-case letters and digits, for example md');
	}

	return text.trim();
};

/** The name of a file, as it is. */
export const file: Reader<string> = text => {
	if (text.trim() === '' || text.includes('\0')) {
		throw new Error('it is the name of a file, for example monday.jsonl');
	}

	return text;
};

/** Kinds of reports, by how the names of their files end. */
export const reportKinds = ['html', 'md', 'csv'] as const;

export const reportList: Reader<readonly string[]> = list(text => {
	const name = text.trim();
	if (name.includes('\0') || reportKinds.every(kind => name.length <= kind.length + 1 || !name.toLowerCase().endsWith(`.${kind}`))) {
		throw new Error('it is one or more names of files that end in .html, .md or .csv, with commas between them, for example lab.html,lab.csv');
	}

	return name;
});

/** A connection string. It is checked where it is used, and never repeated: it may hold a password. */
export const connectionString: Reader<string> = text => {
	if (text.trim() === '') {
		throw new Error('it is a connection string, for example postgresql://root@localhost:26257/defaultdb?sslmode=disable');
	}

	return text;
};
