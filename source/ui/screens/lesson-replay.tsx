import {Box} from 'ink';
import type {Model} from '../../store/model.js';
import type {RecordedLesson} from '../../store/recorded-lesson.js';
import type {Frame} from '../../store/store.js';
import {BottomLine} from '../components/bottom-line.js';
import {Help} from '../components/help.js';
import {ReplayBar} from '../components/replay-bar.js';
import {Lines, TextLine} from '../components/text-line.js';
import {wrap} from '../format.js';
import {headline} from '../lanes/draw.js';
import {lanesLines, lanesOf} from '../lanes/screen-lines.js';
import {plain, toned, type Line} from '../line.js';
import type {Glyphs} from '../theme.js';
import {captionLines, type Projection} from '../projection.js';
import {answerLines, captionRows, header, lastSaid, type ShownLesson} from './lesson.js';

/** What the lesson's own screen would know of it. */
const shownLesson = ({events, isAnswered}: RecordedLesson, {replay}: Model): ShownLesson => {
	const started = events.find(event => event.type === 'lesson-started');
	const {title = `Replay of ${replay?.name ?? ''}`, look = '', isolation = 'serializable'} = started ?? {};
	return {lesson: {title, look}, isolation, events, shown: undefined, isAnswered};
};

/** Rows that are no lanes: title, sessions, an empty one, the replay's bar and the footer. */
const fixedRows = 7;

/** A lesson that was recorded, on the lanes that it was played on. */
export function LessonReplayScreen({frame: {model}, lesson, projection, columns, rows, glyphs}: {
	readonly frame: Frame;
	readonly lesson: RecordedLesson;
	readonly projection: Projection | undefined;
	readonly columns: number;
	readonly rows: number;
	readonly glyphs: Glyphs;
}) {
	const shown = shownLesson(lesson, model);
	const view = {width: columns, glyphs};
	const lanes = lanesOf(lesson.events);
	const answer = answerLines(shown, columns);
	const caption = projection ? captionLines(lastSaid(lesson.events), columns, captionRows, glyphs) : [];
	const room = Math.max(1, rows - fixedRows - caption.length - answer.length);
	const look = wrap(shown.lesson.look, columns - 4).map((text): Line => [plain('  '), toned('dim', text)]);
	const lines = [...look, [], ...lanesLines(lesson.events, lanes, view)];
	const height = room + answer.length;
	return (
		<Box flexDirection='column' width={columns} height={rows}>
			{model.overlay === 'help'
				? <Help isReplay width={columns} height={height + 3} glyphs={glyphs}/>
				: (
					<Box flexDirection='column' height={height + 3} flexShrink={0}>
						<TextLine line={header(shown, columns, glyphs)}/>
						<TextLine line={headline(lanes, view)}/>
						<Box flexDirection='column' height={height} flexShrink={0}>
							<Lines lines={[...lines.slice(-room), ...answer]}/>
						</Box>
					</Box>
				)}
			<Lines lines={caption}/>
			{model.replay && <ReplayBar model={model} replay={model.replay} width={columns} glyphs={glyphs}/>}
			<BottomLine model={model} projection={projection} width={columns} glyphs={glyphs}/>
		</Box>
	);
}
