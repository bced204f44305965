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
import {wrap} from '../format.js';
import type {KeyBinding} from '../keys.js';
import {plain, spread, toned, type Line} from '../line.js';
import type {Glyphs} from '../theme.js';

const captionRows = 2;
/** Rows that are no panel: header, caption, audit line and echo. */
const fixedRows = 3 + captionRows;
const formRows = 3;

const captionLines = (caption: string, width: number, glyphs: Glyphs): Line[] => {
	const lines = wrap(caption, width - 4).slice(0, captionRows);
	const indent = ' '.repeat(3);
	return Array.from({length: captionRows}, (_, row) => [toned('accent', row === 0 ? ` ${glyphs.focus} ` : indent), toned('strong', lines[row] ?? '')]);
};

/** What the next transfer meets: the form, which tells it elsewhere, is here only while it is filled in. */
const nextLine = ({making: {rivals, faults}}: Model): Line => [
	...(faults.length === 0 ? [] : [toned('waiting', `to go wrong: ${faults.map(({name}) => name).join(', ')}  `)]),
	plain(`rivals ${rivals}  `),
	toned('accent', '?'),
	plain(' help '),
];

/** For a room: what happens in one large pane, what it means in one sentence, and which key was pressed. */
export function ProjectorScreen({frame, pressed, size: {columns, rows}, glyphs}: {
	readonly frame: Frame;
	/** The key that was pressed last. */
	readonly pressed: KeyBinding | undefined;
	readonly size: {readonly columns: number; readonly rows: number};
	readonly glyphs: Glyphs;
}) {
	const {model, now} = shownFrame(frame);
	const isEditing = model.form.focus !== undefined;
	const height = rows - fixedRows - (isEditing ? formRows : 0);
	const echo: Line = pressed ? [plain(' '), toned('marked', ` ${pressed.shown(glyphs)} `), toned('strong', ` ${pressed.help}`)] : [];
	return (
		<Box flexDirection='column' width={columns} height={rows}>
			<Header model={model} width={columns} glyphs={glyphs}/>
			{model.overlay === 'none'
				? <TimelinePanel model={model} now={now} width={columns} height={height} glyphs={glyphs}/>
				: <Overlay model={model} width={columns} height={height} glyphs={glyphs}/>}
			{isEditing && <TransferForm model={frame.model} width={columns} glyphs={glyphs}/>}
			<Lines lines={captionLines(captionOf(model, glyphs), columns, glyphs)}/>
			<StatusLine frame={frame} width={columns} glyphs={glyphs}/>
			{pressed && !isEditing
				? <TextLine line={spread(echo, nextLine(model), columns)}/>
				: <Footer model={frame.model} width={columns} glyphs={glyphs}/>}
		</Box>
	);
}
