import stringWidth from 'string-width';
import {printable} from '../printable.js';

/** Longer lines are for nobody to type. */
const longest = 200;

/**
The line that is being typed on a terminal in raw mode, and its echo. Nothing is drawn anew: characters are appended, and
taken away one by one as the terminal itself would, with backspaces.
*/
export const typedLine = (write: (text: string) => void) => {
	let text = '';
	/** Takes the characters from `kept` on away. */
	const keep = (segments: readonly string[], kept: number): void => {
		const gone = segments.slice(kept).join('');
		text = segments.slice(0, kept).join('');
		write('\b \b'.repeat(stringWidth(gone)));
	};

	const segmentsOf = () => Array.from(new Intl.Segmenter().segment(text), ({segment}) => segment);
	return {
		get text() {
			return text;
		},
		type(typed: string): void {
			const shown = printable(typed);
			if (text.length + shown.length > longest) {
				return;
			}

			text += shown;
			write(shown);
		},
		/** Takes the last character away. */
		erase(): void {
			const segments = segmentsOf();
			keep(segments, Math.max(0, segments.length - 1));
		},
		/** Takes all of it away. */
		clear(): void {
			keep(segmentsOf(), 0);
		},
		/** Ends the line: the cursor is where the next one begins. */
		end(): string {
			const ended = text;
			text = '';
			write('\n');
			return ended;
		},
	};
};
