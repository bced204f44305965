import {Box, useWindowSize} from 'ink';
import {useState, useSyncExternalStore} from 'react';
import type {Store} from '../store/store.js';
import {TextLine} from './components/text-line.js';
import type {KeyBinding} from './keys.js';
import {plain} from './line.js';
import {BankScreen} from './screens/bank.js';
import {LessonReplayScreen} from './screens/lesson-replay.js';
import {ProjectorScreen} from './screens/projector.js';
import {StormScreen} from './screens/storm.js';
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

	if (frame.model.lesson) {
		return <LessonReplayScreen frame={frame} lesson={frame.model.lesson} columns={columns} rows={rows} glyphs={glyphs}/>;
	}

	if (frame.model.storm) {
		return <StormScreen frame={frame} storm={frame.model.storm} columns={columns} rows={rows} glyphs={glyphs}/>;
	}

	return isProjected
		? <ProjectorScreen frame={frame} pressed={pressed} size={{columns, rows}} glyphs={glyphs}/>
		: <BankScreen frame={frame} columns={columns} rows={rows} glyphs={glyphs}/>;
}
