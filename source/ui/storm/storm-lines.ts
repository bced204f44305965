import {formatCents} from '../../bank/money.js';
import {restartOf} from '../../load/cures/cure.js';
import type {FailureCount} from '../../load/failure-counts.js';
import type {StormFigures} from '../../load/statistics.js';
import type {Frame} from '../../store/store.js';
import type {StormModel, StormPoint} from '../../store/storm.js';
import {auditSegment} from '../audit-words.js';
import {cut, formatMs, pad, wrap} from '../format.js';
import {lostSegment} from '../lost-words.js';
import {plain, spread, toned, type Line} from '../line.js';
import type {Glyphs, Tone} from '../theme.js';
import {adviceOf, keyHandles, optionHandles} from './advice.js';
import {sparkline} from './sparkline.js';
import {attemptsEach, failureWords, formatClock, formatCount, formatLong, otherOutcomes, countOf, shapeWords, sharedWords, waitWords} from './words.js';

/** Figures begin in this cell, and charts in that one. */
const figureStart = 12;
const chartStart = 24;
/** A fairness index from which on clients are treated alike, and one below which they are not. */
const fair = 0.9;
const unfair = 0.5;

/** The least that the top of a chart stands for: so that nothing at all looks like nothing. */
const leastTop = 1;

const stateWords: Readonly<Record<StormModel['state'], string>> = {
	opening: 'opening', starting: 'starting', running: 'running', stopping: 'stopping', stopped: 'stopped',
};

/** What the storm is, and how long it has gone on. */
export const titleLine = (storm: StormModel, width: number, glyphs: Glyphs): Line => {
	const {shape, clients, cure, state, sample} = storm;
	const clock = `${stateWords[state]}  ${formatClock(sample?.elapsed ?? 0)} `;
	const told = shape ? shapeWords(shape, clients, glyphs) : `${countOf(clients, 'client', 'clients')} ${glyphs.dot} ${cure.title}`;
	return spread(
		[toned('strong', ' Storm'), plain(`  ${cut(told, width - clock.length - 10)}`)],
		[toned(state === 'running' ? 'committed' : 'waiting', clock)],
		width,
	);
};

/** How it waits, and where all that happens. */
export const placeLine = ({model: {connection, making}}: Frame, {clients, connections, cure, shape}: StormModel, width: number, glyphs: Glyphs): Line => {
	const separator = ` ${glyphs.dot} `;
	const restart = shape ? shape.restart ?? 'begin' : restartOf(cure, making.restart);
	const waits = waitWords({...making, restart, policy: making.policy.name}, glyphs);
	if (connection.type !== 'connected') {
		return [toned('dim', ` ${waits}${separator}${connection.type === 'failed' ? connection.message : `opening ${glyphs.more}`}`)];
	}

	const {engine, version, embedded, isolation} = connection.server;
	const shared = connections !== undefined && clients > connections ? [sharedWords(connections)] : [];
	return [toned('dim', cut(` ${[waits, `${engine} ${version}${embedded ? ' embedded' : ''}`, isolation === '' ? making.isolation : isolation, ...shared].join(separator)}`, width))];
};

/** One chart with its figure at the left: its rows from the top down. */
const chart = (title: string, figure: string, values: readonly number[], {width, height, glyphs, tone}: {
	readonly width: number;
	readonly height: number;
	readonly glyphs: Glyphs;
	readonly tone: Tone;
}): Line[] => {
	const room = Math.max(0, width - chartStart - 1);
	const most = Math.max(leastTop, ...values.slice(-room));
	const rows = sparkline(values, {width: room, height, most, bars: glyphs.bars});
	return rows.map((row, index): Line => index === height - 1
		? [plain(` ${pad(title, figureStart - 1)}${pad(figure, chartStart - figureStart - 2, 'right')}  `), toned(tone, row)]
		: [plain(' '.repeat(chartStart)), toned(tone, row)]);
};

