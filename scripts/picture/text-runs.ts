import type {Cell} from './cell.js';
import {paint} from './paint.js';

/** Characters of one style that are written together. */
export type TextRun = {
	readonly column: number;

	/** In columns. */
	readonly width: number;
	readonly text: string;
	readonly ink: string;
	readonly bold: boolean;
	readonly italic: boolean;
};

/** Every monospaced font has these, all equally wide; anything else stands alone, so that it cannot move its neighbours. */
const isOrdinary = (character: string): boolean => character >= ' ' && character <= '\u{17F}';

const joins = (left: TextRun, right: TextRun): boolean =>
	left.column + left.width === right.column
	&& left.ink === right.ink
	&& left.bold === right.bold
	&& left.italic === right.italic
	&& isOrdinary(left.text)
	&& isOrdinary(right.text);

/** The text of one row, but for the cells that are drawn as shapes. Runs neither start nor end with a blank. */
export const textRuns = (row: readonly Cell[], isShape: (cell: Cell) => boolean): TextRun[] => {
	const runs: TextRun[] = [];
	for (const [column, cell] of row.entries()) {
		if (cell.width === 0 || isShape(cell)) {
			continue;
		}

		const run: TextRun = {
			column, width: cell.width, text: cell.character, ink: paint(cell).ink, bold: cell.bold, italic: cell.italic,
		};
		const last = runs.at(-1);
		if (last !== undefined && joins(last, run)) {
			runs[runs.length - 1] = {...last, width: last.width + run.width, text: last.text + run.text};
		} else if (cell.character !== ' ') {
			runs.push(run);
		}
	}

	return runs.map(run => ({...run, text: run.text.trimEnd(), width: run.width - (run.text.length - run.text.trimEnd().length)}));
};
