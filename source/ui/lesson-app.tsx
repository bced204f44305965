import {Box, useInput, useWindowSize} from 'ink';
import {useState, useSyncExternalStore} from 'react';
import type {LessonStore} from '../store/lesson-store.js';
import {TextLine} from './components/text-line.js';
import {lessonIntentOf, lessonKeyOf, type LessonKey} from './lesson-keys.js';
import {plain} from './line.js';
import {readInput, type Token} from './read-input.js';
import {LessonScreen} from './screens/lesson.js';
import type {Glyphs} from './theme.js';
import {useSuspend} from './use-suspend.js';

/** The smallest terminal that a lesson is drawn on. */
const leastColumns = 40;
const leastRows = 12;

/** Steps that were pressed quickly come in one piece. Several letters at once nobody types: they were pasted, and mean nothing. */
const keysOf = (token: Token): string[] => {
	if (token.type === 'key') {
		return [token.name];
	}

	return /^[,.]+$/v.test(token.text) ? [...token.text] : [];
};

/** The whole screen of a lesson: draws the store's frames and sends it the keys. */
export function LessonApp({store, glyphs, isProjected = false}: {
	readonly store: LessonStore;
	readonly glyphs: Glyphs;
	/** For a room: the caption is at the bottom, and so is the key that was pressed. */
	readonly isProjected?: boolean;
}) {
	const [pressed, setPressed] = useState<LessonKey>();
	const frame = useSyncExternalStore(store.subscribe, store.frame);
	const {columns, rows} = useWindowSize();
	useSuspend();
	useInput((input, key) => {
		for (const name of readInput(input, key).flatMap(token => keysOf(token))) {
			const intent = lessonIntentOf(name, store.model());
			if (!intent) {
				continue;
			}

			setPressed(lessonKeyOf(name));
			store.dispatch(intent);
		}
	});
	if (columns < leastColumns || rows < leastRows) {
		return (
			<Box width={columns} height={rows} flexDirection='column'>
				<TextLine line={[plain(`This terminal has ${columns}×${rows}.`)]}/>
				<TextLine line={[plain(`A lesson needs ${leastColumns}×${leastRows}. q leaves.`)]}/>
			</Box>
		);
	}

	return <LessonScreen frame={frame} projection={isProjected ? {pressed} : undefined} columns={columns} rows={rows} glyphs={glyphs}/>;
}
