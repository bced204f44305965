import process from 'node:process';
import type {WriteStream} from 'node:tty';
import {lineWidth, type Line} from '../ui/line.js';
import {paintLine} from '../ui/paint-line.js';
import {themes, type Theme} from '../ui/themes.js';

/** Lines on a terminal that are drawn again in the same place. */
export type Repainter = {
	/** Draws them in place of those before. */
	draw(lines: readonly Line[]): void;
	/** Takes them away: what comes next is written in their place. */
	erase(): void;
};

/** Puts the cursor so many lines up, and to the line's beginning. */
const goUp = (count: number): string => `\r${count > 0 ? `\u{1B}[${count}A` : ''}`;
const eraseRestOfLine = '\u{1B}[K';
const eraseBelow = '\u{1B}[J';

/** Where lines can be drawn again; undefined where they can't: in a file, or on a terminal that knows no such thing. */
export const repainterFor = (stream: WriteStream, {paint}: Pick<Theme, 'paint'> = themes.terminal, environment = process.env): Repainter | undefined => {
	if (!stream.isTTY || environment['TERM'] === 'dumb') {
		return undefined;
	}

	let drawn: readonly number[] = [];
	/** As many rows as what was drawn takes now: a terminal that became narrower has wrapped it. */
	const rows = (): number => {
		let count = 0;
		for (const width of drawn) {
			count += Math.max(1, Math.ceil(width / stream.columns));
		}

		return Math.min(count, stream.rows - 1);
	};

	return {
		draw(lines) {
			// What has left the screen at its top can't be drawn again: the last lines are the ones that change.
			const shown = lines.slice(Math.max(0, lines.length - stream.rows + 1));
			// Line by line, each over the one before: an erased screen would flicker, and some terminals keep it in their history.
			stream.write(`${goUp(rows())}${shown.map(line => `${paintLine(line, paint)}${eraseRestOfLine}\n`).join('')}${eraseBelow}`);
			drawn = shown.map(line => lineWidth(line));
		},
		erase() {
			stream.write(goUp(rows()) + eraseBelow);
			drawn = [];
		},
	};
};
