import {briefly} from '../../database/engines/index.js';
import type {Failure} from '../../transactions/failure.js';
import type {Attempt, Wait} from '../../store/run.js';
import {waitLeft} from '../../store/update-run.js';
import {atMostWords} from '../at-most-words.js';
import {formatMs} from '../format.js';
import {plain, spread, toned, type Line} from '../line.js';
import {indent, numberCell, paragraph, type TimelineView} from './view.js';

/** The server's own words, once; the same again is only said to be the same. */
export const failureLines = ({failure, elapsed = 0}: Attempt, previous: Failure | undefined, view: TimelineView): Line[] => {
	if (!failure) {
		return [];
	}

	const {code, message, reason} = failure;
	const words = briefly(message);
	const isSame = previous !== undefined && previous.code === code && briefly(previous.message) === words;
	const lines = paragraph(`${code === undefined ? '' : `${code} `}${isSame ? '(same)' : words}`, 'failed', view);
	const after = [toned('dim', `after ${formatMs(elapsed)}`)];
	const last = lines.pop() ?? [];
	const ended = spread(last, after, view.width);
	return [
		...lines,
		ended,
		...(ended === last ? [spread([plain(indent)], after, view.width)] : []),
		...(reason === undefined || isSame || words.includes(reason) ? [] : paragraph(`reason: ${reason}`, 'dim', view)),
	];
};

/** What was found out about a COMMIT that was not answered. */
export const foundWords = (committed: boolean): string => committed
	? 'The ledger has it: that COMMIT was done.'
	: 'The ledger has not: it was not done, and can\'t be any more.';

export const unansweredWords = 'COMMIT was sent and not answered: it may have been done.';

/** Why there is no wait between two attempts in one transaction. */
export const noWaitWords = 'no wait: the savepoint keeps its locks, and others would wait along';

const foundLines = (committed: boolean, view: TimelineView): Line[] =>
	paragraph(`${committed ? view.glyphs.committed : view.glyphs.unknown} ${foundWords(committed)}`, committed ? 'committed' : 'dim', view);

/** What it found out about the attempt before, and what is not known after this one. */
export const doubtLines = ({unanswered, found}: Attempt, view: TimelineView): Line[] => [
	...(found === undefined ? [] : foundLines(found, view)),
	...(unanswered ? paragraph(`${view.glyphs.unknown} ${unansweredWords}`, 'waiting', view) : []),
];

/** The countdown: what has gone, what is left, and what chance spared us of the ceiling. */
const bar = (wait: Wait, left: number, {width, glyphs}: TimelineView): Line => {
	const told = `${formatMs(left)} left`;
	const cells = Math.max(4, width - indent.length - 12);
	const scale = cells / Math.max(wait.ceiling, 1);
	const waitCells = Math.min(cells, Math.max(1, Math.round(wait.delay * scale)));
	const leftCells = Math.min(waitCells, Math.ceil(left * scale));
	return spread([
		plain(indent),
		toned('waiting', glyphs.elapsed.repeat(waitCells - leftCells)),
		toned('waiting', glyphs.left.repeat(leftCells)),
		toned('dim', glyphs.unused.repeat(cells - waitCells)),
	], [toned('waiting', told)], width);
};

/** The wait after an attempt: counting down, over, or cut short. */
export const waitLines = ({wait, number}: Attempt, isCut: boolean, view: TimelineView): Line[] => {
	if (!wait) {
		return [];
	}

	const {glyphs, pacing} = view;
	if (wait.locksHeld) {
		return paragraph(`${glyphs.waiting} ${noWaitWords}`, 'dim', view);
	}

	const words = `backoff ${formatMs(wait.delay)}${atMostWords(wait, ' ', formatMs)}`;
	if (wait.over) {
		return paragraph(`${glyphs.waiting} ${words}${isCut ? ', cut short' : ''}`, 'dim', view);
	}

	const left = waitLeft(wait, pacing, view.now);
	return [
		[plain(indent), toned('waiting', `${glyphs.waiting} ${pacing.paused ? 'paused: ' : ''}${words}`)],
		bar(wait, left, view),
		[],
		[toned('dim', `${numberCell(number + 1)}next`)],
	];
};
