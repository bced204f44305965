import {none} from '../../transactions/policies/none.js';
import {readThenWrite} from '../cures/read-then-write.js';
import {readModifyWrite} from './read-modify-write.js';
import type {CellResult, MoneyResult} from './results.js';
import {overlaps} from './spread.js';

/** From this fairness on, clients are treated alike. */
export const fairFrom = 0.95;

/** What a lab's figures say. Cells by their names. */
export type Finding =
	/** A cell's books don't balance, and they should: a bug, whatever its figures. */
	| {readonly type: 'broken'; readonly cell: string; readonly money: MoneyResult}
	/** The fastest of those that keep the money right and treat clients alike; `asFast` are within its spread. */
	| {readonly type: 'fastest-fair'; readonly cell: string; readonly asFast: readonly string[]; readonly isOneEach: boolean}
	/** The same among those whose transactions carry one transfer each, where the fastest is none of them. */
	| {readonly type: 'fastest-one-each'; readonly cell: string; readonly asFast: readonly string[]}
	/** No cell that keeps the money right treats clients alike; this one does best. */
	| {readonly type: 'none-fair'; readonly cell: string; readonly jain: number}
	/** These are surely faster than the fastest fair one, and some clients pay for it. */
	| {readonly type: 'fast-but-unfair'; readonly cells: readonly string[]; readonly least: number; readonly most: number}
	/** What waiting alone changes about the plain transfer: its speed by a factor, its fairness, and clients that get nothing. */
	| {
		readonly type: 'backoff'; readonly without: string; readonly with: string; readonly factor: number; readonly isWithinSpread: boolean;
		readonly jainWithout: number; readonly jainWith: number; readonly isFairnessWithinSpread: boolean; readonly starved: number;
	}
	/** A cell that is wrong on purpose moved money to where it doesn't belong, or happened not to. */
	| {readonly type: 'wrong'; readonly cell: string; readonly money: MoneyResult}
	/** The plain transfer kept its books under READ COMMITTED; what that level leaves out is told all the same. */
	| {readonly type: 'kept-books'; readonly cell: string};

/** The fastest first. */
const bySpeed = (results: readonly CellResult[]): CellResult[] => results.toSorted((a, b) => b.perSecond.median - a.perSecond.median);

/** Those that may be as fast. */
const within = (best: CellResult, others: readonly CellResult[]): string[] => others
	.filter(each => each !== best && overlaps(best.perSecond, each.perSecond))
	.map(({cell: {name}}) => name);

const findFastest = (right: readonly CellResult[]): Finding[] => {
	const fair = bySpeed(right.filter(({jain}) => jain.median >= fairFrom));
	const [best] = fair;
	if (!best) {
		const [fairest] = right.toSorted((a, b) => b.jain.median - a.jain.median);
		return fairest ? [{type: 'none-fair', cell: fairest.cell.name, jain: fairest.jain.median}] : [];
	}

	const {name, isOneEach} = best.cell;
	const oneEach = fair.filter(({cell}) => cell.isOneEach);
	const [single] = oneEach;
	const faster = bySpeed(right.filter(({jain, perSecond}) => jain.median < fairFrom && perSecond.least > best.perSecond.most));
	const indexes = faster.map(({jain}) => jain.median);
	return [
		{type: 'fastest-fair', cell: name, asFast: within(best, fair), isOneEach},
		...(isOneEach || !single ? [] : [{type: 'fastest-one-each', cell: single.cell.name, asFast: within(single, oneEach)} as const]),
		...(faster.length === 0 ? [] : [{type: 'fast-but-unfair', cells: faster.map(({cell}) => cell.name), least: Math.min(...indexes), most: Math.max(...indexes)} as const]),
	];
};

/** The plain transfer without any backoff, against the same with the first backoff there is. */
const findBackoff = (right: readonly CellResult[]): Finding[] => {
	const plain = right.filter(({cell: {cure}}) => cure === readThenWrite.name);
	const without = plain.find(({cell: {policy}}) => policy === none.name);
	const waiting = plain.find(({cell: {policy, isolation}}) => policy !== none.name && isolation === without?.cell.isolation);
	return without && waiting && without.perSecond.median > 0
		? [{
			type: 'backoff',
			without: without.cell.name,
			with: waiting.cell.name,
			factor: waiting.perSecond.median / without.perSecond.median,
			isWithinSpread: overlaps(without.perSecond, waiting.perSecond),
			jainWithout: without.jain.median,
			jainWith: waiting.jain.median,
			isFairnessWithinSpread: overlaps(without.jain, waiting.jain),
			starved: waiting.starved.median,
		}]
		: [];
};

/** What the figures say, the gravest first, and then what answers the question. */
export const findingsOf = (results: readonly CellResult[]): Finding[] => {
	const broken = results.filter(({cell, money}) => !cell.mayLose && !money.isRight);
	// What is wrong on purpose is no answer, even where a stricter level keeps it from doing harm.
	const right = results.filter(({cell, money, rounds}) => rounds > 0 && money.isRight && cell.cure !== readModifyWrite.name);
	const wrong = results.filter(({cell, rounds}) => cell.mayLose && rounds > 0);
	// It decides by what it read, and under this level that may be out of date: fine figures don't make it an answer.
	const lax = right.filter(({cell}) => cell.cure === readThenWrite.name && cell.inForce === 'read committed');
	return [
		...broken.map(({cell, money}) => ({type: 'broken', cell: cell.name, money} as const)),
		...findFastest(right.filter(each => !lax.includes(each))),
		...findBackoff(right),
		...wrong.map(({cell, money}) => ({type: 'wrong', cell: cell.name, money} as const)),
		...lax.slice(0, 1).map(({cell}) => ({type: 'kept-books', cell: cell.name} as const)),
	];
};
