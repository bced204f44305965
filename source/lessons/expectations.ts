import {isolationLevels} from '../transactions/isolation.js';
import type {Expectation, Outcome, Where} from './lesson.js';

/** Where a lesson is played. */
export type Place = {
	/** The isolation level that is in force. */
	readonly level: string;
	/** The engine's name. */
	readonly engine: string;
	/** The server says who waits for whom. Where it doesn't, a slow answer looks like a wait. */
	readonly knowsWaits: boolean;
};

/** What a statement came to. */
export type Found = {
	readonly waited: boolean;
	/** Its SQLSTATE, or `lost`; undefined where it succeeded. */
	readonly code?: string | undefined;
	readonly rows: ReadonlyArray<readonly string[]>;
	readonly count: number;
};

/** The code of a statement whose answer never came. */
export const lost = 'lost';

const levelNames: readonly string[] = isolationLevels;

const isLevel = (name: string): boolean => levelNames.includes(name);

/** Whether something goes for a place. */
export const applies = ({on = [], notOn = []}: Where, {level, engine}: Place): boolean => {
	const levels = on.filter(name => isLevel(name));
	const engines = on.filter(name => !isLevel(name));
	return (levels.length === 0 || levels.includes(level))
		&& (engines.length === 0 || engines.includes(engine))
		&& !notOn.includes(level) && !notOn.includes(engine);
};

/** The first that goes for a place. */
export const choose = <T extends Where>(all: readonly T[], place: Place): T | undefined => all.find(each => applies(each, place));

const either = new Intl.ListFormat('en-GB', {type: 'disjunction'});

/** Rows as they are told: `(Ada, 1000) (Ben, 250)`, or `1000` for a single value. */
export const rowsWords = (rows: ReadonlyArray<readonly string[]>): string => {
	const [first, ...others] = rows;
	if (!first) {
		return 'nothing';
	}

	return first.length === 1 && others.length === 0 ? first[0] ?? '' : rows.map(row => row.length === 1 ? row[0] : `(${row.join(', ')})`).join(' ');
};

export const isSameRows = (one: ReadonlyArray<readonly string[]>, other: ReadonlyArray<readonly string[]>): boolean =>
	JSON.stringify(one) === JSON.stringify(other);

/** How a statement's coming out is told. */
const foundWords = ({waited, code, rows, count}: Found): string => {
	const end = code ?? (rows.length > 0 ? rowsWords(rows) : `done, ${count === 1 ? '1 row' : `${count} rows`}`);
	return waited ? `${end}, after waiting` : end;
};

const outcomeWords = ({waits, fails, rows, count}: Outcome): string => {
	const words = [
		...(waits === undefined ? [] : [waits ? 'it waits' : 'it does not wait']),
		...(fails === undefined ? [] : [`it fails with ${either.format(fails)}`]),
		...(rows === undefined ? [] : [`it answers ${rowsWords(rows)}`]),
		...(count === undefined ? [] : [`it is done, ${count === 1 ? '1 row' : `${count} rows`}`]),
	];
	return words.length === 0 ? 'it succeeds' : words.join(', ');
};

const isMet = ({waits, fails, mayFail = [], rows, count}: Outcome, found: Found, {knowsWaits}: Place): boolean => {
	if (waits !== undefined && waits !== found.waited && (waits || knowsWaits)) {
		return false;
	}

	if (found.code !== undefined) {
		return (fails ?? mayFail).includes(found.code);
	}

	return fails === undefined
		&& (rows === undefined || isSameRows(rows, found.rows))
		&& (count === undefined || count === found.count);
};

/** Holds what a statement came to against what a lesson says of it: what differs, in words, or undefined. */
export const differenceOf = (expectations: readonly Expectation[], found: Found, place: Place): {expected: string; found: string} | undefined => {
	const expected = choose(expectations, place) ?? {};
	return isMet(expected, found, place) ? undefined : {expected: outcomeWords(expected), found: foundWords(found)};
};
