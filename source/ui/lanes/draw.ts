import stringWidth from 'string-width';
import {cut, formatMs, pad, wrap} from '../format.js';
import {lineWidth, plain, toned, type Line, type Segment} from '../line.js';
import {printable} from '../printable.js';
import type {Glyphs, Tone} from '../theme.js';
import type {LaneRow, Lanes, LaneState} from './rows.js';
import {stormLines} from './storm-lines.js';
import {laneWords} from './words.js';

/** What drawing lanes needs to know. */
export type LanesView = {
	/** Cells a line may take. */
	readonly width: number;
	readonly glyphs: Glyphs;
	/** Whole statements, as they are sent, instead of what a lesson calls them. */
	readonly isDetailed?: boolean;
	/** Without charts: who listens has nothing of them. */
	readonly isChartless?: boolean;
};

/** The time stands in these cells, and the first lane begins after them. */
const timeWidth = 8;
const codeIndent = ' '.repeat(4);
/** Between two lanes. */
const gap = 2;
/** A lane narrower than this says nothing. */
const narrowest = 14;

/** How wide each lane is, with the gap behind it; where there is no room for all, the last ones are left out. */
const laneWidths = ({sessions}: Lanes, {width}: LanesView): {readonly lane: number; readonly shown: readonly string[]} => {
	const room = Math.max(narrowest, width - timeWidth);
	const count = Math.max(1, Math.min(sessions.length, Math.floor(room / narrowest)));
	return {lane: Math.floor(room / count), shown: sessions.slice(0, count)};
};

const markOf = (state: LaneState | undefined, glyphs: Glyphs): Segment => {
	switch (state) {
		case 'open': {
			return toned('dim', glyphs.corner.vertical);
		}

		case 'waiting': {
			return toned('waiting', glyphs.waits);
		}

		case 'failed': {
			return toned('failed', glyphs.failed);
		}

		case 'unknown': {
			return toned('waiting', glyphs.unknown);
		}

		case 'backoff':
		case 'gone': {
			return plain(' ');
		}

		case 'idle':
		case undefined: {
			return toned('dim', glyphs.dot);
		}
	}
};

/** Fits segments into exactly so many cells. */
const fit = (segments: Line, width: number): Line => [...segments, plain(' '.repeat(Math.max(0, width - lineWidth(segments))))];

type Cells = {readonly own: Line; readonly meets?: string | undefined};

type Place = {readonly lane: number; readonly shown: readonly string[]; readonly glyphs: Glyphs};

/** A line through so many cells, up to a sign. */
const through = (cells: number, end: string, {join}: Glyphs): Segment => toned('accent', `${join.repeat(Math.max(0, cells - stringWidth(end)))}${end}`);

/** One line of the timeline: the lane that something happened in, how the others stand, and a line to the one that was met. */
const drawLine = (time: string, row: LaneRow & {readonly session: string}, {own, meets}: Cells, {lane, shown, glyphs}: Place): Line => {
	const owner = shown.indexOf(row.session);
	const line: Segment[] = [toned('dim', `${time.padStart(timeWidth - 2)}  `)];
	if (owner === -1) {
		// No room for its lane.
		return [...line, toned('strong', time === '' ? '' : `${printable(row.session)}: `), ...own];
	}

	const met = meets === undefined ? owner : Math.max(0, shown.indexOf(meets));
	const [first, last] = [Math.min(owner, met), Math.max(owner, met)];
	for (const [index, session] of shown.entries()) {
		const isOwner = index === owner;
		const content = isOwner ? own : [markOf(row.states[session], glyphs)];
		const rest = lane - lineWidth(content);
		// What ends beside the lane that it leads to: the one that was met, or the owner's own.
		const end = index === last - 1 ? (met > owner ? `${glyphs.focus} ` : ' ') : '';
		if (index < first || index >= last || rest < 4) {
			line.push(...fit(content, lane));
		} else if (index > first) {
			line.push(through(lane, end, glyphs));
		} else {
			line.push(...content, plain(' '), ...(isOwner ? [] : [toned('accent', glyphs.back)]), through(rest - (isOwner ? 1 : 2), end, glyphs));
		}
	}

	return line;
};

