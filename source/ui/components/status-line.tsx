import {formatCents} from '../../bank/money.js';
import type {Model} from '../../store/model.js';
import type {Frame} from '../../store/store.js';
import {auditSegment} from '../audit-words.js';
import {cut, formatMs} from '../format.js';
import {lostSegment} from '../lost-words.js';
import {lineWidth, plain, spread, toned, type Line, type Segment} from '../line.js';
import type {Glyphs} from '../theme.js';
import {TextLine} from './text-line.js';

/** In a place of its own, so that nothing beside it jumps. */
const figure = (count: number, one: string, many: string): string =>
	`${String(count).padStart(4)} ${(count === 1 ? one : many).padEnd(many.length)}`;

const auditSegments = ({model: {audit, unreadable}, now}: Frame, glyphs: Glyphs): Segment[] => {
	if (unreadable) {
		return [lostSegment(unreadable, now, glyphs)];
	}

	return audit ? [plain(`${formatCents(audit.total)} `), auditSegment(audit, glyphs)] : [toned('dim', glyphs.more)];
};

/** From this many columns on, the figures keep their place, and what the audit says is cut if need be. */
const roomy = 76;

/** From this many columns on there is room to say what the latency is one of; without that it says nothing. */
const labelled = 100;

/** As much of a line as `width` cells take. */
const fit = (line: Line, width: number): Line => {
	let left = width;
	return line.map(({text, ...rest}) => {
		const piece = cut(text, left);
		left -= lineWidth([plain(piece)]);
		return {...rest, text: piece};
	});
};

/** What this program has done. */
const doneWords = ({commits, retries}: Pick<Model, 'commits' | 'retries'>): string => figure(commits, 'commit', 'commits') + figure(retries, 'retry', 'retries');

/** The same, and which of the commits were the rivals'; undefined where none were. */
const sharedWords = ({commits, rivalCommits, retries}: Model): string | undefined => rivalCommits === 0
	? undefined
	: figure(commits - rivalCommits, 'commit', 'commits') + figure(rivalCommits, 'rival\'s', 'rivals\'') + figure(retries, 'retry', 'retries');

/** The audit, all the time, and what this program has done. */
export function StatusLine({frame, width, glyphs}: {readonly frame: Frame; readonly width: number; readonly glyphs: Glyphs}) {
	const {latency, unreadable} = frame.model;
	const lineOf = (words: string): Line => [
		plain(words),
		toned('dim', width >= labelled && latency ? `   balances read in${formatMs(latency.ms).padStart(7)}` : ''),
		plain(' '),
	];
	const left: Line = [toned('dim', ` ${glyphs.sum} `), ...auditSegments(frame, glyphs)];
	const brief = lineOf(doneWords(frame.model));
	const shared = lineOf(sharedWords(frame.model) ?? doneWords(frame.model));
	// Whose commits they were, only where nothing has to make room for it.
	const right = lineWidth(left) < width - lineWidth(shared) ? shared : brief;
	const room = width - lineWidth(right) - 1;
	// The books come before the figures, where there is no room for both; what is wrong with the server, everywhere.
	return <TextLine line={lineWidth(left) > room && (width < roomy || unreadable) ? left : spread(fit(left, room), right, width)}/>;
}
