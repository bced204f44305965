import {Box, useWindowSize} from 'ink';
import {useState, useSyncExternalStore, type ReactNode} from 'react';
import type {LabModel} from '../store/lab.js';
import type {Frame, Store} from '../store/store.js';
import {TextLine} from './components/text-line.js';
import type {KeyBinding} from './keys.js';
import type {LabScreenLines} from './lab/screen-lines.js';
import {plain} from './line.js';
import type {Projection} from './projection.js';
import {screenOf} from './screens/screen-of.js';
import type {Glyphs} from './theme.js';
import {useKeys} from './use-keys.js';
import {useSuspend} from './use-suspend.js';

/** The smallest terminal that is drawn on. */
const leastColumns = 40;
const leastRows = 12;

type LabSize = {readonly columns: number; readonly rows: number; readonly glyphs: Glyphs};

/** What draws a lab. It comes from whoever opens one: nobody else has to load it. */
export type LabDrawing = {
	readonly Screen: (props: LabSize & {readonly frame: Frame; readonly lab: LabModel; readonly projection?: Projection | undefined}) => ReactNode;
	/** Where it stands, and how far it can scroll. */
	readonly scrolled: (frame: Frame, lab: LabModel, size: LabSize & {readonly isProjected: boolean}) => Pick<LabScreenLines, 'scroll' | 'most'>;
};

/** The whole screen: draws the store's frames and sends it the keys. */
export function App({store, glyphs, isProjected = false, labDrawing}: {
	readonly store: Store;
	readonly glyphs: Glyphs;
	readonly isProjected?: boolean;
	readonly labDrawing?: LabDrawing | undefined;
}) {
	const frame = useSyncExternalStore(store.subscribe, store.frame);
	const {columns, rows} = useWindowSize();
	const [pressed, setPressed] = useState<KeyBinding>();
	const {lab} = frame.model;
	const projection: Projection | undefined = isProjected ? {pressed: pressed && {shown: pressed.shown(glyphs), help: pressed.help}} : undefined;
	useKeys(store, {
		onPressed: isProjected ? setPressed : undefined,
		scrollRange: lab && labDrawing
			? () => {
				const {scroll: from, most} = labDrawing.scrolled(frame, lab, {columns, rows, glyphs, isProjected});
				return {from, most};
			}
			: undefined,
	});
	useSuspend();
	if (columns < leastColumns || rows < leastRows) {
		return (
			<Box width={columns} height={rows} flexDirection='column'>
				<TextLine line={[plain(`This terminal has ${columns}×${rows}.`)]}/>
				<TextLine line={[plain(`The ${lab ? 'lab' : 'bank'} needs ${leastColumns}×${leastRows}. q quits.`)]}/>
			</Box>
		);
	}

	if (lab && labDrawing) {
		const {Screen} = labDrawing;
		return <Screen frame={frame} lab={lab} projection={projection} columns={columns} rows={rows} glyphs={glyphs}/>;
	}

	return screenOf(frame, {columns, rows, glyphs}, projection);
}
