import {isMap} from 'yaml';
import {cures} from '../../load/cures/index.js';
import {readHotSpot} from '../../load/hot-spot.js';
import {policies} from '../../transactions/policies/index.js';
import type {Comparison, StormStep} from '../lesson.js';
import {stormFigureNames} from '../storm-figures.js';
import {entriesOf, oneOf, textOf, type Source} from './nodes.js';
import {readWhere, whereKeys} from './read-outcome.js';

/** The keys of a storm, beside the one with its name. */
export const stormKeys = ['cure', 'policy', 'base', 'cap', 'clients', 'accounts', 'hot', 'duration', 'each', 'gap'] as const;

/** As many clients there are connections for in a lesson. */
const mostClients = 20;
const mostAccounts = 10_000;
const mostEach = 1000;
/** All times in ms. A room waits no longer than that. */
const longestStorm = 30_000;
const longestWait = 60_000;
const longestGap = 1000;
/** What goes where nothing is said. */
const usual = {cure: 'read-then-write', policy: 'full', base: 10, cap: 1000, clients: 16, accounts: 2, duration: 4000} as const;

const units: ReadonlyMap<string, number> = new Map([['ms', 1], ['s', 1000]]);

type Limits = {readonly least: number; readonly most: number};

const numberOf = (source: Source, node: unknown, what: string, {least, most}: Limits): number => {
	const text = textOf(source, node, what);
	const number = /^\d{1,9}$/v.test(text) ? Number(text) : NaN;
	return number >= least && number <= most ? number : source.refuse(node, `${what} can't be "${text}". It is a whole number from ${least} to ${most.toLocaleString('en-US')}.`);
};

const timeOf = (source: Source, node: unknown, what: string, {least, most}: Limits): number => {
	const text = textOf(source, node, what);
	const groups = /^(?<count>\d{1,9})(?<unit>ms|s)?$/v.exec(text)?.groups;
	const time = Number(groups?.['count'] ?? NaN) * (units.get(groups?.['unit'] ?? 'ms') ?? 1);
	return time >= least && time <= most ? time : source.refuse(node, `${what} can't be "${text}". It is a time from ${least}ms to ${most / 1000}s, for example 50ms or 2s.`);
};

const hotOf = (source: Source, node: unknown): string => {
	const text = textOf(source, node, '"hot"');
	try {
		readHotSpot(text);
		return text;
	} catch (error) {
		return source.refuse(node, `"hot" can't be "${text}": ${error instanceof Error ? error.message : String(error)}.`);
	}
};

/** Reads what a storm is; its place in the file and where it goes for, the caller knows. */
export const readStorm = (source: Source, entries: ReadonlyMap<string, unknown>): Omit<StormStep, 'line' | 'on' | 'notOn'> => {
	const number = (key: 'clients' | 'accounts' | 'each', limits: Limits) => numberOf(source, entries.get(key), `"${key}"`, limits);
	const time = (key: 'base' | 'cap' | 'duration' | 'gap', limits: Limits) => timeOf(source, entries.get(key), `"${key}"`, limits);
	const has = (key: (typeof stormKeys)[number]) => entries.has(key);
	const wait = {least: 0, most: longestWait};
	const base = has('base') ? time('base', wait) : usual.base;
	const cap = has('cap') ? time('cap', wait) : Math.max(base, usual.cap);
	if (cap < base) {
		source.refuse(entries.get('cap'), `"cap" is below "base", ${base}ms. It is at least as long.`);
	}

	return {
		type: 'storm',
		name: textOf(source, entries.get('storm'), '"storm"'),
		cure: has('cure') ? oneOf(source, entries.get('cure'), '"cure"', cures.map(({name}) => name)) : usual.cure,
		policy: has('policy') ? oneOf(source, entries.get('policy'), '"policy"', policies.map(({name}) => name)) : usual.policy,
		base,
		cap,
		clients: has('clients') ? number('clients', {least: 1, most: mostClients}) : usual.clients,
		accounts: has('accounts') ? number('accounts', {least: 2, most: mostAccounts}) : usual.accounts,
		duration: has('duration') ? time('duration', {least: 100, most: longestStorm}) : usual.duration,
		...(has('hot') && {hot: hotOf(source, entries.get('hot'))}),
		...(has('each') && {each: number('each', {least: 1, most: mostEach})}),
		...(has('gap') && {gap: time('gap', {least: 1, most: longestGap})}),
	};
};

/** Reads one comparison. `storms` are the names that it may speak of. */
export const readComparison = (source: Source, node: unknown, storms: readonly string[]): Comparison => {
	if (storms.length === 0) {
		source.refuse(node, 'this lesson has no storm that could be compared.');
	}

	const entries = entriesOf(source, node, 'a comparison', ['says', 'figure', 'of', 'more-than', 'less-than', 'times', ...whereKeys]);
	const required = (key: string): unknown => entries.has(key) ? entries.get(key) : source.refuse(node, `this comparison lacks "${key}".`);
	const [more, less] = [entries.get('more-than'), entries.get('less-than')];
	const than = more ?? less;
	if (than === undefined || (more !== undefined && less !== undefined)) {
		return source.refuse(node, 'a comparison has either "more-than" or "less-than".');
	}

	const key = more === undefined ? '"less-than"' : '"more-than"';
	const text = textOf(source, than, key);
	const isNumber = /^\d{1,9}(?:\.\d{1,9})?$/v.test(text) && !storms.includes(text);
	const times = entries.get('times');
	if (times !== undefined && (isNumber || more === undefined)) {
		source.refuse(times, '"times" goes with "more-than" and the name of a storm. Leave it out, or turn the comparison round.');
	}

	const timesText = times === undefined ? '1' : textOf(source, times, '"times"');
	if (!/^\d{1,3}(?:\.\d{1,3})?$/v.test(timesText)) {
		source.refuse(times, `"times" can't be "${timesText}". It is a number, for example 2 or 1.5.`);
	}

	return {
		says: textOf(source, required('says'), '"says"'),
		figure: oneOf(source, required('figure'), '"figure"', stormFigureNames),
		of: oneOf(source, required('of'), '"of"', storms),
		is: more === undefined ? 'less' : 'more',
		than: isNumber ? Number(text) : oneOf(source, than, key, storms),
		...(times !== undefined && {times: Number(timesText)}),
		...readWhere(source, entries),
		line: source.lineOf(isMap(node) ? node.items[0]?.key : node),
	};
};
