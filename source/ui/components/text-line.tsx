import {Text} from 'ink';
import {memo, useContext} from 'react';
import type {Line} from '../line.js';
import {printable} from '../printable.js';
import {ThemeContext} from '../theme-context.js';

/**
One row. The only place where text reaches the screen, and so where text from outside is made safe. It is painted here,
because a text of Ink's own for each segment makes every frame dearer. The same line is not painted again.
*/
export const TextLine = memo(({line}: {readonly line: Line}) => {
	const {paint} = useContext(ThemeContext);
	const text = line.map(({text: piece, tone = 'plain'}) => paint[tone](printable(piece))).join('');
	// Without anything in it, a row would have no height.
	return <Text wrap='truncate'>{text === '' ? ' ' : text}</Text>;
});
