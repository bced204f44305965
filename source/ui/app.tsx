import {Box, useWindowSize} from 'ink';
import {useSyncExternalStore} from 'react';
import type {Store} from '../store/store.js';
import {TextLine} from './components/text-line.js';
import {plain} from './line.js';
import {BankScreen} from './screens/bank.js';
import {StormScreen} from './screens/storm.js';
import type {Glyphs} from './theme.js';
import {useKeys} from './use-keys.js';
import {useSuspend} from './use-suspend.js';

/** The smallest terminal that is drawn on. */
const leastColumns = 40;
const leastRows = 12;

/** The whole screen: draws the store's frames and sends it the keys. */
export function App({store, glyphs}: {readonly store: Store; readonly glyphs: Glyphs}) {
	const frame = useSyncExternalStore(store.subscribe, store.frame);
	const {columns, rows} = useWindowSize();
	useKeys(store);
	useSuspend();
	if (columns < leastColumns || rows < leastRows) {
		return (
			<Box width={columns} height={rows} flexDirection='column'>
				<TextLine line={[plain(`This terminal has ${columns}×${rows}.`)]}/>
				<TextLine line={[plain(`The bank needs ${leastColumns}×${leastRows}. q quits.`)]}/>
			</Box>
		);
	}

	return frame.model.storm
		? <StormScreen frame={frame} storm={frame.model.storm} columns={columns} rows={rows} glyphs={glyphs}/>
		: <BankScreen frame={frame} columns={columns} rows={rows} glyphs={glyphs}/>;
}
