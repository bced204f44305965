import {Box} from 'ink';
import {stepStarts, type LessonModel} from '../../store/lesson-model.js';
import type {LessonFrame} from '../../store/lesson-store.js';
import {Lines, TextLine} from '../components/text-line.js';
import {pad, wrap} from '../format.js';
import {headline} from '../lanes/draw.js';
import {lanesLines, lanesOf} from '../lanes/screen-lines.js';
import {endedWords} from '../lesson-words.js';
import {lessonKeys} from '../lesson-keys.js';
import {lineWidth, plain, spread, toned, type Line} from '../line.js';
import {captionLines, echoLine, type Projection} from '../projection.js';
import {stageWords} from '../stage-words.js';
import type {Glyphs} from '../theme.js';

/** Rows of a caption in a room. */
export const captionRows = 3;

/** From so long on it is said how long a step has been held, in ms. */
const patience = 30_000;

/** `1:29`. */
const minutes = (ms: number): string => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;

/** What lanes are drawn of: a lesson that goes on, or one that was recorded. */
export type ShownLesson = Pick<LessonModel, 'isolation' | 'events' | 'shown' | 'isAnswered'> & {readonly lesson: Pick<LessonModel['lesson'], 'title' | 'look'>};

/** Its title, where it is played, and how far it has come. */
export const header = (model: ShownLesson, width: number, {dot}: Glyphs): Line => {
	const {lesson, isolation, events, shown = events.length} = model;
	const started = events.find(event => event.type === 'lesson-started');
	const inForce = started?.type === 'lesson-started' ? started.inForce : isolation;
	const step = events.slice(0, shown).findLast(event => event.type === 'lesson-step');
	const title: Line = [
		toned('strong', ` ${lesson.title}`),
		plain(`${started?.type === 'lesson-started' ? ` ${dot} ${started.server}` : ''} ${dot} `),
		inForce === isolation ? plain(isolation.toUpperCase()) : toned('waiting', `${inForce.toUpperCase()}, not ${isolation.toUpperCase()}`),
	];
	const count = step?.type === 'lesson-step' ? [plain(step.step === 0 ? `${step.of} steps ` : `step ${step.step} of ${step.of} `)] : [];
	return spread(title, count, width);
};

/** What it came to, and what there is to do now. */
const endedLine = ({events, lesson}: LessonModel, ok: boolean, {committed, failed}: Pick<Glyphs, 'committed' | 'failed'>): Line => {
	const {isGood, words} = endedWords(events, ok);
	const next = lesson.levels.length > 1 ? '  i plays it at the next level, r again' : '  r plays it again';
	return [isGood ? toned('committed', ` ${committed} ${words}`) : toned('failed', ` ${failed} ${words}`), ...(ok ? [plain(next)] : [])];
};

/** How the lesson stands, in a sentence. */
const status = ({model, now}: LessonFrame, {more, committed, failed, back}: Glyphs): Line => {
	const {stage, notice, isRunning, events, shown} = model;
	if (notice !== undefined) {
		return [toned('waiting', ` ${notice}`)];
	}

	if (shown !== undefined) {
		const ahead = stepStarts(events).filter(place => place >= shown).length;
		return [toned('waiting', ` ${back} Back by ${ahead === 1 ? '1 step' : `${ahead} steps`}. Only the screen went back: the database is where it was.`)];
	}

	switch (stage.type) {
		case 'connecting': {
			return [plain(` ${stageWords[stage.doing]} ${more}`)];
		}

		case 'playing': {
			const last = events.at(-1);
			const isStorm = last?.type === 'storm-started' || last?.type === 'storm-sample';
			return [plain(isStorm ? ' The storm goes on to its end; what comes next waits for it' : ` ${more}`)];
		}

		case 'held': {
			const held = now - stage.since;
			const words = held < patience || isRunning ? '' : `  held for ${minutes(held)} of at most ${minutes(stage.limit)}`;
			return [toned('dim', ' next  '), plain(stage.next), toned('waiting', words)];
		}

		case 'ended': {
			return endedLine(model, stage.ok, {committed, failed});
		}

		case 'stopped': {
			return [toned('failed', ` ${failed} ${stage.why}`)];
		}
	}
};

const footer = (model: LessonModel, width: number): Line => {
	const pieces = lessonKeys.filter(({hint}) => hint !== '').map(({shown, hint, intent}): Line => [
		toned('accent', shown),
		plain(` ${intent.type === 'run-pressed' && model.isRunning ? 'hold' : hint}`),
	]);
	// The way out is the last, and always there.
	const last = pieces.pop() ?? [];
	const line = [plain(' ')];
	for (const piece of pieces) {
		if (lineWidth(line) + lineWidth(piece) + 2 + lineWidth(last) <= width) {
			line.push(...piece, plain('  '));
		}
	}

	return [...line, ...last];
};

/** What was said last. */
export const lastSaid = (told: LessonModel['events']): string => told.findLast(event => event.type === 'lesson-caption' || event.type === 'lesson-question')?.text ?? '';

/** The answer to the question, once somebody wants it. */
export const answerLines = ({events, shown = events.length, isAnswered}: ShownLesson, width: number): Line[] => {
	const question = events.slice(0, shown).findLast(event => event.type === 'lesson-question');
	return isAnswered && question?.type === 'lesson-question'
		? [[], ...wrap(question.answer, width - 4).map((text): Line => [plain('  '), toned('accent', text)])]
		: [];
};

const helpLines = ({lesson}: LessonModel, width: number): Line[] => [
	...wrap(lesson.look, width - 4).map((text): Line => [plain('  '), plain(text)]),
	[],
	...lessonKeys.map(({shown, help}): Line => [plain('  '), toned('accent', pad(shown, 8)), plain(help)]),
];

/** A lesson: its sessions side by side, as far as it has come. */
export function LessonScreen({frame, projection, columns, rows, glyphs}: {
	readonly frame: LessonFrame;
	readonly projection?: Projection | undefined;
	readonly columns: number;
	readonly rows: number;
	readonly glyphs: Glyphs;
}) {
	const {model} = frame;
	const {events, shown = events.length, overlay, lesson} = model;
	const view = {width: columns, glyphs};
	const told = events.slice(0, shown);
	const lanes = lanesOf(told);
	const answer = answerLines(model, columns);
	const caption = projection ? captionLines(lastSaid(told), columns, captionRows, glyphs) : [[]];
	const pressed = projection?.pressed;
	const room = Math.max(1, rows - 4 - caption.length - answer.length);
	const look = lesson.look === '' ? [] : wrap(lesson.look, columns - 4).map((text): Line => [plain('  '), toned('dim', text)]);
	const lines = overlay === 'help' ? helpLines(model, columns) : [...look, [], ...lanesLines(told, lanes, view)];
	return (
		<Box flexDirection='column' width={columns} height={rows}>
			<TextLine line={header(model, columns, glyphs)}/>
			<TextLine line={overlay === 'help' ? [toned('strong', '  What to look for, and the keys')] : headline(lanes, view)}/>
			<Box flexDirection='column' height={room + answer.length} flexShrink={0}>
				<Lines lines={[...(overlay === 'help' ? lines.slice(0, room) : lines.slice(-room)), ...answer]}/>
			</Box>
			<Lines lines={caption}/>
			<TextLine line={status(frame, glyphs)}/>
			<TextLine line={pressed ? echoLine(pressed, columns) : footer(model, columns)}/>
		</Box>
	);
}
