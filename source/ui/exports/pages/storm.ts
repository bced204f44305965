import type {Recording} from '../../../recording/recording.js';
import type {Model} from '../../../store/model.js';
import {beginReplay} from '../../../store/replay.js';
import {updateStorm} from '../../../store/storm.js';
import {update} from '../../../store/update.js';
import {formatMs, formatPosition, wrap} from '../../format.js';
import {plain, toned, type Line} from '../../line.js';
import {adviceOf, optionHandles} from '../../storm/advice.js';
import {cameTo, stormsOf, type RecordedStorm} from '../../storm/recorded.js';
import {auditLine, chartLines, figureLines} from '../../storm/storm-lines.js';
import {formatCount, shapeWords, waitWords} from '../../storm/words.js';
import type {Glyphs} from '../../theme.js';
import type {Chapter, Page} from '../page.js';

/** Rows of the three charts: there is room for them on a page. */
const heights = [5, 3, 3] as const;

/** The model as the storm's screen had it at the end. */
const modelOf = ({started, samples, audit}: RecordedStorm, before: Model): Model => {
	let model: Model = updateStorm({...before, storm: undefined, audit}, started);
	for (const sample of samples) {
		model = updateStorm(model, sample);
	}

	return model;
};

const moneyOf = ({audit}: RecordedStorm): string => audit ? (audit.conserved ? 'right' : 'wrong') : 'not audited';

const chapterOf = (storm: RecordedStorm, before: Model, {glyphs, width}: {readonly glyphs: Glyphs; readonly width: number}): Chapter => {
	const {started, ended} = storm;
	const model = modelOf(storm, before);
	const figures = cameTo(storm);
	const title = [shapeWords(started, started.clients, glyphs), waitWords(started, glyphs)].join(` ${glyphs.dot} `);
	const advice = figures ? adviceOf({shape: started, figures, clients: figures.clients, refused: before.storm?.refusedCures, handles: optionHandles}) : '';
	return {
		title,
		lines: [
			...(model.storm ? chartLines(model.storm, width, heights, glyphs) : []),
			[],
			...(figures ? figureLines(figures, figures.clients, width, glyphs) : []),
			auditLine({model, now: started.at}, glyphs),
			[],
			...wrap(advice, width - 2).map((line): Line => [plain(` ${line}`)]),
			...(ended ? [] : [[toned('waiting', ' Its end was not recorded: that is how it stood when it was heard of last.')] as const]),
		],
		row: [
			formatPosition(Math.max(0, started.at - (before.replay?.beganAt ?? started.at))),
			title,
			...(figures ? [formatCount(figures.committed), formatCount(figures.perSecond), formatMs(figures.latency.p99), figures.jain.toFixed(2)] : ['0', '0', '', '']),
			moneyOf(storm),
		],
	};
};

/** Storms, each with its charts and figures as its screen had them at its end. */
export const stormPage = (recording: Recording, glyphs: Glyphs, width: number): Page => {
	const opened = recording.events.find(event => event.type === 'storm-opened');
	const begun = beginReplay(recording, '');
	const before = opened ? update(begun, opened)[0] : begun;
	return {
		columns: ['at', 'storm', 'committed', 'a second', 'p99', 'fairness', 'money'],
		chapters: stormsOf(recording).map(storm => chapterOf(storm, before, {glyphs, width})),
		empty: 'No storm was recorded.',
	};
};
