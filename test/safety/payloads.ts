import {seededRandom} from '../../source/transactions/seeded-random.js';

const escape = '\u{1B}';
const bell = '\u{7}';
const stringEnd = `${escape}\\`;

const codes = (first: number, last: number): string[] => Array.from({length: last - first + 1}, (_, index) => String.fromCodePoint(first + index));

/** Everything that a terminal may take for a command, alone: C0, DEL and C1. */
const controls = [...codes(0, 0x1F), ...codes(0x7F, 0x9F)];

/** What turns the direction of writing, joins, hides or breaks. */
const marks = [
	...codes(0x20_2A, 0x20_2E),
	...codes(0x20_66, 0x20_6F),
	...codes(0x20_0B, 0x20_0F),
	'\u{61C}',
	'\u{AD}',
	'\u{34F}',
	'\u{115F}',
	'\u{3164}',
	'\u{180E}',
	'\u{2028}',
	'\u{2029}',
	...codes(0x20_60, 0x20_65),
	'\u{FEFF}',
	...codes(0xFF_F9, 0xFF_FD),
	'\u{FFFE}',
	'\u{FFFF}',
	'\u{D800}',
	'\u{DBFF}',
	'\u{DC00}',
	'\u{DFFF}',
	'\u{DC00}\u{D800}',
	'\u{E0001}',
	'\u{E0020}',
	'\u{E007F}',
];

/** What stands behind CSI, with 77 in it where there is a number, so that it can be told from our own. */
const csi = [
	'77 q',
	...'77A 77;77H 7777J 2J 3J 77K 77L 77M 77P 77@ 77X 77S 77T 38;5;77m 38;2;77;77;77m 0m 77;77r s u 77b 6n 5n c >c =c 77q 8;77;77t 21t 20t 22;0t 14t'.split(' '),
	...'?77h ?77l ?1049h ?1049l ?2004l ?2004h ?25l ?1000h ?1006h ?5h ?2026h ?6n ?996n >77u <77u ?u 4h 20h !p 77$p 77"p 200~ 201~ 77i 4i 77g 77Z 77d 77e 77~~ 77\'} 77*z'.split(' '),
];

/** Strings that a terminal acts on when they end: titles, links, colours, clipboard, notices, pictures, settings. */
const strings: ReadonlyArray<readonly [kind: keyof typeof introducers, text: string]> = [
	['OSC', '0;owned'],
	['OSC', '1;owned'],
	['OSC', '2;owned'],
	['OSC', 'l owned'],
	['OSC', '4;77;?'],
	['OSC', '7;file:///owned'],
	['OSC', '8;;https://owned.invalid'],
	['OSC', '8;;'],
	['OSC', '9;owned'],
	['OSC', '10;?'],
	['OSC', '11;?'],
	['OSC', '50;owned'],
	['OSC', '52;c;b3duZWQ='],
	['OSC', '52;c;?'],
	['OSC', '104'],
	['OSC', '133;A'],
	['OSC', '777;notify;owned;owned'],
	['OSC', '1337;File=inline=1:b3duZWQ='],
	['OSC', '1337;SetMark'],
	['OSC', '99;;owned'],
	['DCS', '$qm'],
	['DCS', '+q544e'],
	['DCS', 'q#0;2;0;0;0#0~~'],
	['DCS', '1000p'],
	['DCS', 'tmux;owned'],
	['DCS', '77{owned'],
	['APC', 'Gf=24,s=1,v=1;AAAA'],
	['APC', 'owned'],
	['PM', 'owned'],
	['SOS', 'owned'],
];

const introducers = {OSC: [']', '\u{9D}'], DCS: ['P', '\u{90}'], APC: ['_', '\u{9F}'], PM: ['^', '\u{9E}'], SOS: ['X', '\u{98}']} as const;

/** Single escapes: reset, character sets, keypad, index, tabs, 7- and 8-bit answers, and nothing behind them at all. */
const escapes = ['', ' F', ' G', `${escape}[`, ...String.raw`c 7 8 = > D E H M N O Z (0 )B *A #8 %G %@ n o | } ~ l \ [ ] P _ ^ X`.split(' ')];

