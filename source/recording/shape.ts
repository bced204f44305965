/** A value that a file holds is not what belongs there. The message names it, and says what does. */
export class ShapeError extends Error {
	override name = 'ShapeError';
}

/**
Makes a value of its type out of what JSON.parse gave, or refuses it. Nothing of what it was given is passed on but plain values,
so that no file can smuggle anything in.

@param name - Where it stands, for example `transfer.cents`.
@throws {ShapeError} It is something else.
*/
export type Shape<T> = (value: unknown, name: string) => T;

/** Longer texts are cut: no screen shows more of them, and to measure them takes its time. */
const longestText = 10_000;
/** The last moment that a Date knows, in ms since 1970. */
const lastMoment = 8.64e15;
/** As deep as values may lie in each other. */
const deepest = 20;

const refuse = (name: string, wanted: string): never => {
	throw new ShapeError(`"${name}" is not ${wanted}`);
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

export const text: Shape<string> = (value, name) => typeof value === 'string' ? value.slice(0, longestText).toWellFormed() : refuse(name, 'a text');

/** A moment, in ms since 1970. */
export const moment: Shape<number> = (value, name) =>
	typeof value === 'number' && value >= 0 && value <= lastMoment ? value : refuse(name, 'a time in ms');

/** A duration in ms; below nothing, as clocks that are set back make them, it is nothing. */
export const span: Shape<number> = (value, name) =>
	typeof value === 'number' && Math.abs(value) <= lastMoment ? Math.max(0, value) : refuse(name, 'a time in ms');

export const count: Shape<number> = (value, name) =>
	typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : refuse(name, 'a whole number from 0 on');

/** A number that need not be whole: a rate, an index. */
export const figure: Shape<number> = (value, name) =>
	typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : refuse(name, 'a number from 0 on');

/** A pace: from a hundredth to a hundred. */
export const pace: Shape<number> = (value, name) =>
	typeof value === 'number' && value >= 0.01 && value <= 100 ? value : refuse(name, 'a pace from 0.01 to 100');

export const flag: Shape<boolean> = (value, name) => typeof value === 'boolean' ? value : refuse(name, 'true or false');

export const isTrue: Shape<true> = (value, name) => value === true ? value : refuse(name, 'true');

/** An amount in cents, as a decimal string. */
export const cents: Shape<bigint> = (value, name) =>
	typeof value === 'string' && /^-?\d{1,30}$/v.test(value) ? BigInt(value) : refuse(name, 'an amount in cents ("1250")');

export const date: Shape<Date> = (value, name) => {
	const read = new Date(typeof value === 'string' ? value : NaN);
	return Number.isNaN(read.getTime()) ? refuse(name, 'a date') : read;
};

export const oneOf = <const Value extends string>(values: readonly Value[]): Shape<Value> => (value, name) =>
	values.find(each => each === value) ?? refuse(name, values.length === 1 ? `"${values[0]}"` : `one of ${values.join(', ')}`);

export const optional = <T>(shape: Shape<T>): Shape<T | undefined> => (value, name) => value === undefined ? undefined : shape(value, name);

/** What older recordings didn't have is this. */
export const otherwise = <T>(shape: Shape<T>, usual: T): Shape<T> => (value, name) => value === undefined ? usual : shape(value, name);

export const list = <T>(shape: Shape<T>): Shape<readonly T[]> => (value, name) =>
	Array.isArray(value) ? value.map((each, index) => shape(each, `${name}.${index}`)) : refuse(name, 'a list');

/** A list, and no longer than that: what is gone through for every frame can't be as long as a file allows. */
export const atMost = <T>(most: number, shape: Shape<readonly T[]>): Shape<readonly T[]> => (value, name) =>
	Array.isArray(value) && value.length > most ? refuse(name, `a list of at most ${most}`) : shape(value, name);

type Fields = Readonly<Record<string, Shape<unknown>>>;

type Read<Table extends Fields> = {readonly [Field in keyof Table]: ReturnType<Table[Field]>};

/** An object with these fields; whatever else is in it is left out. Those of the line itself have no name before their own. */
export const object = <Table extends Fields>(fields: Table): Shape<Read<Table>> => (value, name) => {
	if (!isRecord(value)) {
		return refuse(name, 'an object');
	}

	// In the order of the file, so that what is printed again is the same.
	const names = new Set([...Object.keys(value).filter(field => Object.hasOwn(fields, field)), ...Object.keys(fields)]);
	const read = [...names].flatMap(field => {
		const shape = fields[field] ?? anything;
		const found = shape(Object.hasOwn(value, field) ? value[field] : undefined, name === '' ? field : `${name}.${field}`);
		return found === undefined ? [] : [[field, found] as const];
	});
	return Object.fromEntries(read) as Read<Table>;
};

/** An object with fields of any name. */
export const entries: Shape<ReadonlyArray<readonly [field: string, value: unknown]>> = (value, name) =>
	isRecord(value) ? Object.entries(value) : refuse(name, 'an object');

/** Texts by names. */
export const texts: Shape<ReadonlyMap<string, string>> = (value, name) =>
	new Map(entries(value, name).map(([key, each]) => [text(key, name), text(each, name)]));

/** Any JSON, as long as it isn't nested too deep. */
export const anything = (value: unknown, name: string, depth = 0): unknown => {
	if (depth > deepest) {
		return refuse(name, `at most ${deepest} levels deep`);
	}

	if (Array.isArray(value)) {
		return value.map((each: unknown) => anything(each, name, depth + 1));
	}

	if (isRecord(value)) {
		return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, anything(each, name, depth + 1)]));
	}

	return typeof value === 'string' ? text(value, name) : value;
};
