import {bindings} from '../keys.js';
import {pad, wrap} from '../format.js';
import {plain, toned, type Line} from '../line.js';
import type {Glyphs} from '../theme.js';
import {Lines} from './lines.js';
import {Panel} from './panel.js';

const story = [
	'Each attempt reads the balance, and a rival on its own connection commits to the same row before we write. A serializable'
	+ ' database refuses ours with SQLSTATE 40001. We roll back, wait, and run all of it again.',
];

const sections = [
	{title: 'Letters are keys', contexts: ['browse', 'transfer']},
	{title: 'In the form, letters are text', contexts: ['edit']},
] as const;

const helpLines = (width: number, glyphs: Glyphs): Line[] => [
	...story.flatMap(text => wrap(text, width).map((line): Line => [plain(line)])),
	...sections.flatMap(({title, contexts}): Line[] => [
		[],
		[toned('strong', title)],
		...bindings
			.filter(binding => binding.hint !== '' && contexts.some(context => binding.contexts.includes(context)) && !(title.startsWith('In') && binding.contexts.includes('browse')))
			.map(({shown, help}): Line => [toned('accent', pad(shown(glyphs), 10)), plain(help)]),
	]),
];

/** What the program shows, and every key. */
export function Help({width, height, glyphs}: {readonly width: number; readonly height: number; readonly glyphs: Glyphs}) {
	return (
		<Panel title='Help' note={[toned('dim', 'esc closes it')]} width={width} height={height} glyphs={glyphs} isFocused>
			<Lines lines={helpLines(width - 4, glyphs).slice(0, height - 2)}/>
		</Panel>
	);
}
