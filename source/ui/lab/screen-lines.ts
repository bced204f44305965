import type {LabModel} from '../../store/lab.js';
import type {Frame} from '../../store/store.js';
import {cut, pad, wrap} from '../format.js';
import {lineWidth, plain, spread, toned, type Line} from '../line.js';
import {lostSegment, outageWords} from '../lost-words.js';
import {stageWords} from '../stage-words.js';
import {formatClock} from '../storm/words.js';
import type {Glyphs} from '../theme.js';
import {articleSheet} from './article-sheet.js';
import {curesSheet} from './cures-sheet.js';
import type {Sheet} from './sheet.js';
import {shareDone, timeLeft} from './time-left.js';

/** Rows that are there whatever there is to tell: title, place, the columns' titles, and how far it is. */
const fixedRows = 4;
/** So much of a verdict is on the screen at the end, if it has so many lines and there is room for that beside the table: the answer comes first. */
const answerRows = 7;
/** What stands before each sentence of an explanation, in cells. */
const labelWidth = 9;

type Size = {readonly width: number; readonly height: number; readonly glyphs: Glyphs};

/** Everything that the screen shows between its edges, and how far it can go down. */
export type LabScreenLines = {
	readonly lines: readonly Line[];
	/** So many lines have left at the top, and so many can. */
	readonly scroll: number;
	readonly most: number;
	/** What is to be known just now, in a sentence or two: for a room. */
	readonly caption: string;
};

/** What is happening, and what the figures say by now. */
const captionOf = ({model: {connection, notice, overlay, replay, unreadable}}: Frame, {state, isHeld, isResting, dropped}: LabModel, {stage, name, field, soFar, verdict}: Sheet): string => {
	if (notice !== undefined && !replay) {
		return notice;
	}

	if (overlay === 'explain') {
		return `${field.title}: ${field.sentences[0]?.[1] ?? ''}`;
	}

	if (state === 'opening') {
		return `${stageWords[connection.type === 'connecting' ? connection.doing : 'opening']}.`;
	}

	const [answer] = verdict;
	const says = answer ? ` ${soFar === undefined ? '' : `${soFar} `}${answer.text}` : '';
	if (state === 'ended') {
		return says.trim();
	}

	const outage = unreadable ?? dropped;
	if (outage) {
		return `${outageWords(outage)}.`;
	}

	const what = isResting ? 'Paused between two runs.' : `Now, ${stage}: ${name}${isHeld ? ', and then a pause' : ''}.`;
	return `${what}${says}`;
};

const bar = (share: number, width: number, {elapsed, left}: Glyphs): string => {
	const full = Math.round(share * width);
	return elapsed.repeat(full) + left.repeat(width - full);
};

/** How far it is, in a line. In a replay no key holds or leaves it, and it may break off. */
const progressLine = ({model: {connection, notice, replay, unreadable}, now}: Frame, lab: LabModel, sheet: Sheet, {width, room, glyphs}: Size & {readonly room: number}): Line => {
	const {stage, name, done} = sheet;
	const {state, isHeld, isResting, written, dropped} = lab;
	// A replay has a bar to say it in.
	if (notice !== undefined && !replay) {
		return [toned('waiting', ` ${notice}`)];
	}

	if (state === 'opening') {
		return [plain(` ${stageWords[connection.type === 'connecting' ? connection.doing : 'opening']} ${glyphs.more}`)];
	}

	if (state === 'ended') {
		const files = written.length === 0 ? '' : ` ${glyphs.dot} written: ${written.join(', ')}`;
		return [toned('committed', ` ${glyphs.committed} `), plain(cut(`${done}${files}${replay ? '' : ` ${glyphs.dot} q leaves, and prints all of it`}`, room - 4))];
	}

	if (replay && replay.position === replay.count) {
		return [toned('waiting', ' No more of it was recorded: what stands here is of the runs until then.')];
	}

	if (unreadable) {
		const lost = lostSegment(unreadable, now, glyphs, outageWords(unreadable));
		return [plain(' '), {...lost, text: cut(lost.text, room - 1)}];
	}

	if (dropped) {
		return [toned('waiting', cut(` ${glyphs.waiting} ${outageWords(dropped)}: played again`, room))];
	}

	if (isResting) {
		return [toned('waiting', ` ${glyphs.waiting} paused between two runs`), plain(`  ${formatClock(timeLeft(lab, now))} left${replay ? '' : '; space goes on'}`)];
	}

	const what = isHeld ? toned('waiting', 'pauses after this run') : plain(name);
	const barWidth = Math.max(6, Math.min(30, width - 70));
	const before = [plain(` ${stage} `), toned('accent', bar(shareDone(lab, now), barWidth, glyphs)), plain(` ${formatClock(timeLeft(lab, now))} left  `)];
	return [...before, {...what, text: cut(what.text, room - lineWidth(before) - 1)}];
};

