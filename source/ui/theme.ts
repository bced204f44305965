import chalk from 'chalk';

/** What a piece of text means. Looks follow from it, in one place. */
export type Tone = 'plain' | 'dim' | 'strong' | 'committed' | 'failed' | 'waiting' | 'accent' | 'marked';

/** As the terminal itself has its colours. */
export const paint: Readonly<Record<Tone, (text: string) => string>> = {
	plain: text => text,
	dim: chalk.dim,
	strong: chalk.bold,
	committed: chalk.green,
	failed: chalk.red,
	waiting: chalk.yellow,
	accent: chalk.cyan,
	marked: chalk.inverse,
};

const unicode = {
	committed: '✓', failed: '✗', waiting: '◌', unknown: '?', conflict: '↯', up: '▲', down: '▼', focus: '▸', sum: 'Σ', to: '→',
	join: '─', elapsed: '▓', left: '░', unused: '·', dot: '·', enter: '⏎', tab: '⇥', shiftTab: '⇧⇥', stepUp: '↑', arrows: '↑↓', sideways: '←→',
	erase: '⌫', range: '–', more: '…', bars: '▁▂▃▄▅▆▇█', waits: '┊', back: '◂', plusMinus: '±', doubling: '·2ⁿ', atMost: '≤',
	corner: {topLeft: '╭', topRight: '╮', bottomLeft: '╰', bottomRight: '╯', horizontal: '─', vertical: '│'},
};

export const ascii: typeof unicode = {
	committed: '+', failed: 'x', waiting: 'o', unknown: '?', conflict: '!', up: '^', down: 'v', focus: '>', sum: 'Sum', to: '->',
	join: '-', elapsed: '#', left: '-', unused: '.', dot: '-', enter: 'Enter', tab: 'Tab', shiftTab: 'Shift-Tab', stepUp: 'up', arrows: 'up/down',
	sideways: 'left/right', erase: 'Backspace', range: '-', more: '...', bars: '.:-=+*#@', waits: ':', back: '<', plusMinus: '+-', doubling: '*2^n', atMost: '<=',
	corner: {topLeft: '+', topRight: '+', bottomLeft: '+', bottomRight: '+', horizontal: '-', vertical: '|'},
};

/** Signs by meaning. */
export type Glyphs = typeof unicode;

/** The signs that the terminal's font and encoding can be trusted with. */
export const glyphsFor = (environment: Readonly<Record<string, string | undefined>>, platform: string = process.platform): Glyphs => {
	const locale = [environment['LC_ALL'], environment['LC_CTYPE'], environment['LANG']].find(value => value !== undefined && value !== '');
	// Without any locale the terminal is asked to do what nearly all of them do: UTF-8.
	const isUtf8 = locale === undefined || locale === 'C' || locale === 'POSIX' || /utf-?8/iv.test(locale);
	const isConsole = environment['TERM'] === 'linux' || environment['TERM'] === 'dumb';
	const isOldWindows = platform === 'win32' && environment['WT_SESSION'] === undefined && environment['TERM_PROGRAM'] === undefined;
	return isUtf8 && !isConsole && !isOldWindows ? unicode : ascii;
};