/** What stands in the owner's lane, in as many lines as it takes; the line to whoever was met starts where the result stands. */
const ownLines = (row: Extract<LaneRow, {readonly session: string; readonly at: number}>, width: number, {glyphs, isDetailed = false}: LanesView): Cells[] => {
	const {text, result, details} = laneWords(row, glyphs, isDetailed);
	const room = width - gap;
	const meets = row.type === 'statement' ? row.meets : undefined;
	const isLong = stringWidth(printable(text)) > room;
	const lines: Line[] = text === '' ? [] : wrap(printable(text), isLong ? room - 2 : room).map((part, index) => [plain(index === 0 ? part : `  ${part}`)]);
	const last = lines.at(-1);
	const indent = last === undefined ? '' : '  ';
	if (result) {
		const shown = printable(result.text);
		if (last && lineWidth(last) + 2 + stringWidth(shown) <= room) {
			lines[lines.length - 1] = [...last, plain('  '), {...result, text: shown}];
		} else {
			lines.push(...wrap(shown, room - indent.length).map((part): Line => [plain(indent), {...result, text: part}]));
		}
	}

	const met = lines.length - 1;
	return [
		...lines.map((own, index) => ({own, ...(index === met && {meets})})),
		...details.flatMap(({text: detail, tone}) => wrap(printable(detail), room - 2).map(part => ({own: [plain('  '), {text: part, tone: tone ?? 'plain'}]}))),
	];
};

/** How many lines a wait between attempts is left empty, by its length in ms. */
const stretch = (delay: number): number => delay < 20 ? 0 : (delay < 500 ? 1 : 2);

const paragraph = (text: string, tone: Tone, width: number, sign = ''): Line[] => wrap(printable(text), width - 2 - stringWidth(sign)).map((part, index) =>
	[plain(index === 0 ? `  ${sign}` : pad('', stringWidth(sign) + 2)), toned(tone, part)]);

/** The lines of one row. */
export const rowLines = (row: LaneRow, lanes: Lanes, view: LanesView): Line[] => {
	const {width, glyphs} = view;
	switch (row.type) {
		case 'caption': {
			return [[], ...paragraph(row.text, 'plain', width), []];
		}

		case 'question': {
			return [[], ...paragraph(row.text, 'strong', width, `${glyphs.unknown} `), []];
		}

		case 'code': {
			return [[], ...paragraph(row.title, 'strong', width), ...row.lines.map((code): Line => [toned('dim', cut(`${codeIndent}${printable(code)}`, width))]), []];
		}

		case 'missed': {
			const {line, session, statement: {label, text}, expected, found} = row;
			const where = `${line === undefined ? '' : `Line ${line}, `}${session}, ${label ?? text}`;
			return [[], ...paragraph(`${where}: the lesson says that ${expected}. Here: ${found}. This server behaves otherwise.`, 'failed', width, `${glyphs.failed} `), []];
		}

		case 'storm': {
			return stormLines(row, view);
		}

		case 'statement':
		case 'fault':
		case 'backoff':
		case 'resolved': {
			const {lane, shown} = laneWidths(lanes, view);
			const time = formatMs(row.at - (lanes.startedAt ?? row.at));
			const place = {lane, shown, glyphs};
			const cells = ownLines(row, lane, view);
			const empty: Line[] = row.type === 'backoff' ? Array.from({length: stretch(row.delay)}, () => drawLine('', row, {own: []}, place)) : [];
			return [...cells.map((cell, index) => drawLine(index === 0 ? time : '', row, cell, place)), ...empty];
		}
	}
};

/** The names of the sessions, over their lanes. */
export const headline = (lanes: Lanes, view: LanesView): Line => {
	const {lane, shown} = laneWidths(lanes, view);
	const left = lanes.sessions.length - shown.length;
	return [
		plain(' '.repeat(timeWidth)),
		...shown.map((session, index) => toned('strong', pad(`${printable(session)}${left > 0 && index === shown.length - 1 ? `, and ${left} more` : ''}`, lane - gap) + ' '.repeat(gap))),
	];
};