const verdictLines = ({soFar, verdict}: Sheet, width: number): Line[] => [
	...(soFar === undefined ? [] : [[toned('dim', ` ${soFar}`)]]),
	...verdict.flatMap(({tone, text}) => wrap(text, width - 2).map((line): Line => [plain(' '), toned(tone, line)])),
];

/** What somebody looks at, below the table. */
const fieldLines = ({field: {title, sentences}}: Sheet, {width}: Size): Line[] => [
	[toned('strong', ` ${cut(title, width - 2)}`)],
	...sentences.flatMap(([what, sentence]) => wrap(sentence, width - labelWidth - 2).map((text, index): Line => [
		toned('accent', ` ${pad(index === 0 ? what : '', labelWidth)}`), plain(text),
	])),
];

/** So many rows that this one is among them, in the middle if possible. */
const windowAround = (rows: readonly Line[], row: number, room: number): readonly Line[] => {
	const first = Math.max(0, Math.min(row - Math.floor(room / 2), rows.length - room));
	return rows.slice(first, first + Math.max(0, room));
};

/** Where the screen stands if nobody chose: what is under way is to be seen, and in the end the answer. */
const usualScroll = (sheet: Sheet, {state}: LabModel, told: readonly Line[], room: number): number => {
	const {rows, running} = sheet;
	if (state === 'ended') {
		return rows.length + 1 + Math.min(told.length, answerRows, Math.ceil(room / 2)) - room;
	}

	return running === undefined ? 0 : running + 2 - room;
};

const bodyOf = (sheet: Sheet, lab: LabModel, size: Size, isExplaining: boolean): Omit<LabScreenLines, 'caption'> => {
	const room = size.height - fixedRows;
	if (isExplaining) {
		const told = fieldLines(sheet, size).slice(0, Math.max(2, room - 3));
		return {lines: [...windowAround(sheet.rows, sheet.field.row, Math.min(sheet.rows.length, room - told.length - 1)), [], ...told], scroll: 0, most: 0};
	}

	const told = verdictLines(sheet, size.width);
	const body = [...sheet.rows, ...(told.length > 0 ? [[], ...told] : [])];
	const most = Math.max(0, body.length - room);
	const scroll = Math.max(0, Math.min(lab.scroll ?? usualScroll(sheet, lab, told, room), most));
	return {lines: body.slice(scroll, scroll + room), scroll, most};
};

/** All lines of the lab's screen but the footer. */
export const labScreenLines = (frame: Frame, lab: LabModel, size: Size): LabScreenLines => {
	const {width, height, glyphs} = size;
	const isExplaining = frame.model.overlay === 'explain';
	const view = {width: width - 1, glyphs, isExplaining};
	const sheet = lab.experiment === 'cures' ? curesSheet(lab, view) : articleSheet(lab, view);
	const {lines, scroll, most} = bodyOf(sheet, lab, size, isExplaining);
	const more: Line = most > 0 ? [toned('dim', `${glyphs.arrows} ${most > scroll ? `${most - scroll} more` : 'back'} `)] : [];
	const progress = progressLine(frame, lab, sheet, {...size, room: width - lineWidth(more)});
	const filling = Array.from({length: Math.max(0, height - fixedRows - lines.length)}, (): Line => []);
	return {
		lines: [
			[toned('strong', ` ${sheet.title}`), plain(cut(`  ${sheet.words}`, width - sheet.title.length - 1))],
			[toned('dim', cut(` ${sheet.place}`, width))],
			sheet.head,
			...lines,
			...filling,
			spread(progress, more, width),
		],
		scroll, most,
		caption: captionOf(frame, lab, sheet),
	};
};
