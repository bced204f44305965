import {isMap} from 'yaml';
import type {Step} from '../lesson.js';
import {entriesOf, oneOf, textOf, type Source} from './nodes.js';
import {readExpectations, readWhere, whereKeys} from './read-outcome.js';
import {readStorm, stormKeys} from './read-storm.js';

/** What a step is that no session's name begins: a session can't have one of these names. */
export const ownKeys = [
	'caption', 'code', 'lines', 'question', 'answer', 'backoff', 'cut', 'lose-answer', 'reconnect', 'storm', 'say', 'when', 'expect', 'settles', ...stormKeys, ...whereKeys,
] as const;

const findings = ['rows', 'no rows'] as const;

const faultKeys = ['cut', 'lose-answer', 'reconnect'] as const;

const words = ['ok', 'failed'] as const;

/** Which keys go with the one that says what a step is. */
const companions = {
	caption: whereKeys, code: ['lines', ...whereKeys], question: ['answer', ...whereKeys], backoff: ['when', ...whereKeys],
	cut: ['when', ...whereKeys], 'lose-answer': ['when', ...whereKeys], reconnect: ['when', ...whereKeys],
	storm: [...stormKeys, ...whereKeys],
} as const;

const required = (source: Source, node: unknown, entries: ReadonlyMap<string, unknown>, key: string): string =>
	entries.has(key) ? textOf(source, entries.get(key), `"${key}"`) : source.refuse(node, `this step lacks "${key}".`);

/** Reads one step. `sessions` are the names that may stand before a statement. */
export const readStep = (source: Source, node: unknown, sessions: readonly string[]): Step => {
	const all = entriesOf(source, node, 'a step', [...sessions, ...ownKeys]);
	const kinds = [...Object.keys(companions), ...sessions].filter(key => all.has(key));
	const [kind = '', other] = kinds;
	if (kind === '' || other !== undefined) {
		return source.refuse(node, other === undefined
			? `this step doesn't say what it is. It begins with ${sessions.length === 0 ? '' : `a session (${sessions.join(', ')}) or with `}${Object.keys(companions).join(', ')}.`
			: `this step is two: "${kind}" and "${other}". Make two of it, each after a dash.`);
	}

	const isStatement = sessions.includes(kind);
	const allowed = isStatement ? ['say', 'when', 'expect', 'settles', ...whereKeys] : companions[kind as keyof typeof companions];
	const entries = entriesOf(source, node, isStatement ? 'a statement' : `a step with "${kind}"`, [kind, ...allowed]);
	const when = entries.has('when') ? oneOf(source, entries.get('when'), '"when"', words) : undefined;
	const place = {line: source.lineOf(isMap(node) ? node.items[0]?.key : node), ...readWhere(source, entries)};
	const turn = {...place, ...(when !== undefined && {when})};
	const value = entries.get(kind);
	if (isStatement) {
		return {
			type: 'statement', session: kind, sql: textOf(source, value, 'a statement'), ...turn,
			...(entries.has('say') && {say: textOf(source, entries.get('say'), '"say"')}),
			expect: entries.has('expect') ? readExpectations(source, entries.get('expect')) : [],
			...(entries.has('settles') && {settles: oneOf(source, entries.get('settles'), '"settles"', findings)}),
		};
	}

	switch (kind as keyof typeof companions) {
		case 'caption': {
			return {type: 'caption', text: textOf(source, value, '"caption"'), ...place};
		}

		case 'code': {
			return {type: 'code', title: textOf(source, value, '"code"'), lines: required(source, node, entries, 'lines').trimEnd().split('\n'), ...place};
		}

		case 'question': {
			return {type: 'question', text: textOf(source, value, '"question"'), answer: required(source, node, entries, 'answer'), ...place};
		}

		case 'storm': {
			return {...readStorm(source, entries), ...place};
		}

		case 'backoff': {
			return {type: 'backoff', session: oneOf(source, value, '"backoff"', sessions), ...turn};
		}

		case 'cut':
		case 'lose-answer':
		case 'reconnect': {
			const fault = faultKeys.find(key => key === kind) ?? 'cut';
			return {type: 'fault', fault, session: oneOf(source, value, `"${fault}"`, sessions), ...turn};
		}
	}
};
