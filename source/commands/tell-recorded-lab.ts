import {isOfOutage} from '../load/outage-events.js';
import type {Recording} from '../recording/recording.js';
import {articleConclusion, articleHeading} from '../ui/lab/conclusion.js';
import {articleOf, labOf} from '../ui/lab/recorded.js';
import {toned, type Line} from '../ui/line.js';
import {gatherLines} from './gathered-lines.js';
import {createLabView} from './lab-view.js';
import type {RecordingTelling} from './tell-recording.js';

/**
A lab run by run, as `lab` tells it without a screen, and the table and the verdict that its runs come to; the article's experiment as its table.

@yields One line after the other.
*/
export function * tellRecordedLab(recording: Recording, {glyphs, width}: RecordingTelling): Generator<Line> {
	const {printer, take} = gatherLines();
	const view = createLabView(printer, {glyphs, width});
	for (const event of recording.events) {
		if (event.type === 'lab-started' || event.type === 'lab-cell' || isOfOutage(event)) {
			view.hear(event);
		}

		yield * take();
	}

	const lab = labOf(recording);
	if (lab) {
		view.conclude(lab.result);
		yield * take();
	}

	const article = articleOf(recording);
	if (article) {
		yield articleHeading(article.shape, glyphs);
		yield * articleConclusion(article, {width, glyphs});
	}

	if (lab && lab.missing > 0) {
		yield [toned('waiting', `${lab.missing} of its runs are not in the recording: what stands here is of the others.`)];
	}
}
