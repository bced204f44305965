import type {Audit} from '../bank/audit.js';
import {formatCents} from '../bank/money.js';
import type {StormEvent, StormShape} from '../load/events.js';
import type {StormFigures} from '../load/statistics.js';
import {auditSegment} from '../ui/audit-words.js';
import {plain, toned, type Line} from '../ui/line.js';
import {reportLines} from '../ui/storm/report.js';
import {shapeWords, waitWords} from '../ui/storm/words.js';
import type {Glyphs} from '../ui/theme.js';

/** What a storm was, in one line of text. */
export const stormLine = (shape: StormShape, clients: number, glyphs: Glyphs, ...more: readonly string[]): Line => [
	toned('strong', 'Storm'), plain(`  ${[shapeWords(shape, clients, glyphs), waitWords(shape, glyphs), ...more].join(` ${glyphs.dot} `)}`),
];

/** What a storm came to, and what the last audit found, in lines of text. */
export const endingLines = ({figures, shape, clients, refused, audit}: {
	readonly figures: StormFigures;
	readonly shape: StormShape | undefined;
	readonly clients: number;
	/** The cures that can't be had there, by name. */
	readonly refused: ReadonlyMap<string, string> | undefined;
	readonly audit: Audit;
}, glyphs: Glyphs): Line[] => [
	...(shape ? reportLines(figures, shape, {clients, refused}, glyphs) : []),
	[plain(`${glyphs.sum} ${formatCents(audit.total)} `), auditSegment(audit, glyphs)],
];

/** Keeps the last of several storms, for the lines that are left when their screen has gone. */
export const keepLastStorm = () => {
	let started = 0;
	let shape: StormShape | undefined;
	let ended: Extract<StormEvent, {readonly type: 'storm-ended'}> | undefined;
	return {
		hear(event: StormEvent): void {
			if (event.type === 'storm-ended') {
				ended = event;
				return;
			}

			if (event.type !== 'storm-started') {
				return;
			}

			const {type: _type, at: _at, clients: _clients, ...told} = event;
			started++;
			shape = told;
			ended = undefined;
		},
		/** Nothing where no storm started; without an audit, the last attempts did not end in time, and nothing more is known. */
		lines(audit: Audit | undefined, glyphs: Glyphs, refused: ReadonlyMap<string, string> | undefined): Line[] {
			if (!shape) {
				return [];
			}

			if (!ended || !audit) {
				return [[toned('waiting', 'The storm was left before its last attempts had ended: nobody knows its last figures.')]];
			}

			const {clients} = ended;
			const before = started - 1;
			return [
				stormLine(shape, clients, glyphs),
				...(before === 0 ? [] : [[toned('dim', `The figures are those of this storm only. ${before === 1 ? 'There was one' : `There were ${before}`} before it.`)]]),
				...endingLines({figures: ended, shape, clients, refused, audit}, glyphs),
			];
		},
	};
};
