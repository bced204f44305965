import type {CellResult} from '../../load/lab/results.js';
import {relativeSpread, type Spread} from '../../load/lab/spread.js';
import {formatMs} from '../format.js';
import {plain, toned, type Segment} from '../line.js';
import {countOf, formatCount} from '../storm/words.js';
import type {Glyphs} from '../theme.js';
import {moneyFits, moneyWords} from './money-words.js';

/** How a figure is shown. */
export type Showing = {
	readonly glyphs: Glyphs;
	/** With how far the rounds lie apart. */
	readonly isSpread?: boolean;
	/** As many cells there are at most. */
	readonly room?: number;
};

/** A column of the lab's table. */
export type Column = {
	readonly title: string;
	/** The title where there is little room. */
	readonly shortTitle: string;
	/** In cells, without and with a spread; one that says more the more room there is has here the least. */
	readonly width: number;
	readonly spreadWidth: number;
	/** Where there is no room for all, those with the higher numbers go first; 0 stays. */
	readonly giveWay: number;
	/** One sentence. */
	readonly explanation: string;
	show(result: CellResult, showing: Showing): Segment;
	/** What it came to, and in which rounds it came to what. */
	tell(result: CellResult): string;
};

type Figure = Pick<Column, 'title' | 'width' | 'giveWay' | 'explanation'> & {
	/** As many more cells a spread takes; 0 where it would say nothing. */
	readonly spread: number;
	readonly shortTitle?: string;
	of(result: CellResult): Spread;
	format(value: number): string;
};

/** `4,380 ±3%`; without a spread where there was one round. */
const figure = ({title, shortTitle = title, width, giveWay, explanation, spread, of, format}: Figure): Column => ({
	title, shortTitle, width, spreadWidth: width + spread, giveWay, explanation,
	show(result, {glyphs, isSpread = false}) {
		const value = of(result);
		const apart = isSpread && spread > 0 && result.rounds > 1 ? ` ${glyphs.plusMinus}${Math.round(relativeSpread(value) * 100)}%` : '';
		return plain(format(value.median) + apart);
	},
	tell(result) {
		const {median, least, most} = of(result);
		return result.rounds > 1 ? `${format(median)}; in ${countOf(result.rounds, 'round', 'rounds')} between ${format(least)} and ${format(most)}` : `${format(median)}, in one round`;
	},
});

/** From the left to the right. */
export const columns: readonly Column[] = [
	figure({
		title: 'transfers/s', shortTitle: '/s', width: 6, spread: 5, giveWay: 0,
		explanation: 'Transfers that committed, a second: the median of the rounds, and half of what lies between the slowest and the fastest.',
		of: ({perSecond}) => perSecond, format: formatCount,
	}),
	figure({
		title: 'attempts', width: 8, spread: 3, giveWay: 3,
		explanation: 'How many attempts one committed transfer took; at 1.00 nothing was done twice.',
		of: ({attempts}) => attempts, format: value => value.toFixed(2),
	}),
	figure({
		title: 'p50', width: 5, spread: 6, giveWay: 4,
		explanation: 'Half of the transfers were done within this time, all their attempts and waits included.',
		of: ({p50}) => p50, format: formatMs,
	}),
	figure({
		title: 'p99', width: 5, spread: 6, giveWay: 2,
		explanation: 'Of 100 transfers 99 were done within this time, all their attempts and waits included.',
		of: ({p99}) => p99, format: formatMs,
	}),
	figure({
		title: 'fair', width: 4, spread: 6, giveWay: 1,
		explanation: 'Jain\'s index of what the clients got done: 1.00 if all got the same, 1/n if one of n got everything.',
		of: ({jain}) => jain, format: value => value.toFixed(2),
	}),
	figure({
		title: 'wasted', width: 6, spread: 0, giveWay: 5,
		explanation: 'The share of all attempts whose work was thrown away.',
		of: ({wasted}) => wasted, format: value => `${Math.round(value * 100)}%`,
	}),
	{
		title: 'money', shortTitle: 'money', width: 7, spreadWidth: 7, giveWay: 0,
		explanation: 'What the audits of all rounds found: right, or how much was made out of nothing, was lost, or both in turn.',
		show: ({money}, {glyphs, room}) => money.isRight
			? toned('committed', glyphs.committed)
			: toned('failed', `${glyphs.failed} ${moneyFits(money, glyphs, (room ?? Infinity) - glyphs.failed.length - 1)}`),
		tell: ({money, rounds}) => money.isRight
			? `every account is as its ledger makes it, after ${countOf(rounds, 'round', 'rounds')}`
			: `wrong: it ${moneyWords(money)}`,
	},
];
