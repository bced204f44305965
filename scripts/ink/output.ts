import InkOutput from '../../node_modules/ink/build/output.js';
import {plainText, styles} from './plain-text.js';
import {remembering} from './remembering.js';
import stringWidth from './string-width.js';

type Transformers = Parameters<InkOutput['write']>[3]['transformers'];

type Write = {readonly x: number; readonly y: number; readonly text: string; readonly transformers: Transformers};

/**
A line as Ink draws it, and how many cells it takes. Unsound where Ink gives it other cells than its width; open where its
style goes on in what follows.
*/
type Piece = {readonly text: string; readonly width: number; readonly isSound: boolean; readonly isOpen: boolean};

/** What Ink makes of texts that have the screen to themselves. */
const draw = (height: number, ...texts: ReadonlyArray<readonly [x: number, text: string]>): string => {
	const output = new InkOutput({width: 0, height});
	for (const [x, text] of texts) {
		output.write(x, 0, text, {transformers: []});
	}

	return output.get().output;
};

const simpleStyle = /\u{1B}\[(?<code>\d+)m/v;

/** The code that ends a style of the screen's. */
const endOf = (style: number): number | undefined => {
	if ((style >= 30 && style <= 37) || (style >= 90 && style <= 97)) {
		return 39;
	}

	return style === 1 || style === 2 ? 22 : undefined;
};

/** What Ink makes of texts in one style each, or in none: most of what changes from frame to frame. Undefined for anything else. */
const drawSimple = (line: string): string | undefined => {
	// Texts stand at the even places, codes at the odd ones.
	const parts = line.split(simpleStyle);
	let drawn = parts[0] ?? '';
	let last = '';
	for (let index = 1; index < parts.length; index += 4) {
		const [style = '', text = '', end, after = ''] = parts.slice(index, index + 4);
		if (text === '' || end === undefined || endOf(Number(style)) !== Number(end)) {
			return undefined;
		}

		const isBeside = index > 1 && parts[index - 1] === '';
		if (isBeside && last !== style && endOf(Number(last)) === Number(end)) {
			return undefined;
		}

		// The same style goes on: it was ended for nothing.
		drawn = isBeside && last === style ? drawn.slice(0, -`\u{1B}[${end}m`.length) : `${drawn}\u{1B}[${style}m`;
		drawn += `${text}\u{1B}[${end}m${after}`;
		last = style;
	}

	return drawn.trimEnd();
};

const pieceOf = remembering((line): Piece => {
	const bare = line.replaceAll(styles, '');
	const isPlain = plainText.test(bare);
	const simple = isPlain ? drawSimple(line) : undefined;
	const drawn = simple ?? draw(1, [0, line]);
	const width = stringWidth(bare);
	// Ink leaves out what is blank at the end of a row; beside another text it is there.
	const text = drawn + ' '.repeat(Math.max(0, width - stringWidth(drawn)));
	return {
		text, width,
		isSound: isPlain || draw(1, [0, line], [width, '|']) === `${text}|`,
		isOpen: simple === undefined && draw(1, [0, `${line}|`]) !== `${text}|`,
	};
});

type Placed = {readonly x: number; readonly piece: Piece};

/** Puts the texts into their rows; undefined if one of them can't be drawn by itself. */
const placeTexts = (writes: readonly Write[], height: number): Placed[][] | undefined => {
	const rows = Array.from({length: height}, (): Placed[] => []);
	for (const {x, y, text, transformers} of writes) {
		const lines = text.split('\n');
		for (const [index, line] of lines.entries()) {
			// What goes on in the next line, Ink has to carry there.
			if (lines.length > 1 && pieceOf(line).isOpen) {
				return undefined;
			}

			let transformed = line;
			for (const transform of transformers) {
				transformed = transform(transformed, index);
			}

			const piece = pieceOf(transformed);
			if (!piece.isSound) {
				return undefined;
			}

			if (piece.width > 0) {
				rows[y + index]?.push({x, piece});
			}
		}
	}

	return rows;
};

/** One row out of its texts; undefined if one stands over another, or left of the screen. */
const joinTexts = (texts: readonly Placed[]): string | undefined => {
	let row = '';
	let column = 0;
	for (const {x, piece} of texts.toSorted((one, other) => one.x - other.x)) {
		if (x < column) {
			return undefined;
		}

		row += ' '.repeat(x - column) + piece.text;
		column = x + piece.width;
	}

	return row.trimEnd();
};

/**
Ink's output with a short cut. Ink takes every text of a frame apart into graphemes, puts them into cells, and puts all
cells together again. Here what a text becomes is remembered from frame to frame, and a row is its texts side by side. What
isn't texts side by side (one over another, clipped) goes Ink's own way.
*/
export default class Output extends InkOutput {
	readonly #writes: Write[] = [];
	#isClipped = false;

	override write(x: number, y: number, text: string, options: {transformers: Transformers}): void {
		super.write(x, y, text, options);
		if (text !== '') {
			this.#writes.push({x, y, text, transformers: options.transformers});
		}
	}

	override clip(clip: Parameters<InkOutput['clip']>[0]): void {
		super.clip(clip);
		this.#isClipped = true;
	}

	override get(): {output: string; height: number} {
		const rows = this.#isClipped ? undefined : placeTexts(this.#writes, this.height)?.map(texts => joinTexts(texts));
		return rows && !rows.includes(undefined) ? {output: rows.join('\n'), height: rows.length} : super.get();
	}
}
