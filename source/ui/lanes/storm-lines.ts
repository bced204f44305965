import {formatMs, formatTime, pad, wrap} from '../format.js';
import {plain, toned, type Line} from '../line.js';
import {printable} from '../printable.js';
import {sparkline} from '../storm/sparkline.js';
import {attemptsEach, countOf, formatCount, shapeWords, waitWords} from '../storm/words.js';
import type {LanesView} from './draw.js';
import type {StormRow} from './rows.js';

/** Charts begin in this cell. */
const chartStart = 30;
/** The least that the top of a chart stands for: so that nothing at all looks like nothing. */
const leastTop = 1;

const chart = (title: string, values: readonly number[], {width, glyphs}: LanesView): Line => {
	const shown = values.slice(-Math.max(1, width - chartStart));
	const most = Math.max(0, ...shown);
	const [bars = ''] = sparkline(shown, {width: shown.length, height: 1, most: Math.max(leastTop, most), bars: glyphs.bars});
	return [plain(' '.repeat(4)), toned('dim', pad(title, 11)), plain(`${pad(`up to ${formatCount(most)}`, chartStart - 17, 'right')}  `), toned('accent', bars)];
};

/** Never at the end of a line. */
const noBreak = '\u{A0}';

/** Lines of pieces with dots between them; none is torn apart where it fits a line. */
const pieces = (all: readonly string[], {width, glyphs: {dot}}: LanesView): string[] =>
	wrap(all.map(each => printable(each).replaceAll(' ', () => noBreak)).join(`${noBreak}${dot} `), width - 6).map(line => line.replaceAll(noBreak, ' '));

/** What it came to so far, or in all. */
const figureWords = ({shape: {each}, clients, figures}: StormRow): string[] => {
	if (!figures) {
		return ['begins'];
	}

	const {elapsed, committed, perSecond, jain, starved} = figures;
	return [
		formatMs(elapsed),
		each === undefined ? `${formatCount(committed)} committed, ${formatCount(perSecond)}/s` : `${formatCount(committed)} of ${countOf(each * clients, 'transfer', 'transfers')} made`,
		`${attemptsEach(figures).toFixed(2)} attempts a transfer`,
		...(each === undefined ? [`fairness ${jain.toFixed(2)}`, ...(starved === 0 ? [] : [`${starved} of ${countOf(clients, 'client', 'clients')} starved`])] : []),
	];
};

/** A storm of a lesson: what it is, how it went from sample to sample, and what it came to. */
export const stormLines = (row: StormRow, view: LanesView): Line[] => {
	const {name, shape, clients, points, isOver} = row;
	const {glyphs, isChartless = false} = view;
	const words = [
		...shapeWords(shape, clients, glyphs).split(` ${glyphs.dot} `),
		waitWords(shape, glyphs),
		...(shape.each === undefined ? [] : [`${countOf(shape.each, 'transfer', 'transfers')} each`]),
		...(shape.gap === undefined ? [] : [`${formatTime(shape.gap)} before each statement`]),
	];
	const charts = isChartless
		? []
		: [
			chart('commits/s', points.map(({commits}) => commits), view),
			chart('retries/s', points.map(({retries}) => retries), view),
		];
	const figures = pieces(figureWords(row), view).map((text, index) => index === 0 && !isOver ? `${glyphs.waiting} ${text}` : text);
	return [
		[],
		[plain('  '), toned('strong', printable(name))],
		...pieces(words, view).map((text): Line => [plain(' '.repeat(4)), toned('dim', text)]),
		...charts,
		...figures.map((text): Line => [plain(' '.repeat(4)), toned(isOver ? 'plain' : 'waiting', text)]),
		[],
	];
};