const tricks = [
	`a${'\u{301}'.repeat(300)}b`,
	'\u{1F469}\u{200D}'.repeat(100),
	'\u{200D}'.repeat(500),
	'\u{FE0F}'.repeat(200),
	`x${'\u{20DD}\u{489}'.repeat(80)}`,
	'a\r\nb',
	'a\rb',
	'a\bb',
	`${'\b'.repeat(80)}owned`,
	'a\vb\fc',
	'a\u{85}b',
	'a\tb',
	'\u{202E}dnuora',
	'\u{2067}a\u{2066}b\u{2069}',
	'x\u{1B}',
	'\u{9B}',
	'\u{C2}\u{9B}31m',
	'\u{C0}\u{9B}',
	'%1b[31m',
	String.raw`\u001b[31m`,
	'^[[31m',
	'&#27;[31m',
	[...'cancel tag'].map(letter => String.fromCodePoint(0xE_00_00 + (letter.codePointAt(0) ?? 0))).join(''),
	'\u{1F3F4}\u{E0067}\u{E0062}\u{E007F}',
	'\u{1D173}\u{1D17A}',
	'\u{FDFD}'.repeat(20),
	'\u{12031}',
	`${escape}[31m${escape}[0m`,
	`${escape}${'['.repeat(50)}31m`,
	`${escape}[${'7;'.repeat(500)}m`,
	`${escape}]0;${'x'.repeat(5000)}`,
	`${escape}[31${escape}[0m`,
	`${escape}\u{18}[31m`,
	`${escape}\u{1A}[31m`,
	`${escape}\0[\u{0}31m`,
	`${escape}\u{202E}[31m`,
	'\u{D83D}\u{1B}[31m\u{DE00}',
	'\u{9D}0;owned\u{9C}',
	`${escape}]8;id=x;http://a\u{202E}b${bell}c${escape}]8;;${bell}`,
];

/** Texts that were made to play tricks on terminals and on who reads them. */
export const payloads: readonly string[] = [...new Set([
	...controls,
	...controls.map(control => `a${control}b`),
	...marks.map(mark => `a${mark}b`),
	...csi.flatMap(sequence => [`${escape}[${sequence}`, `\u{9B}${sequence}`]),
	...strings.flatMap(([kind, text]) => {
		const [seven, eight] = introducers[kind];
		return [`${escape}${seven}${text}${bell}`, `${escape}${seven}${text}${stringEnd}`, `${eight}${text}\u{9C}`, `${escape}${seven}${text}`];
	}),
	...escapes.map(each => `${escape}${each}`),
	...tricks,
])];

/**
Texts of up to 12 pieces, put together by chance out of all that is above, ordinary letters and any code unit.

@yields One text after the other, the same for the same seed.
*/
export function * fuzzed(count: number, seed: number): Generator<string> {
	const random = seededRandom(seed);
	const pick = (length: number): number => Math.floor(random() * length);
	const ordinary = ['a', 'Ada', ' ', '銀行', '👩‍🚀', '7', ';', '[', ']', '?', 'm', 'H', 'é', '$1,000.00'];
	const bag = [...payloads.filter(text => text.length < 40), ...controls, ...controls, ...marks, escape, escape, bell, ...ordinary, ...ordinary, ...ordinary];
	for (let made = 0; made < count; made++) {
		const length = 1 + pick(12);
		yield Array.from({length}, () => {
			const at = pick(bag.length + 20);
			return bag[at] ?? String.fromCodePoint(pick(0x1_00_00));
		}).join('');
	}
}

/** Our own: colours and other looks (SGR) as chalk writes them, and the end of a line. */
const ours = /\u{1B}\[\d{1,3}m|\n/gv;

export const withoutOurs = (text: string): string => text.replaceAll(ours, '');

/** What of a text on its way to a terminal is a control and not our own, or a mark that misleads. */
export const foreignIn = (text: string): string[] => Array.from(
	withoutOurs(text).matchAll(/[\p{Bidi_Control}\p{Control}\u{2028}\u{2029}\u{206A}-\u{206F}\u{D800}-\u{DFFF}\u{FEFF}\u{FFF9}-\u{FFFB}]/gv),
	([character]) => `U+${(character.codePointAt(0) ?? 0).toString(16)}`,
);
