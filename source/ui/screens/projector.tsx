import {Box} from 'ink';
import type {Model} from '../../store/model.js';
import type {Frame} from '../../store/store.js';
import {shownFrame} from '../../store/trail.js';
import {captionOf} from '../caption.js';
import {Footer} from '../components/footer.js';
import {Header} from '../components/header.js';
import {Overlay} from '../components/overlay.js';
import {StatusLine} from '../components/status-line.js';
import {Lines, TextLine} from '../components/text-line.js';
import {TimelinePanel} from '../components/timeline-panel.js';
import {TransferForm} from '../components/transfer-form.js';
import {plain, toned, type Line} from '../line.js';
import {captionLines, echoLine, type Projection} from '../projection.js';
import type {Glyphs} from '../theme.js';

const captionRows = 2;
/** Rows that are no panel: header, caption, audit line and echo. */
const fixedRows = 3 + captionRows;
const formRows = 3;

/** What the next transfer meets: the form, which tells it elsewhere, is here only while it is filled in. */
const nextLine = ({making: {rivals, faults}}: Model): Line => [
	...(faults.length === 0 ? [] : [toned('waiting', `to go wrong: ${faults.map(({name}) => name).join(', ')}  `)]),
	plain(`rivals ${rivals}  `),
];

/** For a room: what happens in one large pane, what it means in one sentence, and which key was pressed. */
export function ProjectorScreen({frame, projection: {pressed}, size: {columns, rows}, glyphs}: {
	readonly frame: Frame;
	readonly projection: Projection;
	readonly size: {readonly columns: number; readonly rows: number};
	readonly glyphs: Glyphs;
}) {
	const {model, now} = shownFrame(frame);
	const isEditing = model.form.focus !== undefined;
	const height = rows - fixedRows - (isEditing ? formRows : 0);
	return (
		<Box flexDirection='column' width={columns} height={rows}>
			<Header model={model} width={columns} glyphs={glyphs}/>
			{model.overlay === 'none'
				? <TimelinePanel model={model} now={now} width={columns} height={height} glyphs={glyphs}/>
				: <Overlay model={model} width={columns} height={height} glyphs={glyphs}/>}
			{isEditing && <TransferForm model={frame.model} width={columns} glyphs={glyphs}/>}
			<Lines lines={captionLines(captionOf(model, glyphs), columns, captionRows, glyphs)}/>
			<StatusLine frame={frame} width={columns} glyphs={glyphs}/>
			{pressed && !isEditing
				? <TextLine line={echoLine(pressed, columns, nextLine(model))}/>
				: <Footer model={frame.model} width={columns} glyphs={glyphs}/>}
		</Box>
	);
}