/** The three charts, in as many rows as there are. */
export const chartLines = ({points, sample, clients}: StormModel, width: number, heights: readonly [number, number, number], glyphs: Glyphs): Line[] => {
	const valuesOf = (field: keyof StormPoint) => points.map(point => point[field]);
	const [commits, retries, waiting] = heights;
	return [
		...chart('commits/s', sample ? formatCount(sample.commitsNow) : '', valuesOf('commits'), {width, height: commits, glyphs, tone: 'committed'}),
		...chart('retries/s', sample ? formatCount(sample.retriesNow) : '', valuesOf('retries'), {width, height: retries, glyphs, tone: 'failed'}),
		...chart('waiting', sample ? `${sample.waiting} of ${clients}` : '', valuesOf('waiting'), {width, height: waiting, glyphs, tone: 'waiting'}),
	];
};

const fairnessTone = (jain: number): Tone => {
	if (jain >= fair) {
		return 'committed';
	}

	return jain < unfair ? 'failed' : 'plain';
};

const row = (title: string, ...segments: Line): Line => [toned('dim', ` ${pad(title, figureStart - 1)}`), ...segments];

/** Why attempts failed, in two rows: a reason is not torn apart. */
const failureRows = (failures: readonly FailureCount[], width: number, {dot}: Glyphs): [Line, Line] => {
	const separator = ` ${dot} `;
	const [first = 'none', ...others] = failures.map(each => failureWords(each));
	const rows = [first, ''];
	for (const words of others) {
		const at = rows[1] === '' && `${rows[0]}${separator}${words}`.length < width - figureStart ? 0 : 1;
		rows[at] = rows[at] === '' ? words : `${rows[at]}${separator}${words}`;
	}

	const [above, below] = rows.map(text => plain(cut(text, width - figureStart - 1)));
	return [row('failures', above ?? plain('')), row('', below ?? plain(''))];
};

/** Everything but the charts, while there is something to tell. */
export const figureLines = (figures: StormFigures, clients: number, width: number, glyphs: Glyphs): Line[] => {
	const {committed, perSecond, latency: {p50, p95, p99, max}, backoff, jain, starved, failures} = figures;
	const separator = ` ${glyphs.dot} `;
	const time = (name: string, ms: number) => `${name} ${pad(formatMs(ms), 7, 'right')}   `;
	const sign = {committed: `${glyphs.committed} `, failed: `${glyphs.failed} `}[fairnessTone(jain) as string] ?? '';
	const shares = starved === 0 ? 'every client committed' : `${starved} of ${clients} clients starved`;
	return [
		row('latency', plain(`${time('p50', p50)}${time('p95', p95)}${time('p99', p99)}${time('max', max)}`)),
		row('attempts', plain(`${pad(`${attemptsEach(figures).toFixed(2)} a transfer`, 22)}waited ${formatLong(backoff)} in all`)),
		row('fairness', toned(fairnessTone(jain), pad(`${sign}${jain.toFixed(2)}`, 8)), plain(shares)),
		row('transfers', plain([`${formatCount(committed)} committed, ${formatCount(perSecond)}/s on average`, ...otherOutcomes(figures)].join(separator))),
		...failureRows(failures, width, glyphs),
	];
};

/** The audit, all the time. */
export const auditLine = ({model: {audit, unreadable}, now}: Frame, glyphs: Glyphs): Line => {
	if (unreadable) {
		return [plain(` ${glyphs.sum} `), lostSegment(unreadable, now, glyphs)];
	}

	return audit ? [plain(` ${glyphs.sum} ${formatCents(audit.total)} `), auditSegment(audit, glyphs)] : [toned('dim', ` ${glyphs.sum} ${glyphs.more}`)];
};

/** What to do about it, or what somebody has to know just now. In a replay nothing can be changed, and that stands beside its bar. */
export const adviceWords = ({model: {notice, replay}}: Frame, {shape, sample, clients, state, refusedCures: refused}: StormModel): string => {
	const advice = shape && sample ? adviceOf({shape, figures: sample, clients, refused, handles: replay ? optionHandles : keyHandles}) : '';
	const words = replay ? advice : notice ?? advice;
	return words === '' && state !== 'opening' ? 'The first figures come in a moment.' : words;
};

/** The same in two rows. */
export const adviceLines = (frame: Frame, storm: StormModel, width: number): Line[] => {
	const {notice, replay} = frame.model;
	const tone: Tone = notice === undefined || replay ? 'plain' : 'waiting';
	const lines = wrap(adviceWords(frame, storm), width - 2).slice(0, 2);
	return [0, 1].map((index): Line => [toned(tone, ` ${lines[index] ?? ''}`)]);
};
