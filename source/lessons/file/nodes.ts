import leven from 'leven';
import {isMap, isScalar, isSeq, LineCounter, parseDocument, type Node} from 'yaml';
import {LessonFileError} from '../errors.js';

/** A file's nodes, and where they stand. */
export type Source = {
	readonly root: unknown;
	/** Counted from 1. */
	lineOf(node: unknown): number;
	/** Throws what is wrong with a node. */
	refuse(node: unknown, problem: string): never;
};

/** The longest file that is read, in characters. */
export const longest = 200_000;
/** No lesson lies in so many brackets; to look into them would take seconds, and fail. */
const deepest = 1000;
/** The longest text in one. */
const longestText = 4000;

const offsetOf = (node: unknown): number => (node as Node | undefined)?.range?.[0] ?? 0;

/** How deep brackets lie in brackets, wherever they stand. */
const depthOf = (text: string): number => {
	let [depth, most] = [0, 0];
	for (const [bracket] of text.matchAll(/[\[\]\{\}]/gv)) {
		depth += '[{'.includes(bracket) ? 1 : -1;
		most = Math.max(most, depth);
	}

	return most;
};

/** What the parser's messages say to programmers, for people. */
const problems: ReadonlyArray<readonly [message: RegExp, words: string]> = [
	[/multiple documents/v, 'it has more than one document; a lesson is one, without --- in between'],
	[/call stack/v, 'it is nested too deep'],
];

/** Parses YAML, and JSON, which is YAML too. Nothing in it is run, and no node stands for another one. */
export const parseSource = (text: string, file: string): Source => {
	const lines = new LineCounter();
	const lineOf = (node: unknown): number => Math.max(1, lines.linePos(offsetOf(node)).line);
	const refuse = (node: unknown, problem: string): never => {
		throw new LessonFileError(`${file}, line ${lineOf(node)}: ${problem}`);
	};

	if (text.length > longest) {
		throw new LessonFileError(`${file} has ${text.length.toLocaleString('en-US')} characters, and a lesson at most ${longest.toLocaleString('en-US')}. Make several lessons of it.`);
	}

	if (depthOf(text) > deepest) {
		throw new LessonFileError(`${file} is nested too deep: no lesson has more than ten brackets in each other.`);
	}

	// The parser would compare each key with all before it; whoever reads a map looks for its keys anyway.
	const {contents, errors, warnings} = parseDocument(text, {lineCounter: lines, prettyErrors: false, stringKeys: true, uniqueKeys: false});
	const [problem] = [...errors, ...warnings];
	if (problem) {
		const [message = ''] = problem.message.split('\n', 1);
		const words = problems.find(([pattern]) => pattern.test(message))?.[1] ?? message.replace(/\.$/v, '');
		throw new LessonFileError(`${file}, line ${Math.max(1, lines.linePos(problem.pos[0]).line)}: this is not YAML: ${words}.`);
	}

	return {root: contents, lineOf, refuse};
};

/** The entries of a map whose keys are all known ones. */
export const entriesOf = (source: Source, node: unknown, what: string, known: readonly string[]): ReadonlyMap<string, unknown> => {
	if (!isMap(node)) {
		return source.refuse(node, `${what} is a map: a key, a colon and a value in each line.`);
	}

	const entries = new Map<string, unknown>();
	for (const {key, value} of node.items) {
		const name = isScalar(key) ? String(key.value) : '';
		if (!known.includes(name)) {
			const [nearest = ''] = known.toSorted((a, b) => leven(name, a) - leven(name, b));
			source.refuse(key, `${what} has no "${name}". ${leven(name, nearest) <= 2 ? `Did you mean ${nearest}?` : `There are ${known.join(', ')}.`}`);
		}

		if (entries.has(name)) {
			source.refuse(key, `${what} has "${name}" twice. Leave one of them out.`);
		}

		entries.set(name, value);
	}

	return entries;
};

/** A text, as it stands in the file: 08006 stays that. */
export const textOf = (source: Source, node: unknown, what: string): string => {
	if (!isScalar(node) || node.value === null || node.value === '') {
		return source.refuse(node, `${what} is a text.`);
	}

	const text = typeof node.value === 'string' ? node.value : node.source ?? '';
	return text.length > longestText ? source.refuse(node, `${what} is longer than ${longestText.toLocaleString('en-US')} characters.`) : text;
};

/** The items of a list; a single one needs no brackets. */
export const itemsOf = (source: Source, node: unknown, what: string): readonly unknown[] => {
	if (isSeq(node)) {
		return node.items;
	}

	return isScalar(node) && node.value !== null ? [node] : source.refuse(node, `${what} is a list: each item in a line of its own, after a dash.`);
};

/** One of several words. */
export const oneOf = <Word extends string>(source: Source, node: unknown, what: string, words: readonly Word[]): Word => {
	const text = textOf(source, node, what);
	return words.find(word => word === text) ?? source.refuse(node, `${what} can't be "${text}". It is one of ${words.join(', ')}.`);
};

export const yesOrNo = (source: Source, node: unknown, what: string): boolean =>
	['yes', 'true'].includes(oneOf(source, node, what, ['yes', 'no', 'true', 'false']));

/** A whole number, not below zero. */
export const countOf = (source: Source, node: unknown, what: string): number => {
	const text = textOf(source, node, what);
	return /^\d{1,9}$/v.test(text) ? Number(text) : source.refuse(node, `${what} can't be "${text}". It is a whole number, 0 or more.`);
};
