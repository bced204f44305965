import {Text} from 'ink';
import {memo, useContext} from 'react';
import type {Line} from '../line.js';
import {printable} from '../printable.js';
import {ThemeContext} from '../theme-context.js';
import type {Theme} from '../themes.js';

const painted = new WeakMap<Line, {readonly paint: Theme['paint']; readonly text: string}>();

/**
A line as it goes to the screen: the only place where text gets there, and so where text from outside is made safe. It is
painted here, because a text of Ink's own for each segment makes every frame dearer. The same line is not painted again.
*/
const paintOnce = (line: Line, paint: Theme['paint']): string => {
	const known = painted.get(line);
	if (known?.paint === paint) {
		return known.text;
	}

	const text = line.map(({text: piece, tone = 'plain'}) => paint[tone](printable(piece))).join('');
	painted.set(line, {paint, text});
	return text;
};

/** One row. */
export const TextLine = memo(({line}: {readonly line: Line}) => {
	const {paint} = useContext(ThemeContext);
	const text = paintOnce(line, paint);
	// Without anything in it, a row would have no height.
	return <Text wrap='truncate'>{text === '' ? ' ' : text}</Text>;
});

/** Several rows: one text of Ink's, because one for each row makes every frame dearer. */
export function Lines({lines}: {readonly lines: readonly Line[]}) {
	const {paint} = useContext(ThemeContext);
	const text = lines.map(line => paintOnce(line, paint)).join('\n');
	return lines.length === 0 ? undefined : <Text wrap='truncate'>{text === '' ? ' ' : text}</Text>;
}
