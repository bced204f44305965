import type {CellResult} from '../../load/lab/results.js';
import {relativeSpread} from '../../load/lab/spread.js';
import {formatMs} from '../format.js';
import {plain, toned, type Segment} from '../line.js';
import {formatCount} from '../storm/words.js';
import type {Glyphs} from '../theme.js';
import {moneyFigure} from './money-words.js';

/** A column of the lab's table. */
export type Column = {
	readonly title: string;
	/** In cells. */
	readonly width: number;
	/** Where there is no room for all, those with the higher numbers go first; 0 stays. */
	readonly giveWay: number;
	/** One sentence. */
	readonly explanation: string;
	show(result: CellResult, glyphs: Glyphs): Segment;
};

/** `4,380 ±3%`; without a spread where there was one round. */
export const speedText = ({perSecond, rounds}: CellResult, {plusMinus}: Pick<Glyphs, 'plusMinus'>): string =>
	`${formatCount(perSecond.median)}${rounds > 1 ? ` ${plusMinus}${Math.round(relativeSpread(perSecond) * 100)}%` : ''}`;

/** From the left to the right. */
export const columns: readonly Column[] = [
	{
		title: 'transfers/s', width: 11, giveWay: 0,
		explanation: 'Transfers that committed, a second: the median of the rounds, and half of what lies between the slowest and the fastest.',
		show: (result, glyphs) => plain(speedText(result, glyphs)),
	},
	{
		title: 'attempts', width: 8, giveWay: 0,
		explanation: 'How many attempts one committed transfer took; at 1.00 nothing was done twice.',
		show: ({attempts}) => plain(attempts.median.toFixed(2)),
	},
	{
		title: 'p50', width: 6, giveWay: 1,
		explanation: 'Half of the transfers were done within this time, all their attempts and waits included.',
		show: ({p50}) => plain(formatMs(p50.median)),
	},
	{
		title: 'p99', width: 6, giveWay: 0,
		explanation: 'So were 99 of 100.',
		show: ({p99}) => plain(formatMs(p99.median)),
	},
	{
		title: 'fair', width: 4, giveWay: 0,
		explanation: 'Jain\'s index of what the clients got done: 1.00 if all got the same, 1/n if one of n got everything.',
		show: ({jain}) => plain(jain.median.toFixed(2)),
	},
	{
		title: 'wasted', width: 6, giveWay: 2,
		explanation: 'The share of all attempts whose work was thrown away.',
		show: ({wasted}) => plain(`${Math.round(wasted.median * 100)}%`),
	},
	{
		title: 'money', width: 11, giveWay: 0,
		explanation: 'What the audits found: every account as its ledger makes it, or what all rounds together made (+) and lost (-).',
		show: ({money}, glyphs) => money.isRight
			? toned('committed', glyphs.committed)
			: toned('failed', `${glyphs.failed} ${moneyFigure(money, glyphs)}`),
	},
];
