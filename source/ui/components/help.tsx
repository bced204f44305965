import {Box} from 'ink';
import {bindings, type Context, type KeyBinding} from '../keys.js';
import {cut, pad, wrap} from '../format.js';
import {plain, toned, type Line} from '../line.js';
import type {Glyphs} from '../theme.js';
import {Lines} from './lines.js';
import {Panel} from './panel.js';

const story = 'Each attempt reads the balance; then a rival on its own connection commits to the same row, before we write. A'
	+ ' serializable database refuses ours with SQLSTATE 40001. We roll back, wait, and run all of it again, from BEGIN.';

/** Below this many columns the keys stand in one column. */
const oneColumn = 72;
const keyWidth = 7;

const isNamed = ({hint, footer}: KeyBinding): boolean => hint !== '' || footer === undefined;

/** Keys and what they do, under a title. */
export const keyLines = (title: string, contexts: readonly Context[], width: number, glyphs: Glyphs): Line[] => [
	[toned('strong', title)],
	...bindings
		.filter(binding => isNamed(binding) && binding.contexts.some(context => contexts.includes(context)))
		.flatMap(({shown, help}) => wrap(help, width - keyWidth).map((text, index): Line => [
			toned('accent', pad(index === 0 ? shown(glyphs) : '', keyWidth)),
			plain(cut(text, width - keyWidth)),
		])),
];

/** What the program shows, and every key. */
export function Help({width, height, glyphs}: {readonly width: number; readonly height: number; readonly glyphs: Glyphs}) {
	const inside = width - 4;
	const isWide = inside >= oneColumn;
	const columnWidth = isWide ? Math.floor((inside - 2) / 2) : inside;
	const keys = keyLines('Letters are keys', ['browse', 'transfer'], columnWidth, glyphs);
	const edits = keyLines('In the form letters are text', ['edit'], columnWidth, glyphs);
	const told = [...wrap(story, inside).map((line): Line => [plain(line)]), []];
	const rows = Math.max(0, height - 2 - told.length);
	// What finds no room at the left goes on at the right.
	const further = keys.slice(rows);
	const right = [...edits, ...(further.length > 0 ? [[], ...further] : [])];
	return (
		<Panel title='Help' note={[toned('dim', 'esc closes it')]} width={width} height={height} glyphs={glyphs} isFocused>
			<Lines lines={told.slice(0, height - 2)}/>
			{isWide
				? (
					<Box gap={2}>
						<Box flexDirection='column' width={columnWidth}><Lines lines={keys.slice(0, rows)}/></Box>
						<Box flexDirection='column' width={columnWidth}><Lines lines={right.slice(0, rows)}/></Box>
					</Box>
				)
				: <Lines lines={[...keys, [], ...edits].slice(0, rows)}/>}
		</Panel>
	);
}
