import {isMap, isScalar, isSeq} from 'yaml';
import {engines} from '../../database/engines/index.js';
import {isolationLevels} from '../../transactions/isolation.js';
import {lost} from '../expectations.js';
import type {Expectation, Where} from '../lesson.js';
import {countOf, entriesOf, itemsOf, oneOf, textOf, yesOrNo, type Source} from './nodes.js';

/** The keys of what says where something goes for. */
export const whereKeys = ['on', 'not-on'] as const;

const places: readonly string[] = [...isolationLevels, ...engines.map(({name}) => name)];

const placesOf = (source: Source, node: unknown, what: string): string[] => itemsOf(source, node, what).map(item => oneOf(source, item, what, places));

/** Where something goes for. */
export const readWhere = (source: Source, entries: ReadonlyMap<string, unknown>): Where => ({
	...(entries.has('on') && {on: placesOf(source, entries.get('on'), '"on"')}),
	...(entries.has('not-on') && {notOn: placesOf(source, entries.get('not-on'), '"not-on"')}),
});

const codesOf = (source: Source, node: unknown, what: string): string[] => itemsOf(source, node, what).map(item => {
	const code = textOf(source, item, what);
	return code === lost || /^[\dA-Z]{5}$/v.test(code)
		? code
		: source.refuse(item, `${what} can't be "${code}". It is a SQLSTATE, five digits and capitals such as 40001, or ${lost} for an answer that never comes.`);
});

const valueOf = (source: Source, node: unknown): string => isScalar(node) && node.value === null ? 'NULL' : textOf(source, node, 'a value');

/** Rows: a list of lists of values; a row of one value needs no brackets. */
export const readRows = (source: Source, node: unknown): string[][] => isSeq(node)
	? node.items.map(row => isSeq(row) ? row.items.map(value => valueOf(source, value)) : [valueOf(source, row)])
	: source.refuse(node, '"rows" is a list of rows, for example [[Ada, 900], [Ben, 350]], or [900], or [] for none.');

const expectationKeys = [...whereKeys, 'waits', 'fails', 'may-fail', 'rows', 'count'];

const readExpectation = (source: Source, node: unknown): Expectation => {
	const entries = entriesOf(source, node, '"expect"', expectationKeys);
	if (entries.has('fails') && ['rows', 'count', 'may-fail'].some(key => entries.has(key))) {
		source.refuse(entries.get('fails'), 'what fails has no rows and no count, and doesn\'t only may fail. Leave one of them out.');
	}

	return {
		...readWhere(source, entries),
		...(entries.has('waits') && {waits: yesOrNo(source, entries.get('waits'), '"waits"')}),
		...(entries.has('fails') && {fails: codesOf(source, entries.get('fails'), '"fails"')}),
		...(entries.has('may-fail') && {mayFail: codesOf(source, entries.get('may-fail'), '"may-fail"')}),
		...(entries.has('rows') && {rows: readRows(source, entries.get('rows'))}),
		...(entries.has('count') && {count: countOf(source, entries.get('count'), '"count"')}),
	};
};

/** What a statement is to come to: one map, or a list of them, of which the first that goes for the server and the level counts. */
export const readExpectations = (source: Source, node: unknown): Expectation[] =>
	isMap(node) ? [readExpectation(source, node)] : itemsOf(source, node, '"expect"').map(item => readExpectation(source, item));
