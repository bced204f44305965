/** What a terminal sends for the keys that are not a character. */
export const keys = {
	enter: '\r',
	tab: '\t',
	shiftTab: '\u{1B}[Z',
	escape: '\u{1B}',
	up: '\u{1B}[A',
	down: '\u{1B}[B',
	right: '\u{1B}[C',
	left: '\u{1B}[D',
	end: '\u{1B}[F',
	ctrlC: '\u{3}',
	backspace: '\u{7F}',
} as const;
