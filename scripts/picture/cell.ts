import type {IBuffer, IBufferCell} from '@xterm/headless';
import {paletteColor, trueColor} from './palette.js';

/** One place of the screen's grid. */
export type Cell = {
	/** A blank is a space; the right half of a wide character is an empty string. */
	readonly character: string;

	/** In columns: 1, 2 for a wide character, 0 for the right half of one. */
	readonly width: number;

	/** '#rrggbb', or undefined where the terminal's own colour shows. Not yet swapped by `inverse`. */
	readonly fg: string | undefined;
	readonly bg: string | undefined;
	readonly bold: boolean;
	readonly dim: boolean;
	readonly italic: boolean;
	readonly underline: boolean;
	readonly strikethrough: boolean;
	readonly inverse: boolean;
};

const foreground = (cell: IBufferCell): string | undefined => {
	if (cell.isFgDefault()) {
		return undefined;
	}

	return cell.isFgRGB() ? trueColor(cell.getFgColor()) : paletteColor(cell.getFgColor());
};

const background = (cell: IBufferCell): string | undefined => {
	if (cell.isBgDefault()) {
		return undefined;
	}

	return cell.isBgRGB() ? trueColor(cell.getBgColor()) : paletteColor(cell.getBgColor());
};

const character = (cell: IBufferCell): string => {
	if (cell.getWidth() === 0) {
		return '';
	}

	return cell.isInvisible() === 0 && cell.getChars() !== '' ? cell.getChars() : ' ';
};

const readCell = (cell: IBufferCell): Cell => (
	{
		character: character(cell),
		width: cell.getWidth(),
		fg: foreground(cell),
		bg: background(cell),
		bold: cell.isBold() !== 0,
		dim: cell.isDim() !== 0,
		italic: cell.isItalic() !== 0,
		underline: cell.isUnderline() !== 0,
		strikethrough: cell.isStrikethrough() !== 0,
		inverse: cell.isInverse() !== 0,
	}
);

/** The visible screen of a buffer, `rows` × `columns`. */
export const readCells = (buffer: IBuffer, rows: number, columns: number): Cell[][] =>
	Array.from({length: rows}, (_row, row) => {
		const line = buffer.getLine(buffer.baseY + row);
		return Array.from({length: columns}, (_column, column) => readCell(line?.getCell(column) ?? buffer.getNullCell()));
	});
