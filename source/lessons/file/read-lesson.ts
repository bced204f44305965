import {Buffer} from 'node:buffer';
import {createReadStream} from 'node:fs';
import {isMap} from 'yaml';
import {commandLine} from '../../called-as.js';
import {isolationLevels, type IsolationLevel} from '../../transactions/isolation.js';
import {LessonFileError} from '../errors.js';
import type {Check, Lesson} from '../lesson.js';
import {entriesOf, itemsOf, longest, oneOf, parseSource, textOf, type Source} from './nodes.js';
import {readRows, readWhere, whereKeys} from './read-outcome.js';
import {ownKeys, readStep} from './read-step.js';
import {readComparison} from './read-storm.js';

/** As many sessions as there may be: more than that no terminal has room for. */
const mostSessions = 6;
const mostSteps = 300;
const mostStorms = 10;

const reserved: readonly string[] = ownKeys;

const keys = ['name', 'title', 'look', 'levels', 'rounds', 'setup', 'sessions', 'steps', 'checks', 'comparisons'];

const readSessions = (source: Source, node: unknown): string[] => {
	const items = itemsOf(source, node, '"sessions"');
	const names = items.map(item => {
		const name = textOf(source, item, 'a session');
		return !/^[\p{Letter}\p{Number}][\p{Letter}\p{Number} \-]{0,19}$/v.test(name) || reserved.includes(name)
			? source.refuse(item, `a session can't be called "${name}": it has a name of letters, digits, spaces and dashes, 20 at most, and none of ${ownKeys.join(', ')}.`)
			: name;
	});
	return names.length === 0 || names.length > mostSessions || new Set(names).size < names.length
		? source.refuse(node, `a lesson has 1 to ${mostSessions} sessions, each with a name of its own.`)
		: names;
};

const readCheck = (source: Source, node: unknown): Check => {
	const entries = entriesOf(source, node, 'a check', ['says', 'query', 'expect', 'rows', 'anomaly', ...whereKeys]);
	const rows = entries.get('rows');
	const several = entries.get('expect');
	if ((rows === undefined) === (several === undefined)) {
		return source.refuse(node, 'a check has either "rows", or "expect" with a list of rows for several places.');
	}

	const read = (from: ReadonlyMap<string, unknown>) => ({
		rows: readRows(source, from.get('rows')),
		...(from.has('anomaly') && {anomaly: textOf(source, from.get('anomaly'), '"anomaly"')}),
		...readWhere(source, from),
	});
	if (several !== undefined && entries.has('anomaly')) {
		return source.refuse(node, '"anomaly" says what is wrong with "rows": put it beside them, into "expect".');
	}

	const expect = several === undefined
		? [read(entries)]
		: itemsOf(source, several, '"expect"').map(item => read(entriesOf(source, item, '"expect" of a check', ['rows', 'anomaly', ...whereKeys])));
	return {
		says: entries.has('says') ? textOf(source, entries.get('says'), '"says"') : source.refuse(node, 'this check lacks "says": what is looked at, in words.'),
		...(entries.has('query') && {query: textOf(source, entries.get('query'), '"query"')}),
		expect,
		line: source.lineOf(node),
	};
};

/**
Makes a lesson of the text of a file: YAML, or JSON. It is data, and nothing in it is run but its SQL.

@param file - Its name, for messages.
@throws {LessonFileError} It can't be a lesson: the message names the line, and what is allowed there.
*/
export const parseLesson = (text: string, file: string): Lesson => {
	const source = parseSource(text, file);
	const {root} = source;
	if (!isMap(root)) {
		throw new LessonFileError(`${file} is not a lesson: there are no keys such as title and steps in it. ${commandLine('lesson --new FILE')} writes one to begin with.`);
	}

	const entries = entriesOf(source, root, 'a lesson', keys);
	for (const key of ['title', ...(entries.has('steps') ? [] : ['sessions', 'steps'])]) {
		if (!entries.has(key)) {
			source.refuse(root, `this lesson lacks "${key}".`);
		}
	}

	const levelsOf = (key: string, fallback: readonly IsolationLevel[]) => entries.has(key)
		? itemsOf(source, entries.get(key), `"${key}"`).map(item => oneOf(source, item, `"${key}"`, isolationLevels))
		: fallback;
	const levels = levelsOf('levels', isolationLevels);
	const rounds = levelsOf('rounds', levels.slice(0, 1));
	if (levels.length === 0 || rounds.length === 0 || rounds.some(level => !levels.includes(level))) {
		source.refuse(entries.get('rounds') ?? entries.get('levels'), `"rounds" are some of the levels of the lesson: ${levels.join(', ')}.`);
	}

	// Storms need nobody; where somebody is missed, the step says so.
	const sessions = entries.has('sessions') ? readSessions(source, entries.get('sessions')) : [];
	const steps = itemsOf(source, entries.get('steps'), '"steps"').map(item => readStep(source, item, sessions));
	if (steps.length === 0 || steps.length > mostSteps) {
		source.refuse(entries.get('steps'), `a lesson has 1 to ${mostSteps} steps.`);
	}

	const storms = steps.flatMap(step => step.type === 'storm' ? [step.name] : []);
	if (new Set(storms).size < storms.length) {
		source.refuse(entries.get('steps'), 'each storm has a name of its own: comparisons go by it.');
	}

	if (storms.length > mostStorms) {
		source.refuse(entries.get('steps'), `a lesson has at most ${mostStorms} storms.`);
	}

	if (sessions.length === 0 && storms.length === 0) {
		source.refuse(root, 'this lesson lacks "sessions".');
	}

	const setup = entries.has('setup') ? itemsOf(source, entries.get('setup'), '"setup"') : [];
	const optional = (key: string, fallback: string) => entries.has(key) ? textOf(source, entries.get(key), `"${key}"`) : fallback;
	return {
		name: optional('name', file),
		title: textOf(source, entries.get('title'), '"title"'),
		look: optional('look', ''),
		levels, rounds, sessions, steps,
		setup: setup.map(item => textOf(source, item, 'a statement of "setup"')),
		origin: {file, setup: setup.map(item => source.lineOf(item))},
		checks: entries.has('checks') ? itemsOf(source, entries.get('checks'), '"checks"').map(item => readCheck(source, item)) : [],
		...(entries.has('comparisons') && {comparisons: itemsOf(source, entries.get('comparisons'), '"comparisons"').map(item => readComparison(source, item, storms))}),
	};
};

/** A character takes four bytes at most. */
const mostBytes = 4 * (longest + 1);

/** The text of a file, or the beginning of one that is too long anyway: it may have no end. */
const readStart = async (file: string): Promise<string> => {
	const chunks: Buffer[] = [];
	for await (const chunk of createReadStream(file, {end: mostBytes - 1})) {
		chunks.push(Buffer.from(chunk as Uint8Array));
	}

	return Buffer.concat(chunks).toString('utf8');
};

/**
Reads a lesson from a file.

@throws {LessonFileError} There is no such file, or it can't be a lesson.
*/
export const readLesson = async (file: string): Promise<Lesson> => {
	let text: string;
	try {
		text = await readStart(file);
	} catch (error) {
		throw new LessonFileError(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}. ${commandLine('lesson --new FILE')} writes one to begin with.`, {cause: error});
	}

	return parseLesson(text, file);
};
