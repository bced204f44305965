import type {Terminal} from './terminal.js';

/** What a program may switch on in a terminal, and how it is on and off again. */
const modes: ReadonlyArray<readonly [what: string, on: RegExp, off: RegExp]> = [
	['the alternate screen', /\u{1B}\[\?(?:47|1047|1049)h/gv, /\u{1B}\[\?(?:47|1047|1049)l/gv],
	['a hidden cursor', /\u{1B}\[\?25l/gv, /\u{1B}\[\?25h/gv],
	['pastes in brackets', /\u{1B}\[\?2004h/gv, /\u{1B}\[\?2004l/gv],
	['the mouse', /\u{1B}\[\?(?:9|100[0-36])h/gv, /\u{1B}\[\?(?:9|100[0-36])l/gv],
	['news of the focus', /\u{1B}\[\?1004h/gv, /\u{1B}\[\?1004l/gv],
	['a synchronized update', /\u{1B}\[\?2026h/gv, /\u{1B}\[\?2026l/gv],
	['the kitty keyboard', /\u{1B}\[[=>][\d;]*u/gv, /\u{1B}\[<\d*u/gv],
];

const lastOf = (text: string, pattern: RegExp): number => text.matchAll(pattern).toArray().at(-1)?.index ?? -1;

/** What a program left switched on in its terminal; nothing, where it has given it back whole. */
export const leftOn = (terminal: Pick<Terminal, 'raw'>): string[] => {
	const raw = terminal.raw();
	return modes.filter(([, on, off]) => lastOf(raw, on) > lastOf(raw, off)).map(([what]) => what);
};
