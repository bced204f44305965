import {Box} from 'ink';
import {bindings, type Context, type KeyBinding} from '../keys.js';
import {cut, pad, wrap} from '../format.js';
import {plain, toned, type Line} from '../line.js';
import type {Glyphs} from '../theme.js';
import {Panel} from './panel.js';
import {Lines} from './text-line.js';

const story = 'Each attempt reads the balance; then a rival on its own connection commits to the same row, before we write. A'
	+ ' serializable database refuses ours with SQLSTATE 40001. We roll back, wait, and run all of it again, from BEGIN.';

/** Below this many columns the keys stand in one column. */
const oneColumn = 72;
const keyWidth = 7;

/** One of the two columns. */
type Part = {readonly title: string; readonly named: readonly KeyBinding[]};

const isNamed = ({hint, footer}: KeyBinding): boolean => hint !== '' || footer === undefined;

/** The keys of these contexts that have something to say. */
export const namedIn = (...contexts: readonly Context[]): readonly KeyBinding[] =>
	bindings.filter(binding => isNamed(binding) && binding.contexts.some(context => contexts.includes(context)));

const parts: readonly [Part, Part] = [
	{title: 'Letters are keys', named: namedIn('browse', 'transfer')},
	{title: 'In the form letters are text', named: namedIn('edit')},
];

const isOnlyReplay = ({contexts}: KeyBinding): boolean => contexts.length === 1;

const replayParts: readonly [Part, Part] = [
	{title: 'In a replay', named: namedIn('replay').filter(binding => isOnlyReplay(binding))},
	{title: 'As in the bank', named: namedIn('replay').filter(binding => !isOnlyReplay(binding))},
];

/** Keys and what they do, under a title. */
export const keyLines = (title: string, named: readonly KeyBinding[], width: number, glyphs: Glyphs): Line[] => [
	[toned('strong', title)],
	...named
		.flatMap(({shown, help}) => wrap(help, width - keyWidth).map((text, index): Line => [
			toned('accent', pad(index === 0 ? shown(glyphs) : '', keyWidth)),
			plain(cut(text, width - keyWidth)),
		])),
];

/** What the program shows, and every key. */
export function Help({width, height, glyphs, isReplay = false}: {
	readonly width: number;
	readonly height: number;
	readonly glyphs: Glyphs;
	readonly isReplay?: boolean;
}) {
	const inside = width - 4;
	const isWide = inside >= oneColumn;
	const columnWidth = isWide ? Math.floor((inside - 2) / 2) : inside;
	const [left, right] = isReplay ? replayParts : parts;
	const first = keyLines(left.title, left.named, columnWidth, glyphs);
	const second = keyLines(right.title, right.named, columnWidth, glyphs);
	const told = [...wrap(story, inside).map((line): Line => [plain(line)]), []];
	const rows = Math.max(0, height - 2 - told.length);
	// What finds no room at the left goes on at the right, above what is of another kind.
	const further = first.slice(rows);
	const beside = further.length > 0 ? [[], ...further, ...second] : second;
	return (
		<Panel title='Help' note={[toned('dim', 'esc closes it')]} width={width} height={height} glyphs={glyphs} isFocused>
			<Lines lines={told.slice(0, height - 2)}/>
			{isWide
				? (
					<Box gap={2}>
						<Box flexDirection='column' width={columnWidth}><Lines lines={first.slice(0, rows)}/></Box>
						<Box flexDirection='column' width={columnWidth}><Lines lines={beside.slice(0, rows)}/></Box>
					</Box>
				)
				: <Lines lines={[...first, [], ...second].slice(0, rows)}/>}
		</Panel>
	);
}
