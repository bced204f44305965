import {Box, useWindowSize} from 'ink';
import {useState, useSyncExternalStore} from 'react';
import type {Store} from '../store/store.js';
import {TextLine} from './components/text-line.js';
import type {KeyBinding} from './keys.js';
import {plain} from './line.js';
import {ProjectorScreen} from './screens/projector.js';
import {screenOf} from './screens/screen-of.js';
import type {Glyphs} from './theme.js';
import {useKeys} from './use-keys.js';
import {useSuspend} from './use-suspend.js';

/** The smallest terminal that is drawn on. */
const leastColumns = 40;
const leastRows = 12;

/** The whole screen: draws the store's frames and sends it the keys. */
export function App({store, glyphs, isProjected = false}: {readonly store: Store; readonly glyphs: Glyphs; readonly isProjected?: boolean}) {
	const frame = useSyncExternalStore(store.subscribe, store.frame);
	const {columns, rows} = useWindowSize();
	const [pressed, setPressed] = useState<KeyBinding>();
	useKeys(store, isProjected ? setPressed : undefined);
	useSuspend();
	if (columns < leastColumns || rows < leastRows) {
		return (
			<Box width={columns} height={rows} flexDirection='column'>
				<TextLine line={[plain(`This terminal has ${columns}×${rows}.`)]}/>
				<TextLine line={[plain(`The bank needs ${leastColumns}×${leastRows}. q quits.`)]}/>
			</Box>
		);
	}

	const {lesson, storm} = frame.model;
	return isProjected && !lesson && !storm
		? <ProjectorScreen frame={frame} pressed={pressed} size={{columns, rows}} glyphs={glyphs}/>
		: screenOf(frame, {columns, rows, glyphs});
}
