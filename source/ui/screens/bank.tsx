import {Box} from 'ink';
import type {Frame} from '../../store/store.js';
import {shownFrame} from '../../store/trail.js';
import {Accounts} from '../components/accounts.js';
import {Footer} from '../components/footer.js';
import {Header} from '../components/header.js';
import {Overlay} from '../components/overlay.js';
import {ReplayBar} from '../components/replay-bar.js';
import {StatusLine} from '../components/status-line.js';
import {TimelinePanel} from '../components/timeline-panel.js';
import {TransferForm} from '../components/transfer-form.js';
import type {Glyphs} from '../theme.js';

/** Below this many columns the panels stand one above the other. */
const narrow = 76;
/** From so many columns on the accounts stand beside lanes. */
const roomy = 120;
/** Rows that are not panels: header, form, audit line and footer. */
const fixedRows = 6;

/** The bank: live accounts, what happened, the form, the audit. */
export function BankScreen({frame, columns, rows, glyphs}: {
	readonly frame: Frame;
	readonly columns: number;
	readonly rows: number;
	readonly glyphs: Glyphs;
}) {
	const {model, now} = shownFrame(frame);
	const isNarrow = columns < narrow;
	// Two lanes side by side need the room more than the accounts.
	const isWhole = model.isInLanes === true && model.run !== undefined && columns < roomy;
	const height = rows - fixedRows;
	const accountsWidth = isNarrow ? columns : Math.min(44, Math.max(30, Math.floor(columns * 0.3)));
	const accountsHeight = isNarrow ? Math.max(3, Math.min(model.accounts.length + 2, Math.floor(height * 0.45))) : height;
	const focused = model.form.focus === 'to' ? model.form.to : model.form.from;
	const panels = (
		<Box flexDirection={isNarrow ? 'column' : 'row'} height={height} flexShrink={0}>
			{!isWhole && <Accounts accounts={model.accounts} focused={focused} width={accountsWidth} height={accountsHeight} glyphs={glyphs}/>}
			<TimelinePanel
				model={model}
				now={now}
				width={isNarrow || isWhole ? columns : columns - accountsWidth}
				height={isNarrow && !isWhole ? height - accountsHeight : height}
				glyphs={glyphs}
			/>
		</Box>
	);
	return (
		<Box flexDirection='column' width={columns} height={rows}>
			<Header model={model} width={columns} glyphs={glyphs}/>
			{model.overlay === 'none' ? panels : <Overlay model={model} width={columns} height={height} glyphs={glyphs}/>}
			{model.replay
				? <ReplayBar model={model} replay={model.replay} width={columns} glyphs={glyphs}/>
				: <TransferForm model={frame.model} width={columns} glyphs={glyphs}/>}
			<StatusLine frame={frame} width={columns} glyphs={glyphs}/>
			<Footer model={frame.model} width={columns} glyphs={glyphs}/>
		</Box>
	);
}
