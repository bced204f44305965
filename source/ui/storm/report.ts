import type {StormEvent, StormShape} from '../../load/events.js';
import type {StormFigures} from '../../load/statistics.js';
import {formatMs, pad} from '../format.js';
import {plain, toned, type Line} from '../line.js';
import type {Glyphs} from '../theme.js';
import {adviceOf, optionHandles} from './advice.js';
import {attemptsEach, countOf, failureWords, formatClock, formatCount, formatLong, otherOutcomes} from './words.js';

/** How a storm goes, in one line of text. */
export const sampleLine = ({elapsed, commitsNow, retriesNow, waiting, latency: {p50, p99}, jain, clients}: StormEvent & {readonly type: 'storm-sample'}): Line => [
	toned('dim', pad(formatClock(elapsed), 7, 'right')),
	plain(`${pad(formatCount(commitsNow), 8, 'right')} commits/s${pad(formatCount(retriesNow), 8, 'right')} retries/s`),
	plain(`${pad(String(waiting), 5, 'right')} of ${clients} waiting`),
	plain(`   p50 ${pad(formatMs(p50), 6, 'right')}  p99 ${pad(formatMs(p99), 6, 'right')}  fairness ${jain.toFixed(2)}`),
];

const row = (title: string, text: string): Line => [toned('dim', `  ${pad(title, 10)}`), plain(text)];

/** What a storm came to, in lines of text. */
export const reportLines = (figures: StormFigures, shape: StormShape, {clients, refused}: {
	readonly clients: number;
	/** The cures that can't be had there, by name, as far as that is known. */
	readonly refused: ReadonlyMap<string, string> | undefined;
}, glyphs: Glyphs): Line[] => {
	const {committed, elapsed, perSecond, latency, backoff, jain, starved, failures} = figures;
	const {p50, p95, p99, max} = latency;
	const separator = ` ${glyphs.dot} `;
	return [
		row('transfers', [`${formatCount(committed)} committed in ${(elapsed / 1000).toFixed(1)}s, ${formatCount(perSecond)} a second`, ...otherOutcomes(figures)].join(separator)),
		row('attempts', `${attemptsEach(figures).toFixed(2)} a transfer${separator}waited ${formatLong(backoff)} in all`),
		row('latency', committed === 0 ? 'none: nothing committed' : `p50 ${formatMs(p50)}  p95 ${formatMs(p95)}  p99 ${formatMs(p99)}  max ${formatMs(max)}`),
		row('fairness', `${jain.toFixed(2)} (Jain's index)${separator}${starved === 0 ? 'every client committed' : `${countOf(starved, 'client', 'clients')} of ${clients} committed nothing`}`),
		row('failures', failures.length === 0 ? 'none' : failures.map(each => failureWords(each)).join(separator)),
		[plain(adviceOf({shape, figures, clients, refused, handles: optionHandles}))],
	];
};
