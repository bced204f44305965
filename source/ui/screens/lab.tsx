import {Box} from 'ink';
import type {LabModel} from '../../store/lab.js';
import type {Model} from '../../store/model.js';
import type {Frame} from '../../store/store.js';
import {BottomLine} from '../components/bottom-line.js';
import {Help, keyLines, namedIn} from '../components/help.js';
import {Panel} from '../components/panel.js';
import {ReplayBar} from '../components/replay-bar.js';
import {wrap} from '../format.js';
import {plain, toned, type Line} from '../line.js';
import type {LabDrawing} from '../app.js';
import {captionLines, type Projection} from '../projection.js';
import {labScreenLines} from '../lab/screen-lines.js';
import type {Glyphs} from '../theme.js';
import {Lines} from '../components/text-line.js';

const stories: Readonly<Record<LabModel['experiment'], string>> = {
	cures: 'Many clients want the same row. The same storm of transfers runs under each way of meeting conflicts, round by round, in an order of'
		+ ' the round\'s own; after each run an audit counts the money. The verdict answers which one to use here. One row is wrong on purpose.',
	article: 'So many clients each update the same row once: read, pause, write, pause, commit. Who is refused waits as the policy says and begins anew.'
		+ ' Beside what is measured here stands what the simulator of the article that made jitter known says of the same.',
};

function LabHelp({experiment, width, height, glyphs}: Pick<LabModel, 'experiment'> & {readonly width: number; readonly height: number; readonly glyphs: Glyphs}) {
	const told = wrap(stories[experiment], width - 4).map((line): Line => [plain(line)]);
	const inField = namedIn('field').filter(({contexts}) => contexts.length === 1);
	const keys = [...keyLines('Keys', namedIn('lab'), width - 4, glyphs), [], ...keyLines('While something is explained', inField, width - 4, glyphs)];
	return (
		<Panel title='Help' note={[toned('dim', 'esc closes it')]} width={width} height={height} glyphs={glyphs} isFocused>
			<Lines lines={[...told, [], ...keys].slice(0, height - 2)}/>
		</Panel>
	);
}

/** Rows of the caption in a room. */
const captionRows = 2;

/** Rows that are no part of it: the footer, the caption for a room, and the bar of a replay. */
const rowsBelow = ({replay}: Model, isProjected: boolean): number => (replay ? 4 : 1) + (isProjected ? captionRows : 0);

/** The lab: one table, how far it is, and what it says. */
export function LabScreen({frame, lab, projection, columns, rows, glyphs}: {
	readonly frame: Frame;
	readonly lab: LabModel;
	readonly projection?: Projection | undefined;
	readonly columns: number;
	readonly rows: number;
	readonly glyphs: Glyphs;
}) {
	const {model} = frame;
	const size = {width: columns, height: rows - rowsBelow(model, projection !== undefined), glyphs};
	const {lines, caption} = labScreenLines(frame, lab, size);
	return (
		<Box flexDirection='column' width={columns} height={rows}>
			{model.overlay === 'help' && (model.replay ? <Help {...size} isReplay/> : <LabHelp experiment={lab.experiment} {...size}/>)}
			{model.overlay !== 'help' && <Box flexDirection='column' height={size.height} flexShrink={0}><Lines lines={lines}/></Box>}
			{projection && <Lines lines={captionLines(caption, columns, captionRows, glyphs)}/>}
			{model.replay && <ReplayBar model={model} replay={model.replay} width={columns} glyphs={glyphs}/>}
			<BottomLine model={model} projection={projection} width={columns} glyphs={glyphs}/>
		</Box>
	);
}

/** What whoever opens a lab gives to the screen. */
export const labDrawing: LabDrawing = {
	Screen: LabScreen,
	scrolled: (frame, lab, {columns, rows, glyphs, isProjected}) => labScreenLines(frame, lab, {width: columns, height: rows - rowsBelow(frame.model, isProjected), glyphs}),
};
