import {Text} from 'ink';
import type {Line} from '../line.js';
import {printable} from '../printable.js';
import {tones} from '../theme.js';

/** What an empty row is made of: without anything in it, it would have no height. */
const blank: Line = [{text: ' '}];

/** One row. The only place where text reaches the screen, and so where text from outside is made safe. */
export function TextLine({line}: {readonly line: Line}) {
	const segments = line.length === 0 ? blank : line;
	return (
		<Text wrap='truncate'>
			{segments.map(({text, tone = 'plain'}, place) => <Text key={place} {...tones[tone]}>{printable(text)}</Text>)}
		</Text>
	);
}
