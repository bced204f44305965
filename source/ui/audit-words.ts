import type {Audit} from '../bank/audit.js';
import {formatCents} from '../bank/money.js';
import {toned, type Segment} from './line.js';
import type {Glyphs} from './theme.js';

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const differenceWords = ({differences, opening}: Audit): string => {
	const [first, ...others] = differences;
	if (!first) {
		return `the total was ${formatCents(opening)}`;
	}

	const {owner, cents} = first;
	const more = others.length === 0 ? '' : `, ${counted(others.length, 'more account', 'more accounts')}`;
	return `${owner} ${formatCents(cents < 0n ? -cents : cents)} ${cents < 0n ? 'short of' : 'above'} the ledger${more}`;
};

/** What an audit found, the worst of it first, with what it means. */
export const auditFinding = (audit: Audit): {readonly tone: 'committed' | 'failed' | 'waiting'; readonly words: string} => {
	const {lost, twice, denied = 0, unknown, conserved} = audit;
	if (lost > 0) {
		return {tone: 'failed', words: `${counted(lost, 'transfer', 'transfers')} lost: reported done, not in the ledger`};
	}

	if (denied > 0) {
		return {tone: 'failed', words: `${counted(denied, 'transfer', 'transfers')} made that were reported as not made`};
	}

	if (twice > 0) {
		return {tone: 'failed', words: `${counted(twice, 'transfer', 'transfers')} twice: the money moved once more than the ledger says`};
	}

	if (!conserved) {
		return {tone: 'failed', words: differenceWords(audit)};
	}

	return unknown > 0
		? {tone: 'waiting', words: `${counted(unknown, 'transfer', 'transfers')} unknown: not in the ledger so far`}
		: {tone: 'committed', words: 'nothing lost, nothing twice'};
};

/** The same for a line, with its sign. */
export const auditSegment = (audit: Audit, {committed, failed, unknown}: Glyphs): Segment => {
	const {tone, words} = auditFinding(audit);
	return toned(tone, `${{committed, failed, waiting: unknown}[tone]} ${words}`);
};
