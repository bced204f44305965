import {Box} from 'ink';
import {useContext, type ReactNode} from 'react';
import {cut} from '../format.js';
import {lineWidth, plain, toned, type Line} from '../line.js';
import type {Glyphs} from '../theme.js';
import {ThemeContext} from '../theme-context.js';
import {TextLine} from './text-line.js';

type PanelProps = {
	readonly title: string;
	/** At the right end of the upper border. */
	readonly note?: Line;
	readonly width: number;
	readonly height: number;
	readonly glyphs: Glyphs;
	readonly isFocused?: boolean;
	readonly children: ReactNode;
};

/** A box with its title in the border, `height` rows high with it, whatever is inside. */
export function Panel({title, note = [], width, height, glyphs, isFocused = false, children}: PanelProps) {
	const {corner} = glyphs;
	const {border: looks} = useContext(ThemeContext);
	const tone = isFocused ? 'accent' : 'dim';
	const noteWidth = note.length === 0 ? 0 : lineWidth(note) + 2;
	const shownTitle = cut(title, Math.max(0, width - 6 - noteWidth));
	const rule = Math.max(0, width - 4 - lineWidth([plain(shownTitle)]) - noteWidth - (noteWidth > 0 ? 1 : 0));
	const border: Line = [
		toned(tone, `${corner.topLeft} `),
		toned('strong', shownTitle),
		toned(tone, ` ${corner.horizontal.repeat(rule)}`),
		...(noteWidth > 0 ? [plain(' '), ...note, toned(tone, ` ${corner.horizontal}`)] : []),
		toned(tone, corner.topRight),
	];
	return (
		<Box flexDirection='column' width={width} height={height} flexShrink={0}>
			<TextLine line={border}/>
			<Box
				flexDirection='column'
				flexGrow={1}
				borderStyle={{...corner, top: corner.horizontal, bottom: corner.horizontal, left: corner.vertical, right: corner.vertical}}
				borderTop={false}
				{...(isFocused ? looks.focused : looks.resting)}
				paddingX={1}
			>
				{children}
			</Box>
		</Box>
	);
}
