import {renderToString} from 'ink';
import {escapeControls} from '../../recording/controls.js';
import type {Recording} from '../../recording/recording.js';
import {currentWait, type Model} from '../../store/model.js';
import {beginReplay, replayUpdate} from '../../store/replay.js';
import {printable} from '../printable.js';
import {LabScreen} from '../screens/lab.js';
import {screenOf} from '../screens/screen-of.js';
import type {Glyphs} from '../theme.js';
import type {ExportOptions} from './export-options.js';

/** The screen that is filmed. */
const columns = 80;
const rows = 24;
/** A frame at most so often, in ms as they are played; less often in a long recording, so that there are no more than so many frames. */
const frameTime = 100;
const mostFrames = 6000;
/** Where nothing happens for longer than this many ms, the film goes on to the next event. */
const longestIdle = 2000;

/** Something in a film: after `since` ms, what is written to the terminal, or a mark to jump to. */
type Shot = {readonly since: number; readonly kind: 'o' | 'm'; readonly data: string};

/** What a mark is set at. */
const begins: ReadonlySet<string> = new Set(['transfer-started', 'lesson-started', 'storm-started', 'lab-started', 'article-started']);

const draw = (model: Model, glyphs: Glyphs): string[] => {
	const {replay} = model;
	const now = (replay?.beganAt ?? 0) + (replay?.time ?? 0);
	const frame = {model, now};
	const size = {columns, rows, glyphs};
	const drawn = renderToString(model.lab ? <LabScreen frame={frame} lab={model.lab} {...size}/> : screenOf(frame, size), {columns}).split('\n');
	return Array.from({length: rows}, (_, row) => drawn[row] ?? '');
};

/** Rewrites the rows that have changed. */
const rewrite = (before: readonly string[], after: readonly string[]): string =>
	after.map((row, index) => row === before[index] ? '' : `\u{1B}[${index + 1};1H${row}\u{1B}[0m\u{1B}[K`).join('');

/**
The replay's screen, filmed.

@yields What changes, shot by shot.
*/
function * film(recording: Recording, {name, glyphs, pace}: ExportOptions): Generator<Shot> {
	const initial = beginReplay(recording, name, pace);
	const fold = replayUpdate(recording, initial);
	const length = initial.replay?.length ?? 0;
	const step = Math.max(frameTime, length / pace / mostFrames);
	let model = initial;
	let before: readonly string[] = draw(model, glyphs);
	yield {since: 0, kind: 'o', data: `\u{1B}[?25l\u{1B}[2J${rewrite([], before)}`};
	let since = 0;
	while (model.replay && model.replay.time < length) {
		const {time, position} = model.replay;
		const next = (recording.events[position]?.at ?? 0) - recording.head.at;
		const untilNext = (next - time) / pace;
		const isIdle = currentWait(model) === undefined && untilNext > longestIdle;
		[model] = fold(model, {type: 'replay-ticked', elapsed: isIdle ? untilNext - frameTime : step});
		since += isIdle ? longestIdle : step;
		const after = draw(model, glyphs);
		const data = rewrite(before, after);
		before = after;
		if (data === '') {
			continue;
		}

		yield {since, kind: 'o', data};
		since = 0;
		const begun = recording.events.slice(position, model.replay?.position).find(({type}) => begins.has(type));
		if (begun) {
			yield {since, kind: 'm', data: `${begun.type.replace('-started', '')} at ${(time / 1000).toFixed(1)} s`};
		}
	}
}

const json = (value: unknown): string => `${escapeControls(JSON.stringify(value))}\n`;

const seconds = (ms: number): number => Math.round(ms) / 1000;

/**
A film of the replay for asciinema and other players: asciicast v2, or v3, in which times count from the shot before.

Source: https://docs.asciinema.org/manual/asciicast/v2/ and …/v3/.
*/
const toCast = (version: 2 | 3) => (recording: Recording, options: ExportOptions): string => {
	const shared = {timestamp: Math.floor(recording.head.at / 1000), title: printable(options.name)};
	const lines = [json(version === 2
		? {version, width: columns, height: rows, ...shared, env: {TERM: 'xterm-256color'}}
		: {version, term: {cols: columns, rows, type: 'xterm-256color'}, ...shared})];
	let at = 0;
	for (const {since, kind, data} of film(recording, options)) {
		at += since;
		lines.push(json([seconds(version === 2 ? at : since), kind, data]));
	}

	return lines.join('');
};

export const toCast2 = toCast(2);
export const toCast3 = toCast(3);
